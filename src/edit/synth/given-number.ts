import { narrow, parseDurationNs, parseWhole } from "../../filter/number-literal.ts";
import { parseTime } from "../../filter/time-literal.ts";
import { type Path, SpecError } from "../spec/spec-error.ts";
import type { GivenNumber } from "./capture-spec.ts";

const OCTAL = /^(-?)0o([0-7]{1,22})$/;
const HAS_ZONE = /(Z|[+-]\d\d:?\d\d)$/;
const IS_DATE = /^\d{4}-\d\d-\d\d/;

/** A whole number, in any of the forms it may be given in. */
export function wholeOf(given: GivenNumber, path: Path): bigint {
  if (typeof given !== "string") return BigInt(given);
  const octal = OCTAL.exec(given);
  if (octal !== null) return BigInt(`0o${octal[2]}`) * (octal[1] === "" ? 1n : -1n);
  const whole = parseWhole(given);
  if (whole === undefined) throw new SpecError(path, `"${given}" is no number`);
  return BigInt(whole);
}

/** As `wholeOf`, for what a JavaScript number holds. */
export function smallOf(given: GivenNumber, path: Path): number {
  const value = narrow(wholeOf(given, path));
  if (typeof value === "bigint") throw new SpecError(path, `${value} is too large here`);
  return value;
}

/** An unsigned number of 32 bits. */
export function u32Of(given: GivenNumber, path: Path): number {
  return Number(within(wholeOf(given, path), 2n ** 32n, path));
}

/** An unsigned number of 64 bits; a negative one stands for the same bits. */
export function u64Of(given: GivenNumber, path: Path): bigint {
  const value = wholeOf(given, path);
  return value < 0 && value >= -(2n ** 63n) ? BigInt.asUintN(64, value) : within(value, 2n ** 64n, path);
}

/** A span of time in nanoseconds: `10ms`, `1.5s`. */
export function durationNs(given: GivenNumber, path: Path): bigint {
  const ns = typeof given === "string" ? parseDurationNs(given) : BigInt(given);
  if (ns === undefined) throw new SpecError(path, `"${given}" is no span of time such as 10ms`);
  return ns;
}

/** A point in time in nanoseconds since 1970; `+1ms` counts from `beforeNs`, where that is known. */
export function timeNs(given: GivenNumber, beforeNs: bigint | undefined, path: Path): bigint {
  const time = typeof given === "string" ? parseTime(given) : { kind: "instant" as const, ns: BigInt(given) };
  if (time?.kind === "relative" && beforeNs !== undefined) return within(beforeNs + time.ns, 2n ** 64n, path);
  // The same description must give the same capture everywhere.
  const isClear = time?.kind === "instant" && (!IS_DATE.test(String(given)) || HAS_ZONE.test(String(given)));
  if (time === undefined || !isClear) {
    const forms = beforeNs === undefined ? "" : ", or +1ms after the event before";
    throw new SpecError(
      path,
      `"${given}" is no time such as 2024-03-01T12:00:00.5Z or nanoseconds since 1970${forms}`,
    );
  }
  return within(time.ns, 2n ** 64n, path);
}

function within(value: bigint, limit: bigint, path: Path): bigint {
  if (value < 0 || value >= limit) throw new SpecError(path, `${value} is out of range`);
  return value;
}
