import { isMalformed } from "../../../src/decoder/param-value.ts";
import { type Damage, describeDamage, openCapture, type ScapEvent } from "../../../src/index.ts";
import type { Recording } from "./agent.ts";
import { type Expectation, parseExpectations } from "./expectation.ts";
import { valueText } from "./value-text.ts";

/** An event as a test compares it. */
export interface RecordedEvent {
  readonly name: string;
  readonly direction: ">" | "<";
  readonly tid: number;
  readonly params: ReadonlyMap<string, string>;
  /** Bytes each parameter takes. */
  readonly lengths: ReadonlyMap<string, number>;
}

/** The events of each case: those behind the write that names it. */
export async function eventsByCase({ capture }: Recording): Promise<ReadonlyMap<number, RecordedEvent[]>> {
  const cases = new Map<number, RecordedEvent[]>();
  let current: RecordedEvent[] = [];
  for await (const event of openCapture(capture).events()) {
    const number = caseOf(event);
    if (number !== undefined) {
      current = [];
      cases.set(number, current);
    } else {
      current.push(recorded(event));
    }
  }
  return cases;
}

/** All events of that name, `<` or `>` before it. */
export async function eventsNamed({ capture }: Recording, wanted: string): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of openCapture(capture).events()) {
    if (`${event.direction}${event.name}` === wanted) events.push(recorded(event));
  }
  return events;
}

/** Events that are not as the event table has them. */
export async function malformedEvents({ capture }: Recording): Promise<string[]> {
  const found: string[] = [];
  const onDamage = (damage: Damage) => found.push(describeDamage(damage));
  for await (const { number, name, spec, record } of openCapture(capture, { onDamage }).events()) {
    if (record.paramCount !== spec?.params.length)
      found.push(`${number} ${name}: ${record.paramCount} parameters`);
    spec?.params.forEach((param, i) => {
      if (isMalformed(record, i)) found.push(`${number} ${name}: ${param.name}`);
    });
  }
  return found;
}

/** What does not come as a trigger said: the expectation, and the events that come nearest. */
export async function differences(recording: Recording): Promise<string[]> {
  const cases = await eventsByCase(recording);
  const taken = new Set<RecordedEvent>();
  return parseExpectations(recording.stdout).flatMap((expectation) => {
    const candidates = (cases.get(expectation.caseNumber) ?? []).filter(
      (event) => isOfKind(event, expectation) && !taken.has(event),
    );
    const found = candidates.find((event) => mismatches(event, expectation).length === 0);
    if (found !== undefined) taken.add(found);
    return found === undefined ? [describe(expectation, candidates)] : [];
  });
}

function caseOf(event: ScapEvent): number | undefined {
  if (event.name !== "write" || event.param("fd")?.value !== -1) return undefined;
  const match = /^case (\d+)$/.exec(valueText(event.param("data")?.value ?? null));
  return match === null ? undefined : Number(match[1]);
}

function recorded(event: ScapEvent): RecordedEvent {
  return {
    name: event.name,
    direction: event.direction,
    tid: event.tid,
    params: new Map(event.params.map(({ name, value }) => [name, valueText(value)])),
    lengths: new Map(event.params.map(({ name, bytes }) => [name, bytes.length])),
  };
}

function isOfKind({ name, direction, tid }: RecordedEvent, wanted: Expectation): boolean {
  return (
    name === wanted.event &&
    direction === wanted.direction &&
    (wanted.tid === undefined || tid === wanted.tid)
  );
}

function mismatches({ params, lengths }: RecordedEvent, wanted: Expectation): string[] {
  return [...wanted.params]
    .filter(([name, value]) => !params.has(name) || !matches(value, params.get(name), lengths.get(name)))
    .map(([name, value]) => `${name}: ${params.get(name)} instead of ${value}`);
}

function matches(wanted: string, text: string | undefined, length: number | undefined): boolean {
  return wanted === "*" || (wanted.startsWith("#") ? length === Number(wanted.slice(1)) : wanted === text);
}

function describe(expectation: Expectation, candidates: readonly RecordedEvent[]): string {
  const found = candidates.map((event) => `\n  ${mismatches(event, expectation).join("; ").slice(0, 600)}`);
  return `${expectation.text.slice(0, 300)}${found.length > 0 ? found.join("") : "\n  no such event"}`;
}
