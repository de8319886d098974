import { openCapture } from "../../src/capture/capture.ts";
import { type EventRecord, isStateOnly } from "../../src/decoder/event.ts";
import { TextSink } from "../../src/decoder/text-sink.ts";
import type { View } from "../../src/decoder/view.ts";
import { defaultFields } from "../../src/filter/default-fields.ts";
import { compileFormat } from "../../src/filter/format.ts";
import { decodeText } from "../../src/format/text.ts";
import type { CaptureState } from "../../src/state/capture-state.ts";

/** What a slice must not change of an event: what it is, and whose. */
const CLASSES = /^(?:proc|thread|fd|user|group|container|fs|k8s)\./;
const OF_THE_EVENT = ["evt.type", "evt.dir", "evt.cpu", "evt.rawtime.ns", "evt.args", "evt.latency", "evt.res"];

/** A row of all fields for each event that `wants` names; events kept for the state alone are none. */
export async function fieldRows(
  bytes: Uint8Array,
  view: View = "recorded",
  wants: (event: EventRecord, state: CaptureState) => boolean = () => true,
): Promise<string[]> {
  const format = compileFormat(`*${columnsOf(view).map((name) => `${name}=%${name}`).join("|")}`, { view });
  const sink = new TextSink();
  const rows: string[] = [];
  for await (const batch of openCapture(bytes).batches({ view })) {
    for (let event = batch.next(); event !== undefined; event = batch.next()) {
      const isWanted = wants(event, batch.state);
      if (!isWanted || isStateOnly(event)) continue;
      sink.truncate(0);
      format.write(sink, event, batch.state);
      rows.push(decodeText(sink.bytes, 0, sink.length));
    }
  }
  return rows;
}

function columnsOf(view: View): string[] {
  const own = defaultFields()
    .specs.filter(
      ({ name, views, isPrintable, isArgumentRequired }) =>
        CLASSES.test(name) && isPrintable && !isArgumentRequired && views.includes(view),
    )
    .map(({ name }) => name);
  return [...OF_THE_EVENT, ...own];
}
