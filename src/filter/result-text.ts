import type { BufferStyle } from "../decoder/buffer-text.ts";
import type { TextSink } from "../decoder/text-sink.ts";
import type { FieldMatching, FieldResult, FieldValue } from "./field.ts";
import { type ValueForm, writeValue } from "./value-text.ts";

/** What decides how everything that a field has for an event is written. */
export interface ResultForm extends ValueForm {
  readonly matching: FieldMatching;
}

/** Writes what a field has: lists stand in brackets, the values of fields with several at once are set off by blanks. */
export function writeResult(
  sink: TextSink,
  value: NonNullable<FieldResult>,
  form: ResultForm,
  buffers: BufferStyle,
): void {
  if (!isList(value)) return writeValue(sink, value, form, buffers);
  const isBracketed = form.matching === "list";
  if (isBracketed) sink.ascii("(");
  value.forEach((own, index) => {
    if (index > 0) sink.ascii(isBracketed ? "," : " ");
    writeValue(sink, own, form, buffers);
  });
  if (isBracketed) sink.ascii(")");
}

/** Whether a field has several values. */
export function isList(value: NonNullable<FieldResult>): value is readonly FieldValue[] {
  return Array.isArray(value);
}
