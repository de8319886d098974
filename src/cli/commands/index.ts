import { type IndexAccount, indexCapture } from "../../edit/index/index-capture.ts";
import { openFileAccess } from "../../format/node-random-access.ts";
import { withCaptureOutput } from "../capture-output.ts";
import { type CaptureRun, openNamed, readCaptures } from "../capture-run.ts";
import { escapeText } from "../escape-text.ts";
import { type ExitStatus, UsageError } from "../exit-status.ts";
import { INDEX_ENDING } from "../index/side-car.ts";
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
      run.hasBlocks = true;
      terminal.progress?.erase();
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
): Promise<IndexAccount> {
  const bytes = await openFileAccess(run.file);
  if (bytes === undefined) throw new Error("an index is for regular files");
  const where = { output: path, compress: "none", force } as const;
  const onProgress = (events: number) => {
    run.events = events;
    terminal.progress?.update({ bytesRead: run.capture.bytesRead, sizeBytes: bytes.sizeBytes, events });
  };
  try {
    return await withCaptureOutput(where, [run.file], terminal, (output) =>
      indexCapture(run.capture, bytes, output, { interval, onProgress }),
    );
  } finally {
    await bytes.close();
  }
}
