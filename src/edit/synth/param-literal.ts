import { encodeParam, ParamEncodingError } from "../../decoder/encode-param.ts";
import type { ParamValue } from "../../decoder/param-value.ts";
import { nearestName } from "../../filter/nearest-name.ts";
import { concatenate } from "../../format/concatenate.ts";
import { encodeText } from "../../format/text.ts";
import { currentSchema } from "../../schema/current.ts";
import { errnoName } from "../../schema/errno.ts";
import { PARAM_TYPES } from "../../schema/param-types.ts";
import { signalName } from "../../schema/signals.ts";
import { syscallName } from "../../schema/syscalls.ts";
import type { FlagTable, ParamSpec, ParamType } from "../../schema/types.ts";
import { isMap } from "../spec/json-schema.ts";
import { type Path, SpecError } from "../spec/spec-error.ts";
import { parseAddress, parseSocketAddress, parseSocketTuple } from "./address-literal.ts";
import type { GivenNumber, GivenValue, PollEntrySpec } from "./capture-spec.ts";
import { bytesOf, isGivenBytes } from "./given-bytes.ts";
import { durationNs, smallOf, timeNs, wholeOf } from "./given-number.ts";

/** Numbers with names end below: system calls, errors of the kernel's own, signals. */
const MAX_NAMED = 1024;
/** As drivers store it; Linux's own number. */
const AT_FDCWD = -100n;
/** No parameter refers to the flags of poll lists; every event table has the same. */
const POLL_FLAGS = currentSchema.flagTables.get("poll_flags");

/** The bytes of a parameter from its value as people write it. Throws a SpecError that says what is wrong with it. */
export function encodeGiven(
  param: ParamSpec,
  given: GivenValue,
  littleEndian: boolean,
  path: Path,
): Uint8Array {
  if (isGivenBytes(given)) return bytesOf(given, path);
  try {
    return encodeParam(param, paramValue(param, given, path), littleEndian);
  } catch (error) {
    if (error instanceof ParamEncodingError) throw new SpecError(path, `${error.message} (${param.type})`);
    throw error;
  }
}

/** A value of flags or of an enumeration: a number, or names of the table, joined by `|` or in a list. */
export function flagsOf(given: GivenValue, table: FlagTable, path: Path): bigint {
  const names = Array.isArray(given) ? given : typeof given === "string" ? given.split("|") : undefined;
  if (names === undefined) return numberOf(given, path);
  return names.reduce((mask: bigint, name) => mask | flagValue(String(name).trim(), table, path), 0n);
}

function flagValue(name: string, { entries }: FlagTable, path: Path): bigint {
  const entry = entries.find((candidate) => candidate.name === name);
  if (entry !== undefined) return BigInt(entry.value);
  if (/^-?\d/.test(name)) return wholeOf(name, path);
  throw new SpecError(
    path,
    `"${name}" is no flag here${hint(
      name,
      entries.map((candidate) => candidate.name),
    )}`,
  );
}

function paramValue(param: ParamSpec, given: GivenValue, path: Path): ParamValue {
  if (given === null) return null;
  const parse = PARSERS[param.type];
  if (parse !== undefined) return parse(given, path, param);
  if (param.flags !== undefined) return flagsOf(given, param.flags, path);
  return PARAM_TYPES[param.type].isInteger ? numberOf(given, path) : listOf(given, path);
}

type ParseValue = (given: NonNullable<GivenValue>, path: Path, param: ParamSpec) => ParamValue;

const PARSERS: Readonly<Partial<Record<ParamType, ParseValue>>> = {
  CHARBUF: textOf,
  FSPATH: textOf,
  FSRELPATH: textOf,
  ERRNO: (given, path) => -named(withoutMinus(given), errnoName, path, "error") || numberOf(given, path),
  FD: fdOf,
  FD32: fdOf,
  SIGTYPE: (given, path) => named(given, signalName, path, "signal") || numberOf(given, path),
  SYSCALLID: (given, path) => named(given, syscallName, path, "system call") || numberOf(given, path),
  RELTIME: (given, path) => durationNs(numberLike(given, path), path),
  ABSTIME: (given, path) => timeNs(numberLike(given, path), undefined, path),
  SOCKADDR: (given, path) => parseSocketAddress(textOf(given, path), path),
  SOCKTUPLE: (given, path) => parseSocketTuple(textOf(given, path), path),
  IPV4ADDR: (given, path) => parseAddress(textOf(given, path), 4, path),
  IPV6ADDR: (given, path) => parseAddress(textOf(given, path), 16, path),
  FDLIST: pollListOf,
  DYN: dynamicOf,
};

