import { type CaptureOptions, openCapture } from "../../src/capture/capture.ts";
import { writeEventLine } from "../../src/cli/event-line.ts";
import { createTimeColumn } from "../../src/cli/time-column.ts";
import { isStateOnly } from "../../src/decoder/event.ts";
import { isInternal } from "../../src/decoder/event-kind.ts";
import { TextSink } from "../../src/decoder/text-sink.ts";
import type { CaptureInput } from "../../src/format/source.ts";

/** The default listing of a capture: event number to line. */
export async function listCapture(
  input: string | CaptureInput,
  options: CaptureOptions = {},
): Promise<Map<number, string>> {
  const lines = new Map<number, string>();
  const sink = new TextSink({ escaping: true });
  const style = { time: createTimeColumn("h"), buffers: { form: "dotted", cut: true } } as const;
  for await (const batch of openCapture(input, options).batches()) {
    for (let event = batch.next(); event !== undefined; event = batch.next()) {
      if (isInternal(event.spec) || isStateOnly(event)) continue;
      sink.truncate(0);
      writeEventLine(sink, event, batch.state, style);
      lines.set(event.number, sink.toString().trimEnd());
    }
  }
  return lines;
}
