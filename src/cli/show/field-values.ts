import { DEFAULT_BUFFER_STYLE } from "../../decoder/buffer-text.ts";
import { type EventRecord, timestampNs } from "../../decoder/event.ts";
import { TextSink } from "../../decoder/text-sink.ts";
import type { View } from "../../decoder/view.ts";
import type { FieldResult, FieldSpec, FieldValue, ReadField } from "../../filter/field.ts";
import { narrow } from "../../filter/number-literal.ts";
import { isStatefulField, isTimeText } from "../../filter/special-fields.ts";
import { writeValue } from "../../filter/value-text.ts";
import { decodeText } from "../../format/text.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import { fieldsOf } from "../fields-table/find-fields.ts";

/** A field that an event has. */
export interface ShownField {
  readonly name: string;
  /** As formats print it, not escaped. */
  readonly text: string;
  /** As formats print it in JSON. */
  readonly json: unknown;
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
      .specs.filter(({ isPrintable, isArgumentRequired }) => isPrintable && !isArgumentRequired)
      .map((spec) => ({ spec, read: spec.compile(undefined, view), followed: undefined }));
    this.stateful = this.readers.filter(({ spec }) => isStatefulField(spec.name));
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
      return [{ name: spec.name, text: textOf(value, spec), json: jsonOf(value, spec, event) }];
    });
  }
}

const scratch = new TextSink();

/** Lists stand in brackets, the values of fields with several at once are set off by blanks. */
function textOf(value: NonNullable<FieldResult>, spec: FieldSpec): string {
  if (!isList(value)) return textOfOne(value, spec, true);
  const texts = value.map((own) => textOfOne(own, spec, true));
  return spec.matching === "list" ? `(${texts.join(",")})` : texts.join(" ");
}

function textOfOne(value: FieldValue, spec: FieldSpec, cut: boolean): string {
  scratch.truncate(0);
  writeValue(scratch, value, spec, { ...DEFAULT_BUFFER_STYLE, cut });
  return decodeText(scratch.bytes, 0, scratch.length);
}

function jsonOf(value: NonNullable<FieldResult>, spec: FieldSpec, event: EventRecord): unknown {
  // Times that are text for people are numbers for programs.
  if (isTimeText(spec.name)) return String(timestampNs(event));
  return isList(value) ? value.map((own) => jsonOfOne(own, spec)) : jsonOfOne(value, spec);
}

function jsonOfOne(value: FieldValue, spec: FieldSpec): unknown {
  if (value instanceof Uint8Array) return textOfOne(value, spec, false);
  if (spec.type === "time") return String(value);
  return typeof value === "bigint" ? narrow(value) : value;
}

function isList(value: NonNullable<FieldResult>): value is readonly FieldValue[] {
  return Array.isArray(value);
}
