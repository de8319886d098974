import { TimeSpan } from "../../decoder/time-span.ts";
import { CaptureCut, type Selection } from "../../edit/capture-cut.ts";
import type { CutCounts } from "../../edit/section-cut.ts";
import { cutBlocks } from "../../edit/slice.ts";
import type { CaptureOutput } from "../../format/capture-output.ts";
import { CaptureWriter } from "../../format/capture-writer.ts";
import { WRITE_TARGETS } from "../../format/write-target.ts";
import { loadSysdigSchema } from "../../schema/sysdig-schema.ts";
import { withCaptureOutput } from "../capture-output.ts";
import { type CaptureRun, nameOfInput } from "../capture-run.ts";
import { eventsSpanText } from "../events-span.ts";
import type { SliceOptions } from "../specs/slice.ts";
import type { Terminal } from "../terminal.ts";
import { type CutAccount, tellAccount } from "./cut-account.ts";
import { readAsFarAsItGoes } from "./read-as-far.ts";

/** What the commands that keep some events of a capture have in common. */
export type CutRunOptions = Pick<SliceOptions, "output" | "compress" | "force" | "target" | "json"> &
  Partial<Pick<SliceOptions, "keep-state">>;

/** Writes the events that are selected of a capture, and says how many. */
export async function cutRun(
  run: CaptureRun,
  selection: Selection,
  options: CutRunOptions,
  terminal: Terminal,
): Promise<void> {
  const counts = await withCaptureOutput(options, [run.file], terminal, (output) =>
    writeCut(run, selection, output, options),
  );
  const { output = "-", json } = options;
  const eventsRead = counts.isEarly ? run.events : await eventsIn(run);
  const account = { file: nameOfInput(run.file), output, eventsRead, ...counts };
  await tellAccount(account, json, terminal);
}

/** With an index the last events need not have been read. */
async function eventsIn({ capture, events }: CaptureRun): Promise<number> {
  return (await capture.indexedEvents())?.count ?? events;
}

async function writeCut(
  run: CaptureRun,
  selection: Selection,
  output: CaptureOutput,
  { target, "keep-state": keepState = false }: CutRunOptions,
): Promise<CutCounts & Pick<CutAccount, "isEarly">> {
  const writer = new CaptureWriter(output);
  const span = new TimeSpan();
  const cut = new CaptureCut(writer.sink, selection, {
    schema: run.capture.schema,
    sysdigSchema: await loadSysdigSchema(),
    target: target && WRITE_TARGETS[target],
    keepState,
    onDamage: run.report.note,
    onEvent: (event) => span.see(event),
  });
  const onProgress = (number: number) => {
    run.events = number;
  };
  await readAsFarAsItGoes(run, () => cutBlocks(run.blocks(cut.jumps), cut, writer, onProgress));
  if (cut.counts.events === 0) {
    const when = await eventsSpanText(run.capture, span);
    throw new Error(`no event is selected: nothing is written${when === undefined ? "" : `; ${when}`}`);
  }
  return { ...cut.counts, isEarly: cut.isDone };
}
