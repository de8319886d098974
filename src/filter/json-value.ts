import type { BufferStyle } from "../decoder/buffer-text.ts";
import { type EventRecord, timestampNs } from "../decoder/event.ts";
import type { TextSink } from "../decoder/text-sink.ts";
import type { FieldResult, FieldValue } from "./field.ts";
import { composeText } from "./fields/compose-text.ts";
import { narrow } from "./number-literal.ts";
import { isList } from "./result-text.ts";
import { isTimeText } from "./special-fields.ts";
import { type ValueForm, writeValue } from "./value-text.ts";

/** A value in JSON: whole numbers beyond 2^53 and times in nanoseconds are strings, null is absent. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[];

/** What decides how a field's value looks in JSON; a transformed one has no name. */
export interface JsonForm extends ValueForm {
  readonly name: string | undefined;
}

/** What a field has for an event, for programs. Bytes that are no UTF-8 are kept, as lone surrogates. */
export function jsonValue(
  value: FieldResult,
  form: JsonForm,
  buffers: BufferStyle,
  event: EventRecord,
): JsonValue {
  if (value === undefined) return null;
  // Times that are text for people are numbers for programs.
  if (form.name !== undefined && isTimeText(form.name)) return String(timestampNs(event));
  return isList(value) ? value.map((own) => jsonOfOne(own, form, buffers)) : jsonOfOne(value, form, buffers);
}

function jsonOfOne(value: FieldValue, form: ValueForm, buffers: BufferStyle): JsonValue {
  if (value instanceof Uint8Array)
    return composeText((sink: TextSink) => writeValue(sink, value, form, buffers));
  if (form.type === "time") return String(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "bigint") return value;
  const narrowed = narrow(value);
  return typeof narrowed === "number" ? narrowed : String(narrowed);
}

/** What JSON allows to stand as it is, but a terminal would act upon: DEL, C1, line and direction controls. */
const HOSTILE = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** JSON with hostile characters escaped. */
export function safeJson(value: JsonValue | Readonly<Record<string, JsonValue>>): string {
  return JSON.stringify(value).replace(
    HOSTILE,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
