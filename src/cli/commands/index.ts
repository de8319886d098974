import { IndexError } from "../../capture/index/capture-index.ts";
import { type IndexAccount, indexCapture } from "../../edit/index/index-capture.ts";
import { verifyIndex } from "../../edit/index/verify-index.ts";
import { openFileAccess } from "../../format/node-random-access.ts";
import type { RandomAccess } from "../../format/random-access.ts";
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
      const account = await (options.verify
        ? checkIndex(run, terminal)
        : writeIndex(run, interval, options, terminal));
      run.hasBlocks = true;
      terminal.progress?.erase();
      await terminal.output.print(`${accountText(run.file, account, options)}\n`);
    },
  });
}

function accountText(file: string, account: IndexAccount, { json, verify }: IndexOptions): string {
  const output = file + INDEX_ENDING;
  if (json) return jsonText({ file, output, ...account });
  const checkpoints = `${countOf(account.checkpoints, "checkpoint")} in ${countText(account.events)} events`;
  return `${escapeText(output)}: ${checkpoints}${verify ? ", all as the capture has them" : ""}`;
}

async function writeIndex(
  run: CaptureRun,
  interval: number,
  { force }: IndexOptions,
  terminal: Terminal,
): Promise<IndexAccount> {
  const where = { output: run.file + INDEX_ENDING, compress: "none", force } as const;
  return withBytes(run.file, (bytes) =>
    withCaptureOutput(where, [run.file], terminal, (output) =>
      indexCapture(run.capture, bytes, output, { interval, onProgress: progressOf(run, terminal) }),
    ),
  );
}

/** Compares the index with the capture. Throws an Error where it is another than it should be. */
async function checkIndex(run: CaptureRun, terminal: Terminal): Promise<IndexAccount> {
  const name = run.file + INDEX_ENDING;
  try {
    const { differsAt, ...account } = await withBytes(run.file, (bytes) =>
      withBytes(name, (index) => verifyIndex(run.capture, bytes, index, progressOf(run, terminal))),
    );
    if (differsAt === undefined) return account;
    throw new IndexError(`is not what indexing the capture gives, from byte ${differsAt} on: make it anew`);
  } catch (error) {
    if (error instanceof IndexError) throw new Error(`${name} ${error.message}`, { cause: error });
    throw error;
  }
}

function progressOf(run: CaptureRun, { progress }: Terminal): (events: number) => void {
  return (events) => {
    const { capture } = run;
    run.events = events;
    progress?.update({ bytesRead: capture.bytesRead, sizeBytes: capture.sizeBytes, events });
  };
}

async function withBytes<T>(file: string, use: (bytes: RandomAccess) => Promise<T>): Promise<T> {
  const bytes = await openFileAccess(file);
  if (bytes === undefined) throw new Error(`${file} is no regular file`);
  try {
    return await use(bytes);
  } finally {
    await bytes.close();
  }
}
