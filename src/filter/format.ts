import { type BufferStyle, DEFAULT_BUFFER_STYLE } from "../decoder/buffer-text.ts";
import type { EventRecord } from "../decoder/event.ts";
import type { TextSink } from "../decoder/text-sink.ts";
import type { View } from "../decoder/view.ts";
import type { CaptureState } from "../state/capture-state.ts";
import { defaultFields } from "./default-fields.ts";
import type { FieldResult, FieldValue } from "./field.ts";
import { composeText } from "./fields/compose-text.ts";
import type { FieldRegistry } from "./fields.ts";
import { type FormatToken, parseFormat, type ValueToken } from "./format-tokens.ts";
import { type JsonForm, type JsonValue, jsonValue, safeJson } from "./json-value.ts";
import { isList, writeResult } from "./result-text.ts";
import type { Source } from "./source.ts";
import { isTimeText, namesThreadSum } from "./special-fields.ts";
import { textOfValue, writeValue } from "./value-text.ts";

/** What a format is compiled for. */
export interface FormatOptions {
  /** The stream of events it prints: fields and names of events differ. */
  readonly view: View;
  /** The fields it may name; all there are unless told otherwise. */
  readonly fields?: FieldRegistry;
  /** How byte buffers are shown. */
  readonly buffers?: BufferStyle;
  /** Whether JSON text has times and whole numbers beyond 2^53 as numbers too, as sysdig writes them. */
  readonly hasBareNumbers?: boolean;
}

/** A format that events can be printed with. Of an event whose line is dropped nothing is written. */
export interface Format {
  /** The fields and transformers, as written. */
  readonly columns: readonly string[];
  /**
   * Whether the threads of the events written must be those of the events written before: a field sums up over a thread.
   * An index makes new ones.
   */
  readonly needsAllEvents: boolean;
  /** Writes the event's line, without a line end; false when it is dropped because a value is absent. */
  write(sink: TextSink, event: EventRecord, state: CaptureState): boolean;
  /** The values by column, the columns sorted; undefined when the line is dropped. */
  toObject(event: EventRecord, state: CaptureState): Readonly<Record<string, JsonValue>> | undefined;
  /** Writes the same as one line of JSON without its end. Hostile characters are escaped whatever the sink does. */
  writeJson(sink: TextSink, event: EventRecord, state: CaptureState): boolean;
  /** Writes the values as a row of CSV (RFC 4180) without its end; absent ones are empty. */
  writeCsv(sink: TextSink, event: EventRecord, state: CaptureState): boolean;
}

const ABSENT = "<NA>";

/**
 * Compiles a format as sysdig has them: `%proc.name`, `%15proc.name` to fill or cut, `%evt.arg.flags`,
 * `%proc.aname[2]`, `%tolower(proc.name)`, `%%`, and `\n` `\t` `\\`. A `*` in front shows absent values as `<NA>` instead of
 * dropping the line. Throws a FilterError that says where and why it cannot be.
 */
export function compileFormat(text: string, options: FormatOptions): Format {
  const { view, fields = defaultFields(), buffers = DEFAULT_BUFFER_STYLE, hasBareNumbers = false } = options;
  const { showsAbsent, tokens } = parseFormat(text, {
    view,
    fields,
    share: (_, read) => read,
    isPrinted: true,
  });
  const style = { showsAbsent, buffers };
  const values = tokens.filter((token): token is ValueToken => token.kind === "value");
  const sorted = values.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const toObject: Format["toObject"] = (event, state) => objectOf(sorted, style, event, state);
  return {
    columns: values.map(({ name }) => name),
    needsAllEvents: values.some(({ name }) => namesThreadSum(name)),
    write: (sink, event, state) =>
      undoable(sink, () => tokens.every((token) => writeToken(sink, token, style, event, state))),
    toObject,
    writeJson(sink, event, state) {
      const object = toObject(event, state);
      if (object !== undefined) sink.text(hasBareNumbers ? bareJson(object, sorted) : safeJson(object));
      return object !== undefined;
    },
    writeCsv: (sink, event, state) =>
      undoable(sink, () =>
        values.every(({ source }, index) => {
          if (index > 0) sink.ascii(",");
          return writeCell(sink, source, style, event, state);
        }),
      ),
  };
}

