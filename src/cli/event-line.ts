import type { BufferStyle } from "../decoder/buffer-text.ts";
import type { EventRecord } from "../decoder/event.ts";
import { writeEventName } from "../decoder/event-name.ts";
import type { TextSink } from "../decoder/text-sink.ts";
import { writeInfo } from "../filter/fields/evt-params.ts";
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
