import { openCapture } from "../../src/capture/capture.ts";
import { isStateOnly } from "../../src/decoder/event.ts";
import { TextSink } from "../../src/decoder/text-sink.ts";
import type { View } from "../../src/decoder/view.ts";
import { defaultFields } from "../../src/filter/default-fields.ts";
import { compileFormat } from "../../src/filter/format.ts";
import { decodeText } from "../../src/format/text.ts";

/** What a cut must not change of an event: what it is, and whose. */
const CLASSES = /^(?:proc|thread|fd|user|group|container|fs|k8s)\./;
const OF_THE_EVENT = ["evt.type", "evt.dir", "evt.cpu", "evt.rawtime", "evt.args", "evt.latency", "evt.res"];
/** How long a thread ran, which is found out from events before: those of the slice where that begins. */
const SINCE_THE_BEGINNING = /^thread\.(?:exectime|totexectime|cpu(?:\..*)?)$/;

/** A row of all fields for each event that a listing shows, with the event's number. */
export async function fieldRows(bytes: Uint8Array, view: View = "recorded"): Promise<Map<number, string>> {
  const format = compileFormat(
    `*${columnsOf(view)
      .map((name) => `${name}=%${name}`)
      .join("\n")}`,
    { view },
  );
  const sink = new TextSink();
  const rows = new Map<number, string>();
  for await (const batch of openCapture(bytes).batches({ view })) {
    for (let event = batch.next(); event !== undefined; event = batch.next()) {
      if (isStateOnly(event)) continue;
      sink.truncate(0);
      format.write(sink, event, batch.state);
      rows.set(event.number, decodeText(sink.bytes, 0, sink.length));
    }
  }
  return rows;
}

/** All events of a capture, those that a listing does not show included. */
export async function countEvents(bytes: Uint8Array): Promise<number> {
  let count = 0;
  for await (const batch of openCapture(bytes).batches()) while (batch.next() !== undefined) count++;
  return count;
}

function columnsOf(view: View): string[] {
  const own = defaultFields()
    .specs.filter(
      ({ name, views, isPrintable, isArgumentRequired }) =>
        CLASSES.test(name) &&
        !SINCE_THE_BEGINNING.test(name) &&
        isPrintable &&
        !isArgumentRequired &&
        views.includes(view),
    )
    .map(({ name }) => name);
  return [...OF_THE_EVENT, ...own];
}
