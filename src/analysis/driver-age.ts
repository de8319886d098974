import type { EventRecord } from "../decoder/event.ts";
import type { History, HistoryPoint } from "../schema/history/history.ts";

/** Which releases' drivers make events of the forms that a capture has. */
export interface DriverAge {
  /** The first and the last release with a table that fits best. */
  readonly first: HistoryPoint;
  readonly last: HistoryPoint;
  /** Events of drivers that these tables have in just that form. */
  readonly fitting: number;
  /** Events of drivers. */
  readonly events: number;
}

/** More parameters than any event had; what is beyond fits no table. */
const MAX_PARAMS = 4096;

/** Counts events by code and number of parameters: that tells the age of the driver which made them. */
export class EventForms {
  private readonly counts = new Map<number, number>();

  add({ code, spec, paramCount }: EventRecord): void {
    // Events made in user space tell of the program that wrote the file.
    if (spec !== undefined && spec.source !== "SYSCALL" && spec.source !== "TRACEPOINT") return;
    const key = code * MAX_PARAMS + Math.min(paramCount, MAX_PARAMS - 1);
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  /** The age that fits most events; undefined for a capture without events of drivers. */
  age(history: History): DriverAge | undefined {
    const events = [...this.counts.values()].reduce((sum, count) => sum + count, 0);
    if (events === 0) return undefined;
    const scores = history.points.map(({ table }) => table).map((table) => this.fitOf(table, history));
    const fitting = Math.max(...scores);
    const first = history.points[scores.indexOf(fitting)];
    const last = history.points[scores.lastIndexOf(fitting)];
    return first === undefined || last === undefined ? undefined : { first, last, fitting, events };
  }

  private fitOf(table: number, history: History): number {
    let sum = 0;
    for (const [key, count] of this.counts)
      if (history.paramCount(table, Math.floor(key / MAX_PARAMS)) === key % MAX_PARAMS) sum += count;
    return sum;
  }
}
