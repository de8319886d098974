import type { BufferStyle } from "../decoder/buffer-text.ts";
import type { View } from "../decoder/view.ts";
import type { FieldSpec } from "../filter/field.ts";
import type { Format } from "../filter/format.ts";
import type { WriteEvent } from "./event-writer.ts";
import { UsageError } from "./exit-status.ts";
import type { TimeForm } from "./time-column.ts";

/** The default line as a format, with `%evt.outputtime` for the time column. */
const DEFAULT_COLUMNS =
  "*%evt.num %evt.outputtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info";

/** sysdig's short names of formats for containers and pods. */
const NAMED_FORMATS: Readonly<Record<string, string>> = {
  c: "*%evt.num %evt.outputtime %evt.cpu %container.name (%container.id) %proc.name (%thread.tid:%thread.vtid) %evt.dir %evt.type %evt.info",
  k: "*%evt.num %evt.outputtime %evt.cpu %k8s.pod.name (%container.id) %proc.name (%thread.tid:%thread.vtid) %evt.dir %evt.type %evt.info",
};

const OUTPUT_TIMES: Readonly<Record<TimeForm, string>> = {
  h: "%evt.outputtime",
  a: "%evt.rawtime.s.%evt.rawtime.ns",
  r: "%evt.reltime.s.%evt.reltime.ns",
  d: "%evt.latency.s.%evt.latency.ns",
  D: "%evt.deltatime.s.%evt.deltatime.ns",
  iso: "%evt.time.iso8601",
};

const NEWLINE = 0x0a;

/** What is to be printed of events. */
export interface FormatWish {
  readonly view: View;
  readonly buffers: BufferStyle;
  /** A format, or the short name of one; undefined for the columns of the default line. */
  readonly format: string | undefined;
  readonly form: "text" | "json" | "csv" | "json-full";
  /** What `%evt.outputtime` stands for. */
  readonly time: TimeForm;
  /**
   * What becomes of characters that drive terminals: they are escaped, or kept as other readers do, which is for files
   * only.
   */
  readonly controls: "escaped" | "kept";
  /** As in `FormatOptions`. */
  readonly hasBareNumbers: boolean;
}

/** Writes events in a format, and perhaps a line before the first. */
export interface FormatWriter {
  readonly header: string;
  readonly write: WriteEvent;
  /** As in `Format`. */
  readonly needsAllEvents: boolean;
}

/** Compiles what is to be printed. Throws a UsageError for formats there are not. */
export async function createFormatWriter(wish: FormatWish): Promise<FormatWriter> {
  if (wish.form === "json-full") return { header: "", write: await fullWriter(wish), needsAllEvents: true };
  const given = wish.format ?? DEFAULT_COLUMNS;
  const text = (NAMED_FORMATS[given] ?? given).replaceAll("%evt.outputtime", OUTPUT_TIMES[wish.time]);
  const format = await compile(text, wish);
  const write =
    wish.form === "json" ? format.writeJson : wish.form === "csv" ? format.writeCsv : format.write;
  return {
    header: wish.form === "csv" ? `${format.columns.map(csvCell).join(",")}\n` : "",
    write: lineOf(write, wish.form === "text" ? wish.controls : "escaped"),
    needsAllEvents: format.needsAllEvents,
  };
}

async function compile(text: string, wish: FormatWish): Promise<Format> {
  const { view, buffers, hasBareNumbers } = wish;
  const { compileFormat, FilterError, renderFilterError } = await import("./filter-tools.ts");
  try {
    return compileFormat(text, { view, buffers, hasBareNumbers });
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    throw new UsageError(renderFilterError(text, error), { isWhole: true });
  }
}

/** Every field that has a value, as JSON. */
async function fullWriter(wish: FormatWish): Promise<WriteEvent> {
  const { defaultFields } = await import("./filter-tools.ts");
  const specs = defaultFields().specs.filter((spec) => isPlain(spec) && spec.views.includes(wish.view));
  const format = await compile(`*${specs.map(({ name }) => `%${name}`).join(" ")}`, wish);
  return (sink, event, state) => {
    const values = Object.entries(format.toObject(event, state) ?? {}).filter(([, value]) => value !== null);
    sink.text(
      JSON.stringify(Object.fromEntries(values)).replace(
        /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
        escapeUnit,
      ),
    );
    sink.byte(NEWLINE);
    return true;
  };
}

function isPlain({ isPrintable, isArgumentRequired }: FieldSpec): boolean {
  return isPrintable && !isArgumentRequired;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function lineOf(write: Format["write"], controls: FormatWish["controls"]): WriteEvent {
  return (sink, event, state) => {
    const { escaping } = sink;
    sink.escaping &&= controls === "escaped";
    const isWritten = write(sink, event, state);
    sink.escaping = escaping;
    if (!isWritten) return false;
    sink.byte(NEWLINE);
    return true;
  };
}

function csvCell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
