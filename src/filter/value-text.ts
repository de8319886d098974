import { IPV4_SIZE, ipv4Text, ipv6Text } from "../decoder/address-text.ts";
import { type BufferStyle, DEFAULT_BUFFER_STYLE, writeBuffer } from "../decoder/buffer-text.ts";
import type { TextSink } from "../decoder/text-sink.ts";
import { decodeText } from "../format/text.ts";
import type { FieldSpec, FieldType, FieldValue } from "./field.ts";

/** What decides how a value is written: its type, and the field's own way where it has one. */
export interface ValueForm {
  readonly type: FieldType;
  readonly format?: FieldSpec["format"] | undefined;
}

/** Writes a single value as sysdig prints it; text of the capture is escaped if the sink does so. */
export function writeValue(
  sink: TextSink,
  value: FieldValue,
  { type, format }: ValueForm,
  buffers: BufferStyle = DEFAULT_BUFFER_STYLE,
): void {
  if (format !== undefined) return sink.text(format(value));
  if (typeof value === "string") return sink.text(value);
  if (value instanceof Uint8Array) return writeBytes(sink, value, type, buffers);
  if (typeof value === "number" && Number.isSafeInteger(value) && type !== "double")
    return sink.integer(value);
  sink.ascii(plainText(value, type));
}

/** The text of a single value, buffers as the text they hold. */
export function textOfValue(value: FieldValue, { type, format }: ValueForm): string {
  if (format !== undefined) return format(value);
  if (typeof value === "string") return value;
  if (!(value instanceof Uint8Array)) return plainText(value, type);
  return isAddress(type) ? addressText(value) : decodeText(value);
}

function writeBytes(sink: TextSink, value: Uint8Array, type: FieldType, buffers: BufferStyle): void {
  if (isAddress(type)) sink.ascii(addressText(value));
  else writeBuffer(sink, value, 0, value.length, buffers);
}

function plainText(value: number | bigint | boolean, type: FieldType): string {
  return type === "double" && typeof value === "number" ? value.toFixed(1) : String(value);
}

function isAddress(type: FieldType): boolean {
  return type === "ip" || type === "net";
}

function addressText(bytes: Uint8Array): string {
  return bytes.length === IPV4_SIZE ? ipv4Text(bytes) : ipv6Text(bytes);
}
