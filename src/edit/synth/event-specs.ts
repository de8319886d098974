import { nearestName } from "../../filter/nearest-name.ts";
import { OPTION_COMMENT } from "../../format/options.ts";
import { encodeText } from "../../format/text.ts";
import type { EventFields } from "../../format/write-event.ts";
import { codesByName } from "../../schema/lookup.ts";
import { isSyscallName } from "../../schema/syscalls.ts";
import { EventFlag, type EventSpec, type ParamSpec, type Schema } from "../../schema/types.ts";
import { type Path, SpecError } from "../spec/spec-error.ts";
import type { GivenValue, SynthEvent } from "./capture-spec.ts";
import { bytesOf, isGivenBytes } from "./given-bytes.ts";
import { timeNs } from "./given-number.ts";
import { encodeGiven } from "./param-literal.ts";

const DUMP_FLAG_STATE_ONLY = 1;
const NOTHING = new Uint8Array(0);

/** What an event takes from those before it. */
export interface EventContext {
  readonly schema: Schema;
  readonly littleEndian: boolean;
  /** Time of an event that gives none. */
  readonly nextNs: bigint;
  /** Time of the event before it; that of the start for the first. */
  readonly beforeNs: bigint;
  readonly tid: number;
}

/** An event with its parameters as bytes. */
export function eventOf(given: SynthEvent, context: EventContext, path: Path): EventFields {
  const { schema } = context;
  const code = codeOf(given.event, schema, [...path, "event"]);
  const spec = schema.event(code);
  const flags = (given.dumpFlags ?? 0) | (given.stateOnly ? DUMP_FLAG_STATE_ONLY : 0);
  const hasFlags = given.dumpFlags !== undefined || given.stateOnly === true;
  return {
    cpu: given.cpu ?? 0,
    dumpFlags: hasFlags ? flags >>> 0 : undefined,
    tsNs: given.at === undefined ? context.nextNs : timeNs(given.at, context.beforeNs, [...path, "at"]),
    tid: given.tid ?? context.tid,
    code,
    params: paramsOf(given, spec, context.littleEndian, path),
    isLarge: ((spec?.flags ?? 0) & EventFlag.LARGE_PAYLOAD) !== 0,
    options: (given.comments ?? []).map((text) => ({ code: OPTION_COMMENT, value: encodeText(text) })),
  };
}

/** The event that is meant: the newest of a name, and of those that libs still makes where there is one. */
function codeOf(given: SynthEvent["event"], schema: Schema, path: Path): number {
  if (typeof given !== "string") {
    if (given >= 0 && given <= 0xffff) return Number(given);
    throw new SpecError(path, `an event's code is 0 to 65535, not ${given}`);
  }
  const [, direction, name = ""] = /^([<>]?)(.*)$/.exec(given) ?? [];
  const enumCode = direction === "" ? codeOfEnum(name, schema) : undefined;
  if (enumCode !== undefined) return enumCode;
  const codes = codesByName(schema, name);
  if (codes.length === 0) throw noSuchEvent(name, schema, path);
  const fitting = codes.filter((code) => direction === "" || (code & 1) === (direction === "<" ? 1 : 0));
  const current = fitting.filter((code) => isCurrent(schema.event(code)));
  const candidates = current.length > 0 ? current : fitting;
  const code = candidates.at(-1);
  if (code === undefined)
    throw new SpecError(path, `${name} has no ${direction === "<" ? "exit" : "enter"} event`);
  if (direction === "" && candidates.some((other) => (other & 1) !== (code & 1)))
    throw new SpecError(path, `say which event of ${name}: ">${name}" (enter) or "<${name}" (exit)`);
  return code;
}

function isCurrent(spec: EventSpec | undefined): boolean {
  return spec !== undefined && (spec.flags & (EventFlag.OLD_VERSION | EventFlag.UNUSED)) === 0;
}

function codeOfEnum(name: string, schema: Schema): number | undefined {
  if (!/^[A-Z]/.test(name)) return undefined;
  for (let code = 0; code < schema.eventCount; code++) if (schema.event(code)?.enumName === name) return code;
  return undefined;
}

function noSuchEvent(name: string, schema: Schema, path: Path): SpecError {
  if (isSyscallName(name))
    return new SpecError(
      path,
      `${name} has no event of its own; write ">syscall" with params: {ID: ${name}}`,
    );
  const names = Array.from({ length: schema.eventCount }, (_, code) => schema.event(code)?.name ?? "");
  const nearest = nearestName(name, new Set(names));
  return new SpecError(
    path,
    `there is no event "${name}"${nearest === undefined ? "" : `; did you mean "${nearest}"?`}`,
  );
}

/** Parameters that are not given have no value; as many are written as the table has, or as is asked for. */
function paramsOf(
  { params = {}, paramCount }: SynthEvent,
  spec: EventSpec | undefined,
  littleEndian: boolean,
  path: Path,
): Uint8Array[] {
  const at = [...path, "params"];
  // The schema has it that the others are lists.
  const values = Array.isArray(params)
    ? (params as readonly GivenValue[])
    : valuesByName(params as Named, spec, at);
  const known = spec?.params ?? [];
  const count = paramCount ?? Math.max(known.length, values.length);
  return Array.from({ length: count }, (_, k) => {
    const value = values[k] ?? null;
    const param = known[k];
    const place = [...at, Array.isArray(params) || param === undefined ? k : param.name];
    return param === undefined ? rawParam(value, place) : encodeGiven(param, value, littleEndian, place);
  });
}

type Named = Readonly<Record<string, GivenValue>>;

function valuesByName(params: Named, spec: EventSpec | undefined, path: Path): (GivenValue | undefined)[] {
  const known: readonly ParamSpec[] = spec?.params ?? [];
  const names = known.map(({ name }) => name);
  for (const name of Object.keys(params)) {
    if (names.includes(name)) continue;
    const nearest = nearestName(name, names);
    const hint =
      nearest === undefined ? `there are ${names.join(", ") || "none"}` : `did you mean "${nearest}"?`;
    throw new SpecError(
      [...path, name],
      `${spec?.name ?? "an unknown event"} has no parameter "${name}"; ${hint}`,
    );
  }
  return names.map((name) => (Object.hasOwn(params, name) ? params[name] : undefined));
}

/** A parameter that the event table does not have. */
function rawParam(value: GivenValue, path: Path): Uint8Array {
  if (value === null) return NOTHING;
  if (!isGivenBytes(value))
    throw new SpecError(path, "the event table has no such parameter: give bytes, as {hex: …}");
  return bytesOf(value, path);
}
