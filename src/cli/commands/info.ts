import { ScapError } from "../../format/errors.ts";
import { loadHistory } from "../../schema/history/history.ts";
import { type CaptureRun, nameOfInput, readCaptures } from "../capture-run.ts";
import type { ExitStatus } from "../exit-status.ts";
import type { CaptureSummary } from "../info/capture-summary.ts";
import { HashedCapture } from "../info/hashed-capture.ts";
import { renderSummary } from "../info/render-summary.ts";
import { Summarizer } from "../info/summarize.ts";
import { summaryFields } from "../info/summary-fields.ts";
import { jsonText } from "../json-text.ts";
import { schemaOf } from "../schema/schema-option.ts";
import type { InfoOptions } from "../specs/info.ts";
import { filesOf, type Terminal } from "../terminal.ts";

/** Tells what captures hold, without listing it. */
export async function info(
  words: readonly string[],
  options: InfoOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const theme = await terminal.theme(options.color ?? "auto");
  const schema = await schemaOf(options, terminal.say);
  let gap = "";
  const render = (summary: CaptureSummary): string => {
    if (options.json) return `${jsonText(summaryFields(summary))}\n`;
    const text = gap + renderSummary(summary, theme, options["all-types"]);
    gap = "\n";
    return text;
  };
  return readCaptures(filesOf(words, terminal), terminal, {
    open: (file, onDamage) => new HashedCapture(file, { onDamage, schema }),
    progress: terminal.progress,
    read: async (run) => {
      const summary = await summarize(run);
      terminal.progress?.erase();
      if (summary.sections.length > 0) await terminal.output.print(render(summary));
    },
  });
}

async function summarize(run: CaptureRun<HashedCapture>): Promise<CaptureSummary> {
  const { capture, report, file } = run;
  const summarizer = new Summarizer(capture.schema, report.note);
  try {
    for await (const batch of run.blocks()) {
      summarizer.add(batch);
      run.events = summarizer.eventBlocks;
    }
  } catch (error) {
    // What was read until then is worth a summary.
    if (!(error instanceof ScapError)) throw error;
    report.fail(error);
  }
  return {
    ...summarizer.finish(),
    file: nameOfInput(file),
    compression: capture.compression,
    sizeBytes: capture.inputBytes,
    sha256: capture.digest(),
    driverAge: summarizer.forms.age(await loadHistory()),
    damageCount: report.count,
    damage: report.findings,
  };
}
