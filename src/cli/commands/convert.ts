import { type ConvertReport, convertCapture } from "../../edit/convert/convert.ts";
import { CaptureWriter } from "../../format/capture-writer.ts";
import { ScapError } from "../../format/errors.ts";
import { WRITE_TARGETS } from "../../format/write-target.ts";
import { withCaptureOutput } from "../capture-output.ts";
import { type CaptureRun, nameOfInput, readCaptures } from "../capture-run.ts";
import { escapeText } from "../escape-text.ts";
import { ExitStatus, UsageError, worseOf } from "../exit-status.ts";
import { jsonText } from "../json-text.ts";
import { countOf } from "../quantity-text.ts";
import { openerWith, schemaOf } from "../schema/schema-option.ts";
import type { ConvertCommandOptions } from "../specs/convert.ts";
import { filesOf, type Terminal } from "../terminal.ts";

/** Findings told of; the JSON form has up to 1000. */
const MAX_TOLD = 20;

/** Writes a capture in another form. */
export async function convert(
  words: readonly string[],
  options: ConvertCommandOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  if (options.upgrade && options.downgrade)
    throw new UsageError("--upgrade and --downgrade: only one of them");
  if (options.schema !== undefined && (options.upgrade || options.downgrade))
    throw new UsageError("--upgrade and --downgrade go by the newest table: leave --schema out");
  const files = filesOf(words, terminal);
  let isChanged = false;
  const status = await readCaptures(files, terminal, {
    open: openerWith(await schemaOf(options, terminal.say)),
    progress: terminal.progress,
    read: async (run) => {
      const report = await withCaptureOutput(options, files, terminal, (output) =>
        write(run, new CaptureWriter(output), options),
      );
      isChanged = report.hasLoss;
      terminal.progress?.erase();
      await tell(report, run, options, terminal);
    },
  });
  return worseOf(status, isChanged ? ExitStatus.DAMAGED : ExitStatus.FINE);
}

/** A capture that is damaged is converted as far as it can be read. */
async function write(
  run: CaptureRun,
  writer: CaptureWriter,
  options: ConvertCommandOptions,
): Promise<ConvertReport> {
  return convertCapture(readable(run), writer, {
    schema: run.capture.schema,
    target: options.target && WRITE_TARGETS[options.target],
    byteOrder: options["byte-order"],
    upgrade: options.upgrade,
    downgrade: options.downgrade,
    stripComments: options["strip-comments"],
    comments: options.comment,
  });
}

async function* readable(run: CaptureRun) {
  try {
    yield* run.blocks();
  } catch (error) {
    if (!(error instanceof ScapError) || !run.hasBlocks) throw error;
    run.report.fail(error);
  }
}

async function tell(
  report: ConvertReport,
  { file }: CaptureRun,
  { output, json }: ConvertCommandOptions,
  { output: standardOutput, say }: Terminal,
): Promise<void> {
  const { findings, findingCount, eventsWritten, blocksWritten } = report;
  const told = findings.slice(0, MAX_TOLD);
  for (const { kind, offset, detail } of told)
    say(`${nameOfInput(file)}: ${kind} at byte ${offset}: ${detail}`);
  if (findingCount > told.length) say(`${nameOfInput(file)}: … and ${findingCount - told.length} more`);
  if (output === "-") return;
  const text = `${output}: ${countOf(eventsWritten, "event")} in ${countOf(blocksWritten, "block")}`;
  await standardOutput.print(
    `${json ? jsonText({ file: nameOfInput(file), output, ...report }) : escapeText(text)}\n`,
  );
}
