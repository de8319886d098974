import { checkpointLine, IndexBuilder } from "../../edit/capture-index.ts";
import { encodeText } from "../../format/text.ts";
import { withCaptureOutput } from "../capture-output.ts";
import { type CaptureRun, openNamed, readCaptures } from "../capture-run.ts";
import { escapeText } from "../escape-text.ts";
import { type ExitStatus, UsageError } from "../exit-status.ts";
import { fingerprintOf, INDEX_ENDING } from "../index/index-file.ts";
import { jsonText } from "../json-text.ts";
import { parseCount } from "../option-values.ts";
import { countOf, countText } from "../quantity-text.ts";
import type { IndexOptions } from "../specs/index.ts";
import { filesOf, type Terminal } from "../terminal.ts";

const EVENTS_BETWEEN = "100000";

/** Writes the index of a capture beside it. */
export async function index(
  words: readonly string[],
  options: IndexOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const interval = parseCount("--every", options.every ?? EVENTS_BETWEEN);
  if (interval < 1) throw new UsageError("--every must be 1 or more");
  const files = filesOf(words, terminal);
  if (files.includes("-")) throw new UsageError("the index stands beside the capture: name a FILE");
  return readCaptures(files, terminal, {
    open: openNamed,
    progress: terminal.progress,
    read: async (run) => {
      const output = run.file + INDEX_ENDING;
      const account = await writeIndex(run, output, interval, options, terminal);
      const { checkpoints, events } = account;
      const text = `${escapeText(output)}: ${countOf(checkpoints, "checkpoint")} in ${countText(events)} events`;
      await terminal.output.print(
        `${options.json ? jsonText({ file: run.file, output, ...account }) : text}\n`,
      );
    },
  });
}

async function writeIndex(
  run: CaptureRun,
  path: string,
  interval: number,
  { force }: IndexOptions,
  terminal: Terminal,
): Promise<{ checkpoints: number; events: number }> {
  const builder = new IndexBuilder(interval, { schema: run.capture.schema, onDamage: run.report.note });
  const fingerprint = await fingerprintOf(run.file);
  let checkpoints = 0;
  const where = { output: path, compress: "none", force } as const;
  await withCaptureOutput(where, [run.file], terminal, async (output) => {
    await output.write(encodeText(`${JSON.stringify(fingerprint)}\n`));
    for await (const batch of run.blocks()) {
      if (run.capture.compression !== "none")
        throw new Error("an index is of use for captures that are not compressed: see convert -z none");
      builder.take(batch);
      run.events = builder.events;
      for (const checkpoint of builder.checkpoints.splice(0)) {
        await output.write(encodeText(`${checkpointLine(checkpoint)}\n`));
        checkpoints++;
      }
    }
  });
  return { checkpoints, events: builder.events };
}
