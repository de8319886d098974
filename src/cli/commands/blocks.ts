import type { BlockBatch } from "../../format/block-batch.ts";
import { BlockDescriber, type BlockEntry } from "../blocks/block-facts.ts";
import { blockFields, renderBlock } from "../blocks/block-text.ts";
import { type CaptureRun, readCaptures } from "../capture-run.ts";
import type { ExitStatus } from "../exit-status.ts";
import { jsonText } from "../json-text.ts";
import { parseCount } from "../option-values.ts";
import type { Output } from "../output.ts";
import { openerWith, schemaOf } from "../schema/schema-option.ts";
import type { BlocksOptions } from "../specs/blocks.ts";
import { filesOf, type Terminal } from "../terminal.ts";

/** Blocks that are described before they are printed. */
const PIECE = 1000;

/** Lists the blocks of a capture. */
export async function blocks(
  words: readonly string[],
  options: BlocksOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const theme = await terminal.theme(options.color ?? "auto");
  const limit = options.limit === undefined ? Number.POSITIVE_INFINITY : parseCount("--limit", options.limit);
  const render = options.json
    ? (entry: BlockEntry) => jsonText(blockFields(entry))
    : (entry: BlockEntry) => renderBlock(entry, theme);
  const schema = await schemaOf(options, terminal.say);
  return readCaptures(filesOf(words, terminal), terminal, {
    open: openerWith(schema),
    progress: terminal.listingProgress,
    read: (run) => list(run, limit, render, terminal.output),
  });
}

async function list(
  run: CaptureRun,
  limit: number,
  render: (entry: BlockEntry) => string,
  output: Output,
): Promise<void> {
  const describer = new BlockDescriber(run.capture.schema, run.report.note);
  let left = limit;
  for await (const batch of run.blocks()) {
    const count = Math.min(batch.count, left);
    for (let from = 0; from < count; from += PIECE) {
      await output.print(renderPiece(batch, from, Math.min(from + PIECE, count), describer, render));
    }
    run.events = describer.eventNumber;
    left -= count;
    if (left === 0) return;
  }
}

function renderPiece(
  batch: BlockBatch,
  from: number,
  to: number,
  describer: BlockDescriber,
  render: (entry: BlockEntry) => string,
): string {
  let text = "";
  for (let index = from; index < to; index++) text += `${render(describer.describe(batch, index))}\n`;
  return text;
}
