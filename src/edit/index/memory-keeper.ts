import type { FieldMemories } from "../../capture/checkpoint.ts";
import type { EventRecord } from "../../decoder/event.ts";
import { defaultFields } from "../../filter/default-fields.ts";
import type { ReaderMemory, ReadField } from "../../filter/field.ts";
import type { CaptureState } from "../../state/capture-state.ts";

/** The events that add to what fields remember of threads and processors. */
const TELLING: ReadonlySet<string> = new Set(["switch", "procinfo"]);

/** Reads the fields that remember, as somebody who goes through all events would. */
export class MemoryKeeper {
  private readonly readers: readonly (readonly [name: string, read: ReadField, memory: ReaderMemory])[];

  constructor() {
    this.readers = defaultFields()
      .specs.filter(({ isArgumentRequired, views }) => !isArgumentRequired && views.includes("recorded"))
      .flatMap((spec) => {
        const read = spec.compile(undefined, "recorded");
        return read.memory === undefined ? [] : [[spec.name, read, read.memory] as const];
      });
  }

  see(event: EventRecord, state: CaptureState): void {
    if (event.spec === undefined || !TELLING.has(event.spec.name)) return;
    for (const [, read] of this.readers) read(event, state);
  }

  /** What the fields remember, for the threads of the state. */
  save(state: CaptureState): FieldMemories {
    const saved = this.readers.map(([name, , memory]) => [name, memory.save(state)] as const);
    return new Map(saved.filter(([, { processors, threads }]) => processors.length + threads.length > 0));
  }
}
