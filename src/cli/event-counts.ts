import type { EventRecord } from "../decoder/event.ts";
import { eventName } from "../decoder/event-name.ts";
import type { Schema } from "../schema/types.ts";

/** How often events of one name and direction occur. */
export interface EventCount {
  readonly name: string;
  readonly direction: ">" | "<";
  readonly count: number;
}

const CODES = 65536;
/** The codes of generic events, whose name depends on a parameter. */
const FIRST_NAMED_CODE = 2;

/** Counts events by type: by name and direction, whatever the version of the event. */
export class EventCounts {
  private readonly schema: Schema;
  private readonly byCode = new Float64Array(CODES);
  private readonly generic = new Map<string, number>();

  constructor(schema: Schema) {
    this.schema = schema;
  }

  add(event: EventRecord): void {
    if (event.code >= FIRST_NAMED_CODE) {
      (this.byCode[event.code] as number)++;
      return;
    }
    const key = keyOf(event.code, eventName(event));
    this.generic.set(key, (this.generic.get(key) ?? 0) + 1);
  }

  /** The counts, largest first. */
  rows(): EventCount[] {
    const counts = new Map(this.generic);
    this.byCode.forEach((count, code) => {
      if (count === 0) return;
      const key = keyOf(code, this.schema.event(code)?.name ?? `unknown:${code}`);
      counts.set(key, (counts.get(key) ?? 0) + count);
    });
    return [...counts].map(rowOf).sort((a, b) => b.count - a.count || compareText(a.name, b.name));
  }
}

/** The counts as sysdig lists them under `-S`. */
export function renderEventCounts(rows: readonly EventCount[]): string {
  const width = Math.max(15, ...rows.map(({ name }) => name.length + 2));
  const longest = Math.max("#Calls".length, ...rows.map(({ count }) => String(count).length));
  const rule = "-".repeat(width + 1 + longest);
  const lines = rows.map(({ direction, name, count }) => `${`${direction} ${name}`.padEnd(width)} ${count}`);
  return [rule, `${"Event".padEnd(width)} #Calls`, rule, ...lines, ""].join("\n");
}

function keyOf(code: number, name: string): string {
  return `${(code & 1) === 0 ? ">" : "<"}${name}`;
}

function rowOf([key, count]: readonly [string, number]): EventCount {
  return { name: key.slice(1), direction: key.startsWith(">") ? ">" : "<", count };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
