import { CaptureCut, type Selection } from "../../edit/capture-cut.ts";
import type { CutCounts } from "../../edit/section-cut.ts";
import { cutBlocks } from "../../edit/slice.ts";
import type { CaptureOutput } from "../../format/capture-output.ts";
import { CaptureWriter } from "../../format/capture-writer.ts";
import { WRITE_TARGETS } from "../../format/write-target.ts";
import { withCaptureOutput } from "../capture-output.ts";
import { type CaptureRun, nameOfInput, openNamed, readCaptures } from "../capture-run.ts";
import { tellAccount } from "../cut/cut-account.ts";
import { readAsFarAsItGoes } from "../cut/read-as-far.ts";
import { selectionOf } from "../cut/selection.ts";
import { type ExitStatus, UsageError } from "../exit-status.ts";
import type { SliceOptions } from "../specs/slice.ts";
import { filesOf, type Terminal } from "../terminal.ts";

/** Writes some events of a capture, as a capture of its own. */
export async function slice(
  words: readonly string[],
  options: SliceOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  refuseAll(options);
  const files = filesOf(words, terminal);
  return readCaptures(files, terminal, {
    open: openNamed,
    progress: terminal.progress,
    read: async (run) => {
      const selection = await selectionOf(options, run.capture.schema, terminal);
      const counts = await withCaptureOutput(options, files, terminal, (output) =>
        cutRun(run, selection, output, options),
      );
      const { output = "-", json } = options;
      const account = { file: nameOfInput(run.file), output, eventsRead: run.events, ...counts };
      await tellAccount(account, json, terminal);
    },
  });
}

async function cutRun(
  run: CaptureRun,
  selection: Selection,
  output: CaptureOutput,
  options: SliceOptions,
): Promise<CutCounts> {
  const writer = new CaptureWriter(output);
  const cut = new CaptureCut(writer.sink, selection, {
    schema: run.capture.schema,
    target: options.target && WRITE_TARGETS[options.target],
    keepState: options["keep-state"],
    onDamage: run.report.note,
  });
  const onProgress = (number: number) => {
    run.events = number;
  };
  await readAsFarAsItGoes(run, () => cutBlocks(run.blocks(), cut, writer, onProgress));
  await writer.flush();
  if (cut.counts.events === 0) throw new Error("no event is selected: nothing is written");
  return cut.counts;
}

function refuseAll({ filter, events, from, to }: SliceOptions): void {
  if ((filter ?? events ?? from ?? to) === undefined)
    throw new UsageError("say what to keep: -f FILTER, --events A-B, --from TIME or --to TIME");
}
