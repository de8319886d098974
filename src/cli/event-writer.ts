import type { BufferStyle } from "../decoder/buffer-text.ts";
import type { EventRecord } from "../decoder/event.ts";
import type { TextSink } from "../decoder/text-sink.ts";
import type { CaptureState } from "../state/capture-state.ts";
import { writeColouredEventLine } from "./coloured-event-line.ts";
import { writeEventJson } from "./event-json.ts";
import { writeEventLine } from "./event-line.ts";
import { UsageError } from "./exit-status.ts";
import type { PrintOptions } from "./specs/print.ts";
import type { Theme } from "./theme.ts";
import type { TimeColumn } from "./time-column.ts";

/** Writes one event as a line; false when the event has nothing to show. */
export type WriteEvent = (sink: TextSink, event: EventRecord, state: CaptureState) => boolean;

type LookOptions = Pick<
  PrintOptions,
  "json" | "verbose" | "print-ascii" | "print-hex" | "print-hex-ascii" | "print-base64"
>;

/** How events are written, as the options have it. */
export function chooseEventWriter(options: LookOptions, time: TimeColumn, theme: Theme): WriteEvent {
  const buffers = bufferStyleOf(options);
  if (options.json) return jsonWriter({ ...buffers, cut: false });
  const style = { time, buffers };
  if (theme.isColoured) {
    return (sink, event, state) => {
      writeColouredEventLine(sink, event, state, style, theme);
      return true;
    };
  }
  return (sink, event, state) => {
    writeEventLine(sink, event, state, style);
    return true;
  };
}

const BUFFER_FORMS = {
  "print-ascii": "text",
  "print-hex": "hex",
  "print-hex-ascii": "hex-text",
  "print-base64": "base64",
} as const;

const BUFFER_OPTIONS = ["print-ascii", "print-hex", "print-hex-ascii", "print-base64"] as const;

/** How data buffers are shown, as the options have it. */
export function bufferStyleOf(options: LookOptions): BufferStyle {
  const [chosen, ...others] = BUFFER_OPTIONS.filter((name) => options[name]);
  if (others.length > 0) throw new UsageError("data buffers have one form: choose one of -A, -x, -X and -b");
  return { form: chosen === undefined ? "dotted" : BUFFER_FORMS[chosen], cut: !options.verbose };
}

function jsonWriter(buffers: BufferStyle): WriteEvent {
  return (sink, event, state) => {
    writeEventJson(sink, event, state, buffers);
    return true;
  };
}