function textOf(given: NonNullable<GivenValue>, path: Path): string {
  if (typeof given !== "string") throw new SpecError(path, "text is needed here; put it in quotes");
  return given;
}

function numberLike(given: NonNullable<GivenValue>, path: Path): GivenNumber {
  if (typeof given === "string" || typeof given === "number" || typeof given === "bigint") return given;
  throw new SpecError(path, "a number is needed here");
}

function numberOf(given: GivenValue, path: Path): bigint {
  if (typeof given === "boolean") return given ? 1n : 0n;
  return wholeOf(numberLike(given ?? "", path), path);
}

function fdOf(given: NonNullable<GivenValue>, path: Path): ParamValue {
  return given === "AT_FDCWD" ? AT_FDCWD : numberOf(given, path);
}

/** `-ENOENT`, as kernel people write it, is `ENOENT`. */
function withoutMinus(given: NonNullable<GivenValue>): NonNullable<GivenValue> {
  return typeof given === "string" ? given.replace(/^-(?=E)/, "") : given;
}

/** The number that a name stands for; 0 where something else than a name is given. */
function named(
  given: NonNullable<GivenValue>,
  nameOf: (number: number) => string | undefined,
  path: Path,
  what: string,
): bigint {
  if (typeof given !== "string" || !/^[A-Za-z_]/.test(given)) return 0n;
  const names = Array.from({ length: MAX_NAMED }, (_, k) => nameOf(k));
  const number = names.indexOf(given);
  if (number > 0) return BigInt(number);
  const known = names.filter((name) => name !== undefined);
  throw new SpecError(path, `"${given}" is no ${what}${hint(given, known)}`);
}

/** Text as it is, or a list of texts with a NUL behind each. */
function listOf(given: NonNullable<GivenValue>, path: Path): ParamValue {
  if (typeof given === "string") return encodeText(given);
  if (!Array.isArray(given)) throw new SpecError(path, "text, a list of texts or bytes are needed here");
  const nul = Uint8Array.of(0);
  return concatenate(given.flatMap((item, k) => [encodeText(textOf(item, [...path, k])), nul]));
}

function pollListOf(given: NonNullable<GivenValue>, path: Path): ParamValue {
  if (!Array.isArray(given)) throw new SpecError(path, "a list of {fd, flags} is needed here");
  return given.map((entry: string | PollEntrySpec, k) => {
    const at = [...path, k];
    if (!isMap(entry) || typeof entry === "string") throw new SpecError(at, "{fd, flags} is needed here");
    const flags = POLL_FLAGS === undefined ? 0n : flagsOf(entry.flags, POLL_FLAGS, [...at, "flags"]);
    return { fd: smallOf(entry.fd, [...at, "fd"]), flags: Number(flags) };
  });
}

function dynamicOf(given: NonNullable<GivenValue>, path: Path, param: ParamSpec): ParamValue {
  if (!isMap(given) || !("type" in given) || !("value" in given))
    throw new SpecError(path, `{type, value} is needed here; types are ${typesOf(param).join(", ")}`);
  const { type, value } = given as { type: unknown; value: GivenValue };
  const choice = param.dynamic?.find((candidate) => candidate.type === type);
  if (choice === undefined)
    throw new SpecError([...path, "type"], `"${type}" is none of ${typesOf(param).join(", ")}`);
  if (isGivenBytes(value)) return { type: choice.type, value: bytesOf(value, [...path, "value"]) };
  const inner = { ...param, ...choice, dynamic: undefined };
  return { type: choice.type, value: paramValue(inner, value, [...path, "value"]) };
}

function typesOf({ dynamic = [] }: ParamSpec): string[] {
  return dynamic.map(({ type }) => type);
}

function hint(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? "" : `; did you mean "${nearest}"?`;
}
