import { type BufferStyle, DEFAULT_BUFFER_STYLE } from "../decoder/buffer-text.ts";
import { type EventRecord, timestampNs } from "../decoder/event.ts";
import { writeEventName } from "../decoder/event-name.ts";
import type { TextSink } from "../decoder/text-sink.ts";
import { writeInfo } from "../filter/fields/evt-params.ts";
import { decodeText } from "../format/text.ts";
import type { CaptureState } from "../state/capture-state.ts";
import { UNKNOWN_NAME } from "../state/thread.ts";
import type { TimeColumn } from "./time-column.ts";

/** How events are listed. */
export interface LineStyle {
  readonly time: TimeColumn;
  readonly buffers: BufferStyle;
}

/**
 * Writes an event as sysdig's default line: `%evt.num %evt.outputtime %evt.cpu %proc.name (%thread.tid) %evt.dir
 * %evt.type %evt.info`, without the blank at its end.
 */
export function writeEventLine(
  sink: TextSink,
  event: EventRecord,
  state: CaptureState,
  style: LineStyle,
): void {
  sink.integer(event.number);
  sink.byte(SPACE);
  style.time.write(sink, event);
  sink.byte(SPACE);
  sink.integer(event.cpu);
  sink.byte(SPACE);
  sink.text(state.thread?.comm ?? UNKNOWN_NAME);
  sink.byte(SPACE);
  sink.byte(OPEN);
  writeTid(sink, event.tid);
  sink.encoded((event.code & 1) === 0 ? ENTER_MARK : EXIT_MARK);
  writeEventName(sink, event);
  const mark = sink.length;
  sink.byte(SPACE);
  writeInfo({ sink, context: state, buffers: style.buffers }, event, state);
  if (sink.length === mark + 1) sink.truncate(mark);
  sink.byte(NEWLINE);
}

/** An event as a plain object with the fields of the default line, ready for JSON. */
export function eventFields(
  scratch: TextSink,
  event: EventRecord,
  state: CaptureState,
  buffers: BufferStyle = DEFAULT_BUFFER_STYLE,
): Record<string, string | number | null> {
  const text = (write: () => void) => {
    scratch.truncate(0);
    write();
    // Bytes that are no UTF-8 are kept, as lone surrogates.
    return decodeText(scratch.bytes, 0, scratch.length);
  };
  return {
    "evt.cpu": event.cpu,
    "evt.dir": (event.code & 1) === 0 ? ">" : "<",
    "evt.info": text(() => writeInfo({ sink: scratch, context: state, buffers }, event, state)),
    "evt.num": event.number,
    // Nanoseconds do not fit a JSON number.
    "evt.outputtime": String(timestampNs(event)),
    "evt.type": text(() => writeEventName(scratch, event)),
    "proc.name": state.thread?.comm ?? null,
    "thread.tid": event.tid,
  };
}

const SPACE = 0x20;
const OPEN = 0x28;
const ENTER_MARK = new TextEncoder().encode(") > ");
const EXIT_MARK = new TextEncoder().encode(") < ");
const NEWLINE = 0x0a;

/** Writes a thread id; those of damaged events can be beyond what the sink takes for a number. */
export function writeTid(sink: TextSink, tid: number): void {
  if (Number.isSafeInteger(tid)) sink.integer(tid);
  else sink.ascii(String(BigInt(tid)));
}
