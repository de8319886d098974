import { SEVERITIES, type Severity } from "../../analysis/verify/rules.ts";
import { Verifier, type VerifyReport } from "../../analysis/verify/verifier.ts";
import { ScapError } from "../../format/errors.ts";
import { writeReport } from "../capture-output.ts";
import { nameOfInput, readCaptures } from "../capture-run.ts";
import { ExitStatus, worseOf } from "../exit-status.ts";
import { jsonText } from "../json-text.ts";
import { renderJunit } from "../reports/junit.ts";
import { renderSarif } from "../reports/sarif.ts";
import { openerWith, schemaOf } from "../schema/schema-option.ts";
import type { SchemaVerifyOptions } from "../specs/schema-verify.ts";
import { filesOf, type Terminal } from "../terminal.ts";
import { renderVerifyReport } from "../verify/render-report.ts";
import { junitSuite, SARIF_RULES, sarifFindings, type VerifiedCapture } from "../verify/report-formats.ts";

/** Reads captures strictly and tells what the event table does not fit. */
export async function schemaVerify(
  words: readonly string[],
  options: SchemaVerifyOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const schema = await schemaOf(options, terminal.say);
  const theme = await terminal.theme(options.color ?? "auto");
  const verified: VerifiedCapture[] = [];
  const status = await readCaptures(filesOf(words, terminal), terminal, {
    open: openerWith(schema),
    progress: terminal.progress,
    read: async (run) => {
      const verifier = new Verifier(run.capture.schema);
      try {
        for await (const batch of run.blocks()) verifier.add(batch);
      } catch (error) {
        // What was read until then is worth a report.
        if (!(error instanceof ScapError)) throw error;
        run.report.fail(error);
      }
      const capture = { file: nameOfInput(run.file), report: verifier.finish() };
      verified.push(capture);
      terminal.progress?.erase();
      if (isOnOutput(options)) return;
      const text = options.json ? `${jsonText(capture)}\n` : renderVerifyReport(capture, theme);
      await terminal.output.print(text);
    },
  });
  await writeReports(verified, options, words, terminal);
  const failed = verified.some(({ report }) => weighs(report, options["fail-on"] ?? "error"));
  return worseOf(status, failed ? ExitStatus.FAILED : ExitStatus.FINE);
}

function isOnOutput({ junit, sarif }: SchemaVerifyOptions): boolean {
  return junit === "-" || sarif === "-";
}

function weighs({ counts }: VerifyReport, from: Severity): boolean {
  return SEVERITIES.slice(0, SEVERITIES.indexOf(from) + 1).some((severity) => counts[severity] > 0);
}

async function writeReports(
  verified: readonly VerifiedCapture[],
  { junit, sarif }: SchemaVerifyOptions,
  inputs: readonly string[],
  terminal: Terminal,
): Promise<void> {
  const write = (file: string, text: string) => writeReport(file, text, inputs, terminal);
  if (junit !== undefined) await write(junit, renderJunit(verified.map(junitSuite)));
  if (sarif !== undefined) await write(sarif, renderSarif(SARIF_RULES, verified.flatMap(sarifFindings)));
}
