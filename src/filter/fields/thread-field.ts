import type { EventRecord } from "../../decoder/event.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import type { Thread } from "../../state/thread.ts";
import type { FieldResult, FieldSpec, FieldType } from "../field.ts";
import { type FieldTraits, field } from "./define.ts";

/** Reads something of the event's thread. */
export type ReadThread = (thread: Thread, state: CaptureState, event: EventRecord) => FieldResult;

/** A field of the event's thread, absent for events of no thread and of unknown ones. */
export function threadField(
  name: string,
  type: FieldType,
  description: string,
  read: ReadThread,
  traits: FieldTraits = {},
): FieldSpec {
  return field(
    name,
    type,
    description,
    (event, state) => (state.thread === undefined ? undefined : read(state.thread, state, event)),
    { cost: 1, ...traits },
  );
}

/** A number that 0 or -1 stands for "unknown" in, as a value. */
export function known<T extends number | bigint>(value: T): T | undefined {
  return value === 0 || value === 0n || value === -1 ? undefined : value;
}
