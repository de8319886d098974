import { CoverageCollector } from "../../analysis/coverage/coverage-collector.ts";
import { coverageReport } from "../../analysis/coverage/coverage-report.ts";
import type { Capture } from "../../capture/capture.ts";
import { EventReader } from "../../capture/event-reader.ts";
import type { CaptureSpec } from "../../edit/synth/capture-spec.ts";
import { writeReport } from "../capture-output.ts";
import { type CaptureRun, readCaptures } from "../capture-run.ts";
import { renderCoveragePage } from "../coverage/coverage-page.ts";
import { renderCoverage, renderMissing } from "../coverage/coverage-text.ts";
import { missingSpec } from "../coverage/missing-spec.ts";
import { type ExitStatus, UsageError } from "../exit-status.ts";
import { findCaptures } from "../find-captures.ts";
import { jsonText } from "../json-text.ts";
import { openerWith, schemaOf } from "../schema/schema-option.ts";
import type { SchemaCoverageOptions } from "../specs/schema-coverage.ts";
import type { Terminal } from "../terminal.ts";

/** Tells what of the schema captures exercise, all of them together. */
export async function schemaCoverage(
  words: readonly string[],
  options: SchemaCoverageOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  if (words.length === 0) throw new UsageError("no captures given: name a DIR or CAPTUREs");
  const files = findCaptures(words);
  const schema = await schemaOf(options, terminal.say);
  const collector = new CoverageCollector();
  const status = await readCaptures(files, terminal, {
    open: openerWith(schema),
    progress: terminal.progress,
    read: (run) => collect(run, collector),
  });
  const report = coverageReport(collector, schema, { withOld: options.old });
  const { output } = terminal;
  const write = (file: string, text: string) => writeReport(file, text, files, terminal);
  if (options.html !== undefined) await write(options.html, renderCoveragePage(report, files));
  if (options.synth !== undefined) await write(options.synth, await yamlOf(missingSpec(report, schema)));
  if (options.html === "-" || options.synth === "-") return status;
  const theme = await terminal.theme(options.color ?? "auto");
  if (options.json) await output.print(`${jsonText({ files, ...report })}\n`);
  else if (options.missing) await output.print(renderMissing(report));
  else await output.print(renderCoverage(report, theme));
  return status;
}

/** YAML is loaded only where it is asked for. */
async function yamlOf(spec: CaptureSpec): Promise<string> {
  const { specYaml } = await import("../coverage/spec-yaml.ts");
  return specYaml(spec);
}

async function collect(run: CaptureRun<Capture>, collector: CoverageCollector): Promise<void> {
  const reader = new EventReader(run.capture.schema, run.report.note);
  for await (const batch of run.blocks()) {
    collector.addBlocks(batch);
    reader.load(batch);
    for (let event = reader.next(); event !== undefined; event = reader.next()) {
      collector.addEvent(event, reader.state);
      run.events++;
    }
  }
}
