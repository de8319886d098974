import type { EventRecord } from "../decoder/event.ts";
import { writeEventName } from "../decoder/event-name.ts";
import { paramLength, paramStart } from "../decoder/params.ts";
import type { TextSink } from "../decoder/text-sink.ts";
import { writeInfo } from "../filter/fields/evt-params.ts";
import type { CaptureState } from "../state/capture-state.ts";
import { UNKNOWN_NAME } from "../state/thread.ts";
import { type LineStyle, writeTid } from "./event-line.ts";
import type { Style, Theme } from "./theme.ts";

const SPACE = 0x20;
const NEWLINE = 0x0a;

/** As `writeEventLine`, with colours; apart from it, so that plain lines do not pay for them. */
export function writeColouredEventLine(
  sink: TextSink,
  event: EventRecord,
  state: CaptureState,
  { time, buffers }: LineStyle,
  theme: Theme,
): void {
  sink.ascii(theme.faint.open);
  sink.integer(event.number);
  sink.byte(SPACE);
  time.write(sink, event);
  sink.byte(SPACE);
  sink.integer(event.cpu);
  sink.ascii(theme.faint.close);
  sink.byte(SPACE);
  styled(sink, theme.process, () => sink.text(state.thread?.comm ?? UNKNOWN_NAME));
  sink.ascii(" (");
  writeTid(sink, event.tid);
  sink.ascii(") ");
  const isEnter = (event.code & 1) === 0;
  styled(sink, isEnter ? theme.enter : theme.exit, () => {
    sink.ascii(isEnter ? "> " : "< ");
    writeEventName(sink, event);
  });
  const mark = sink.length;
  sink.byte(SPACE);
  writeInfo({ sink, context: state, buffers }, event, state);
  if (sink.length === mark + 1) sink.truncate(mark);
  else if (isFailure(event)) styleFirstWord(sink, theme.error, mark + 1);
  sink.byte(NEWLINE);
}

function styled(sink: TextSink, { open, close }: Style, write: () => void): void {
  sink.ascii(open);
  write();
  sink.ascii(close);
}

/** Names of the parameters that tell how a call went; they come first. */
const RESULTS: ReadonlySet<string> = new Set(["res", "fd"]);

/** Whether the event is the end of a call that failed: its first parameter is a negative result or fd. */
function isFailure(event: EventRecord): boolean {
  const param = event.spec?.params[0];
  if (param === undefined || (event.code & 1) === 0 || !RESULTS.has(param.name)) return false;
  if (paramLength(event, 0) !== 8) return false;
  const at = paramStart(event, 0) + (event.littleEndian ? 4 : 0);
  return event.view.getInt32(at, event.littleEndian) < 0;
}

/** Puts a style around what stands between `start` and the next blank, moving what comes behind. */
function styleFirstWord(sink: TextSink, { open, close }: Style, start: number): void {
  const rest = sink.bytes.indexOf(SPACE, start);
  const end = rest < 0 || rest > sink.length ? sink.length : rest;
  const tail = sink.bytes.slice(end, sink.length);
  const word = sink.bytes.slice(start, end);
  sink.truncate(start);
  sink.ascii(open);
  for (const byte of word) sink.byte(byte);
  sink.ascii(close);
  for (const byte of tail) sink.byte(byte);
}
