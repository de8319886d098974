import type { BufferStyle } from "../decoder/buffer-text.ts";
import type { EventRecord } from "../decoder/event.ts";
import { writeEventName } from "../decoder/event-name.ts";
import type { TextSink } from "../decoder/text-sink.ts";
import { nanosecondsOf, secondsOf } from "../decoder/time-text.ts";
import { writeInfo } from "../filter/fields/evt-params.ts";
import { decodeText } from "../format/text.ts";
import type { CaptureState } from "../state/capture-state.ts";
import { jsonStringBody } from "./json-text.ts";

const encoder = new TextEncoder();
const CPU = encoder.encode('{"evt.cpu":');
const ENTER_INFO = encoder.encode(',"evt.dir":">","evt.info":"');
const EXIT_INFO = encoder.encode(',"evt.dir":"<","evt.info":"');
const NUMBER = encoder.encode('","evt.num":');
// Nanoseconds do not fit a JSON number.
const TIME = encoder.encode(',"evt.outputtime":"');
const TYPE = encoder.encode('","evt.type":"');
const NAME = encoder.encode('","proc.name":');
const TID = encoder.encode(',"thread.tid":');
const END = encoder.encode("}\n");
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FRACTION_DIGITS = 9;

/** Writes an event as a line of JSON: an object with the fields of the default line. */
export function writeEventJson(
  sink: TextSink,
  event: EventRecord,
  state: CaptureState,
  buffers: BufferStyle,
): void {
  sink.encoded(CPU);
  sink.integer(event.cpu);
  sink.encoded((event.code & 1) === 0 ? ENTER_INFO : EXIT_INFO);
  writeString(sink, () => writeInfo({ sink, context: state, buffers }, event, state));
  sink.encoded(NUMBER);
  sink.integer(event.number);
  sink.encoded(TIME);
  writeNanoseconds(sink, event);
  sink.encoded(TYPE);
  writeString(sink, () => writeEventName(sink, event));
  sink.encoded(NAME);
  writeProcessName(sink, state);
  sink.encoded(TID);
  if (Number.isSafeInteger(event.tid)) sink.integer(event.tid);
  else sink.ascii(JSON.stringify(event.tid));
  sink.encoded(END);
}

function writeProcessName(sink: TextSink, { thread }: CaptureState): void {
  if (thread === undefined) return sink.ascii("null");
  sink.byte(QUOTE);
  writeString(sink, () => sink.text(thread.comm));
  sink.byte(QUOTE);
}

function writeNanoseconds(sink: TextSink, { tsHigh, tsLow }: EventRecord): void {
  const seconds = secondsOf(tsHigh, tsLow);
  const nanoseconds = nanosecondsOf(tsHigh, tsLow);
  if (seconds === 0) return sink.integer(nanoseconds);
  sink.integer(seconds);
  sink.padded(nanoseconds, FRACTION_DIGITS);
}

/** What `write` writes, as the body of a JSON string: mostly it can stay as it is. */
function writeString(sink: TextSink, write: () => void): void {
  const start = sink.length;
  const { escaping } = sink;
  sink.escaping = false;
  write();
  sink.escaping = escaping;
  if (isPlain(sink, start)) return;
  // Bytes that are no UTF-8 are kept, as lone surrogates.
  const text = decodeText(sink.bytes, start, sink.length);
  sink.truncate(start);
  sink.text(jsonStringBody(text));
}

function isPlain({ bytes, length }: TextSink, start: number): boolean {
  for (let at = start; at < length; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x20 || byte >= 0x7f || byte === QUOTE || byte === BACKSLASH) return false;
  }
  return true;
}
