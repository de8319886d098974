import { PARAM_TYPES } from "../schema/param-types.ts";
import type { EventSpec, ParamSpec } from "../schema/types.ts";
import type { EventRecord } from "./event.ts";
import { paramLength, paramStart } from "./params.ts";
import { cachedBySpec } from "./spec-cache.ts";
import type { TextSink } from "./text-sink.ts";
import {
  meaningOf,
  rawOf,
  type TextOutput,
  TYPE_TEXTS,
  type TypeText,
  textEnd,
  writeMalformed,
} from "./type-text.ts";

/** How one parameter of an event is written. */
interface ParamText extends TypeText {
  readonly param: ParamSpec;
  /** ` name=`; the first has no blank. */
  readonly prefix: Uint8Array;
  /** Size of the type, null where it varies. */
  readonly sizeBytes: number | null;
}

/** Writes `name=raw(meaning)` of every parameter that the event carries and its schema knows, blank-separated. */
export function writeArguments(out: TextOutput, event: EventRecord): void {
  if (event.spec === undefined) return writeUnknownArguments(out.sink, event);
  const texts = textsFor(out, event.spec);
  const imitatesSysdig = out.context.imitates === "sysdig";
  const count = Math.min(event.paramCount, texts.length);
  let start = count === 0 ? 0 : paramStart(event, 0);
  for (let index = 0; index < count; index++) {
    const length = paramLength(event, index);
    const text = texts[index] as ParamText;
    const mark = out.sink.length;
    if (length === 0 && imitatesSysdig && writesLeftovers(text)) writeLeftovers(out, texts, event, index);
    else writeParam(out, text, event, start, length);
    // Rows and lines of buffers stay as they are.
    if (imitatesSysdig && text.param.type !== "BYTEBUF") out.sink.keepPrintable(mark);
    start += length;
  }
}

/** Writes the bare value of parameter `index`: the number, the path as the program gave it. */
export function writeParamRaw(out: TextOutput, event: EventRecord, index: number): void {
  const text = event.spec && textsFor(out, event.spec)[index];
  const length = paramLength(event, index);
  if (text === undefined || index >= event.paramCount) return;
  writeRaw(out, text, event, paramStart(event, index), length);
}

/** Writes what parameter `index` means: flag names, the fd's name, the absolute path. Nothing when there is nothing. */
export function writeParamMeaning(out: TextOutput, event: EventRecord, index: number): void {
  const text = event.spec && textsFor(out, event.spec)[index];
  const length = paramLength(event, index);
  if (text?.meaning === undefined || !isValid(text, length)) return;
  text.meaning(out, text.param, event, paramStart(event, index), length);
}

const SPACE = 0x20;
const OPEN = 0x28;
const CLOSE = 0x29;

const textsOf = cachedBySpec(({ params }): readonly ParamText[] => params.map(paramTextOf));

function textsFor({ context }: TextOutput, spec: EventSpec): readonly ParamText[] {
  return textsOf(context.wording?.event(spec.code) ?? spec);
}

function paramTextOf(param: ParamSpec, index: number): ParamText {
  const { sizeBytes } = PARAM_TYPES[param.type];
  const { none } = TYPE_TEXTS[param.type];
  return {
    param,
    prefix: new TextEncoder().encode(`${index > 0 ? " " : ""}${param.name}=`),
    sizeBytes,
    raw: rawOf(param),
    meaning: meaningOf(param),
    none,
  };
}

function writeParam(
  out: TextOutput,
  text: ParamText,
  event: EventRecord,
  start: number,
  length: number,
): void {
  const { sink } = out;
  sink.encoded(text.prefix);
  if (!isValid(text, length)) return writeRaw(out, text, event, start, length);
  const { param, raw, meaning } = text;
  raw(out, param, event, start, length);
  if (meaning === undefined) return;
  const mark = sink.length;
  sink.byte(OPEN);
  meaning(out, param, event, start, length);
  if (sink.length === mark + 1) sink.truncate(mark);
  else sink.byte(CLOSE);
}

function writeRaw(out: TextOutput, text: ParamText, event: EventRecord, start: number, length: number): void {
  if (isValid(text, length)) text.raw(out, text.param, event, start, length);
  else if (length === 0) out.sink.ascii(noneText(out, text));
  else writeMalformed(out, event, start, length);
}

/** sysdig 0.29.3 shows nothing of empty buffers, and tells empty addresses as those. */
function noneText({ context }: TextOutput, { param, none = "<NA>" }: ParamText): string {
  if (context.imitates !== "sysdig") return none;
  return param.type === "BYTEBUF" ? "" : param.type === "SOCKADDR" ? "NULL" : none;
}

function writesLeftovers({ param }: ParamText): boolean {
  return param.type === "CHARBUF" || param.type === "FSPATH" || param.type === "FSRELPATH";
}

/**
 * sysdig 0.29.3 takes what lies behind an empty text for its bytes, and shows in an empty path's place the number
 * that it wrote before it.
 */
function writeLeftovers(
  out: TextOutput,
  texts: readonly ParamText[],
  event: EventRecord,
  index: number,
): void {
  const { param, prefix } = texts[index] as ParamText;
  const start = paramStart(event, index);
  if (param.type === "CHARBUF") {
    out.sink.encoded(prefix);
    return out.sink.textBytes(event.bytes, start, textEnd(event.bytes, start, event.end - start));
  }
  out.sink.encoded(prefix);
  const before = texts[index - 1];
  if (before === undefined || before.sizeBytes === null) return out.sink.ascii("<NA>");
  writeRaw(out, before, event, paramStart(event, index - 1), paramLength(event, index - 1));
}

function isValid({ sizeBytes }: ParamText, length: number): boolean {
  return length > 0 && (sizeBytes === null || sizeBytes === length);
}

/** The parameters of an event that the schema does not know, in hex: `#0=0100 #1=2F746D70`. */
function writeUnknownArguments(sink: TextSink, event: EventRecord): void {
  for (let index = 0; index < event.paramCount; index++) {
    if (index > 0) sink.byte(SPACE);
    sink.ascii(`#${index}=`);
    const start = paramStart(event, index);
    for (let k = 0; k < paramLength(event, index); k++) sink.hex32(event.bytes[start + k] as number, 2);
  }
}
