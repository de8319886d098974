import type { Capture } from "../../capture/capture.ts";
import { type EventRecord, isStateOnly, timestampNs } from "../../decoder/event.ts";
import { EventWalk } from "../../decoder/event-walk.ts";
import { TextSink } from "../../decoder/text-sink.ts";
import { type BlockBatch, HEADER_SIZE } from "../../format/block-batch.ts";
import { blockTypeOf } from "../../format/catalogue.ts";
import { type Damage, describeDamage, ScapError } from "../../format/errors.ts";
import { writeBytes, writeParams } from "./value-text.ts";

/** First line of every snapshot; another layout gets another number. */
export const SNAPSHOT_HEADER = "# scap-dump snapshot 1: number, ns, cpu, tid, event, parameters\n";

const TAB = 0x09;
const LINE_END = 0x0a;

/**
 * The golden decoding of a capture, in pieces: one line a block, its parts separated by tabs. An event's line is
 *
 *     number  tsNs  cpu  tid  <name/code  name=TYPE:value  …
 *
 * Other blocks are told by name and content. Damage is part of it, as lines that begin with `!`, so that a reader that
 * suddenly finds more, or less, is noticed too. The text depends on nothing but the capture and the schema.
 */
export async function* snapshotOf(capture: Capture): AsyncGenerator<string> {
  yield SNAPSHOT_HEADER;
  const sink = new TextSink({ escaping: true });
  const note = (damage: Damage) => {
    sink.ascii("!\t");
    sink.text(describeDamage(damage));
    sink.byte(LINE_END);
  };
  const walk = new EventWalk(capture.schema, note);
  let told = 0;
  const take = () => {
    for (const damage of capture.damage.slice(told)) note(damage);
    told = capture.damage.length;
    const text = sink.toString();
    sink.truncate(0);
    return text;
  };
  try {
    for await (const batch of capture.blocks()) {
      writeBatch(sink, walk, batch);
      yield take();
    }
  } catch (error) {
    // It was told of as damage before it was thrown.
    if (!(error instanceof ScapError)) throw error;
  }
  yield take();
}

function writeBatch(sink: TextSink, walk: EventWalk, batch: BlockBatch): void {
  for (const { event, isEvent, index } of walk.blocks(batch)) {
    if (event !== undefined) writeEvent(sink, event);
    else {
      const name = blockTypeOf(batch.types[index] as number).name;
      sink.ascii(isEvent ? `${walk.number}\tunreadable ${name}\t` : `-\t${name}\t`);
      writeBytes(
        sink,
        batch.bytes,
        (batch.starts[index] as number) + HEADER_SIZE,
        batch.bodyEnds[index] as number,
      );
    }
    sink.byte(LINE_END);
  }
}

function writeEvent(sink: TextSink, event: EventRecord): void {
  sink.integer(event.number);
  sink.byte(TAB);
  sink.ascii(timestampNs(event).toString());
  sink.byte(TAB);
  sink.integer(event.cpu);
  sink.byte(TAB);
  sink.integer(event.tid);
  sink.ascii(`\t${event.spec?.isExit ? "<" : ">"}${event.spec?.name ?? "unknown"}/${event.code}`);
  if (isStateOnly(event)) sink.ascii(" state-only");
  writeParams(sink, event);
}
