import type { EventRecord } from "../decoder/event.ts";
import { diffSchemas } from "../schema/diff/diff-schemas.ts";
import type { SchemaDocument } from "../schema/document.ts";
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
  /** Events of the capture whose codes mean others in the newest table. */
  readonly misread: readonly MisreadEvent[];
}

export interface MisreadEvent {
  readonly code: number;
  /** Name of the event in the table that fits. */
  readonly recordedAs: string;
  /** Name of the event in the newest table. */
  readonly readAs: string;
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
    if (first === undefined || last === undefined) return undefined;
    const misread = this.misread(history.document(first), history.document(last), newestOf(history));
    return { first, last, fitting, events, misread };
  }

  /** Codes that were used for other events later, where all tables that fit say so. */
  private misread(first: SchemaDocument, last: SchemaDocument, newest: SchemaDocument): MisreadEvent[] {
    const codes = [...new Set([...this.counts.keys()].map((key) => Math.floor(key / MAX_PARAMS)))];
    const renamed = codes.filter((code) => first.events[code]?.name !== newest.events[code]?.name);
    if (renamed.length === 0) return [];
    const reused = [first, last].map((table) => reusedCodes(table, newest));
    return renamed
      .filter((code) => reused.every((found) => found.has(code)))
      .sort((a, b) => a - b)
      .map((code) => {
        const [recordedAs = "", readAs = ""] = [first, newest].map(({ events }) => events[code]?.name);
        return { code, recordedAs, readAs };
      });
  }

  private fitOf(table: number, history: History): number {
    let sum = 0;
    for (const [key, count] of this.counts)
      if (history.paramCount(table, Math.floor(key / MAX_PARAMS)) === key % MAX_PARAMS) sum += count;
    return sum;
  }
}

function newestOf(history: History): SchemaDocument {
  // There is a last point: a history without any is none.
  return history.document(history.points.at(-1) as HistoryPoint);
}

function reusedCodes(table: SchemaDocument, newest: SchemaDocument): ReadonlySet<number | undefined> {
  const reused = diffSchemas(table, newest).filter(({ rule }) => rule === "code-reused");
  return new Set(reused.map(({ code }) => code));
}
