import type { Checkpoint } from "../../capture/checkpoint.ts";
import { type BufferStyle, DEFAULT_BUFFER_STYLE } from "../../decoder/buffer-text.ts";
import type { EventRecord } from "../../decoder/event.ts";
import type { View } from "../../decoder/view.ts";
import type { FieldResult, FieldSpec, ReadField } from "../../filter/field.ts";
import { composeText } from "../../filter/fields/compose-text.ts";
import { type JsonValue, jsonValue } from "../../filter/json-value.ts";
import { writeResult } from "../../filter/result-text.ts";
import { isStatefulField } from "../../filter/special-fields.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import { fieldsOf } from "../fields-table/find-fields.ts";

const WHOLE_BUFFERS: BufferStyle = { ...DEFAULT_BUFFER_STYLE, cut: false };

/** It counts its readings, and says nothing of the event. */
const COUNTER = "util.cnt";

/** A field that an event has. */
export interface ShownField {
  readonly name: string;
  /** As formats print it, not escaped. */
  readonly text: string;
  /** As formats print it in JSON. */
  readonly json: JsonValue;
}

interface FieldReader {
  readonly spec: FieldSpec;
  readonly read: ReadField;
  /** What a field that remembers had when it was read last: it must be read once for every event. */
  followed: FieldResult;
}

/** Reads all fields of a view that need no argument. */
export class FieldReaders {
  private readonly readers: readonly FieldReader[];
  private readonly stateful: readonly FieldReader[];

  constructor(view: View) {
    this.readers = fieldsOf(view)
      .specs.filter(
        ({ name, isPrintable, isArgumentRequired }) => isPrintable && !isArgumentRequired && name !== COUNTER,
      )
      .map((spec) => ({ spec, read: spec.compile(undefined, view), followed: undefined }));
    this.stateful = this.readers.filter(({ spec }) => isStatefulField(spec.name));
  }

  /** Goes on at a checkpoint, as if told of every event before it. */
  resume({ memories }: Checkpoint, state: CaptureState): void {
    for (const { spec, read } of this.stateful) {
      const times = memories.get(spec.name);
      if (times !== undefined) read.memory?.restore(times, state);
    }
  }

  /** Must be told of every event, in order, also of those that are not shown. */
  follow(event: EventRecord, state: CaptureState): void {
    for (const reader of this.stateful) reader.followed = reader.read(event, state);
  }

  /** The fields that the event followed last has. */
  shown(event: EventRecord, state: CaptureState): ShownField[] {
    return this.readers.flatMap(({ spec, read, followed }) => {
      const value = isStatefulField(spec.name) ? followed : read(event, state);
      if (value === undefined) return [];
      const text = composeText((sink) => writeResult(sink, value, spec, DEFAULT_BUFFER_STYLE));
      return [{ name: spec.name, text, json: jsonValue(value, spec, WHOLE_BUFFERS, event) }];
    });
  }
}