/** What holds for all values of a format. */
interface Style {
  readonly showsAbsent: boolean;
  readonly buffers: BufferStyle;
}

/** Takes back what was written when it turns out that nothing should be. */
function undoable(sink: TextSink, write: () => boolean): boolean {
  const mark = sink.length;
  const isWritten = write();
  if (!isWritten) sink.truncate(mark);
  return isWritten;
}

function writeToken(
  sink: TextSink,
  token: FormatToken,
  { showsAbsent, buffers }: Style,
  event: EventRecord,
  state: CaptureState,
): boolean {
  if (token.kind === "text") {
    for (const byte of token.bytes) sink.byte(byte);
    return true;
  }
  const mark = sink.length;
  const write = token.source.spec?.write;
  const value = write === undefined ? token.source.read(event, state) : "";
  if (value === undefined && !showsAbsent) return false;
  if (write !== undefined) write({ sink, context: state, buffers }, event, state);
  else if (value === undefined) sink.ascii(ABSENT);
  else writeResult(sink, value, token.source, buffers);
  if (token.width > 0) fitWidth(sink, mark, token.width);
  return true;
}

/** Cuts what was written from `mark` on to `width` characters, or fills it with blanks. */
function fitWidth(sink: TextSink, mark: number, width: number): void {
  let count = 0;
  for (let at = mark; at < sink.length; at++) {
    // Bytes inside a character count with its first.
    if (((sink.bytes[at] as number) & 0xc0) === 0x80) continue;
    if (count === width) return sink.truncate(at);
    count++;
  }
  sink.ascii(" ".repeat(width - count));
}

function objectOf(
  values: readonly ValueToken[],
  { showsAbsent, buffers }: Style,
  event: EventRecord,
  state: CaptureState,
): Record<string, JsonValue> | undefined {
  const object: Record<string, JsonValue> = {};
  for (const { name, source } of values) {
    const value = readShown(source, buffers, event, state);
    if (value === undefined && !showsAbsent) return undefined;
    object[name] = jsonValue(value, jsonFormOf(source), buffers, event);
  }
  return object;
}

/** The value as listings show it. */
function readShown(
  source: Source,
  buffers: BufferStyle,
  event: EventRecord,
  state: CaptureState,
): FieldResult {
  const write = source.spec?.write;
  if (write === undefined) return source.read(event, state);
  return composeText((sink) => write({ sink, context: state, buffers }, event, state));
}

function jsonFormOf({ type, format, spec }: Source): JsonForm {
  return { type, format, name: spec?.name };
}

/** Numbers that JSON.stringify would have to round are only known as text, which fields of numbers have for nothing else. */
function bareJson(object: Readonly<Record<string, JsonValue>>, values: readonly ValueToken[]): string {
  const members = values.map(({ name, source }) => {
    const value = object[name] ?? null;
    const isText = source.type === "string" && !isTimeText(source.spec?.name ?? "");
    const isNumber = !isText && typeof value === "string" && /^-?\d+$/.test(value);
    return `${safeJson(name)}:${isNumber ? value : safeJson(value)}`;
  });
  return `{${members.join(",")}}`;
}

function writeCell(
  sink: TextSink,
  source: Source,
  { showsAbsent, buffers }: Style,
  event: EventRecord,
  state: CaptureState,
): boolean {
  const value = readShown(source, buffers, event, state);
  if (value === undefined) return showsAbsent;
  const text = isList(value)
    ? value.map((own) => cellText(own, source, buffers)).join(" ")
    : cellText(value, source, buffers);
  sink.text(/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return true;
}

function cellText(value: FieldValue, source: Source, buffers: BufferStyle): string {
  if (value instanceof Uint8Array) return composeText((sink) => writeValue(sink, value, source, buffers));
  return textOfValue(value, source);
}
