import { type EventRecord, timestampNs } from "../../decoder/event.ts";
import { EventFlag } from "../../schema/types.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import type { FieldResult, FieldSpec, FieldType } from "../field.ts";
import { compiledField, type FieldTraits } from "./define.ts";
import { PADDED } from "./evt-time.ts";

const NS_PER_SECOND = 1_000_000_000n;

/** How long calls took. The current view has no enter events, so all of them are 0 there. */
export const LATENCY_FIELDS: readonly FieldSpec[] = [
  latency(
    "evt.latency",
    "duration",
    "Nanoseconds from the start of the call to its end; 0 at its start.",
    (ns) => ns,
  ),
  latency("evt.latency.s", "integer", "Whole seconds that the call took.", (ns) => ns / NS_PER_SECOND),
  latency(
    "evt.latency.ns",
    "integer",
    "What evt.latency has beyond whole seconds, in nanoseconds.",
    (ns) => ns % NS_PER_SECOND,
    PADDED,
  ),
  latency("evt.latency.human", "string", "The time that the call took, with a unit: 1.50ms.", humanDuration),
  latency("evt.latency.quantized", "integer", "Number of digits of evt.latency.", digits),
  compiledField(
    "evt.wait_latency",
    "duration",
    "Nanoseconds that a call spent waiting, for calls that can wait (sleep, poll, select …).",
    (_, view) => (view === "current" ? () => 0n : waitNs),
    { cost: 1 },
  ),
];

function latency(
  name: string,
  type: FieldType,
  description: string,
  show: (ns: bigint) => FieldResult,
  traits: FieldTraits = {},
): FieldSpec {
  return compiledField(
    name,
    type,
    description,
    (_, view) =>
      view === "current"
        ? () => show(0n)
        : (event, state) => {
            const ns = latencyNs(event, state);
            return ns === undefined ? undefined : show(ns);
          },
    { cost: 1, ...traits },
  );
}

/** Undefined where the start of the call was not recorded. */
function latencyNs(event: EventRecord, state: CaptureState): bigint | undefined {
  if (event.spec === undefined || event.spec.source === "METAEVENT") return undefined;
  if (!event.spec.isExit) return 0n;
  const { enter } = state;
  return enter && timestampNs(event) - timestampNs(enter);
}

function waitNs(event: EventRecord, state: CaptureState): bigint | undefined {
  const { spec } = event;
  return spec?.isExit && (spec.flags & EventFlag.WAITS) !== 0 ? latencyNs(event, state) : undefined;
}

function digits(ns: bigint): number {
  return ns > 0n ? String(ns).length : 0;
}

/** Units by size; below ten of the next larger unit, two digits behind the point. */
const UNITS: readonly { readonly ns: bigint; readonly suffix: string; readonly wholeFrom: bigint }[] = [
  { ns: NS_PER_SECOND, suffix: "s", wholeFrom: 60n },
  { ns: 1_000_000n, suffix: "ms", wholeFrom: 10n },
  { ns: 1_000n, suffix: "us", wholeFrom: 10n },
];

/** A duration as people read it: `250ns`, `1.50us`, `15ms`, `1.50s`, `2:05`, `01:00:07`. */
function humanDuration(ns: bigint): string {
  const seconds = ns / NS_PER_SECOND;
  if (seconds >= 3600n)
    return [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n].map(twoDigits).join(":");
  if (seconds >= 60n) return `${seconds / 60n}:${seconds % 60n}`;
  const unit = UNITS.find((candidate) => ns >= candidate.ns);
  if (unit === undefined) return `${ns}ns`;
  const whole = ns / unit.ns;
  if (whole >= unit.wholeFrom) return `${whole}${unit.suffix}`;
  return `${whole}.${twoDigits(((ns % unit.ns) * 100n) / unit.ns)}${unit.suffix}`;
}

function twoDigits(value: bigint): string {
  return String(value).padStart(2, "0");
}
