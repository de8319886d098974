import { EventWalk } from "../../decoder/event-walk.ts";
import { SEVERITIES, type Severity } from "../../schema/diff/change.ts";
import { diffSchemas } from "../../schema/diff/diff-schemas.ts";
import { openNamed, readCaptures } from "../capture-run.ts";
import { ExitStatus, UsageError, worseOf } from "../exit-status.ts";
import { findCaptures } from "../find-captures.ts";
import { jsonText } from "../json-text.ts";
import { loadDocument } from "../schema/load-document.ts";
import { renderDiffMarkdown } from "../schema-diff/diff-markdown.ts";
import { type CountedCapture, createDiffReport, type DiffReport } from "../schema-diff/diff-report.ts";
import { renderDiffText } from "../schema-diff/diff-text.ts";
import type { SchemaDiffOptions } from "../specs/schema-diff.ts";
import type { Terminal } from "../terminal.ts";

/** Tells what changed between two event tables. */
export async function schemaDiff(
  words: readonly string[],
  options: SchemaDiffOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const [old, now] = words;
  if (old === undefined || now === undefined) throw new UsageError("schema diff takes two schemas: OLD NEW");
  const tables = [await loadDocument(old, terminal.say), await loadDocument(now, terminal.say)] as const;
  const captures = options.corpus.length === 0 ? undefined : await countEvents(options.corpus, terminal);
  const report = createDiffReport(tables, diffSchemas(...tables), {
    ...(options.only && { only: options.only }),
    captures: captures?.counted,
  });
  await terminal.output.print(await render(report, options, terminal));
  const failed = weighs(report, options["fail-on"]) ? ExitStatus.FAILED : ExitStatus.FINE;
  return worseOf(failed, captures?.status ?? ExitStatus.FINE);
}

async function render(report: DiffReport, options: SchemaDiffOptions, terminal: Terminal): Promise<string> {
  if (options.json) return `${jsonText(report)}\n`;
  if (options.markdown) return renderDiffMarkdown(report);
  return renderDiffText(report, await terminal.theme(options.color ?? "auto"));
}

function weighs({ counts }: DiffReport, from: Severity | undefined): boolean {
  if (from === undefined) return false;
  return SEVERITIES.slice(0, SEVERITIES.indexOf(from) + 1).some((severity) => counts[severity] > 0);
}

async function countEvents(
  folders: readonly string[],
  terminal: Terminal,
): Promise<{ counted: CountedCapture[]; status: ExitStatus }> {
  const counted: CountedCapture[] = [];
  const status = await readCaptures(findCaptures(folders), terminal, {
    open: openNamed,
    progress: terminal.progress,
    read: async (run) => {
      const counts = new Map<number, number>();
      counted.push({ file: run.file, counts });
      const walk = new EventWalk(run.capture.schema, run.report.note);
      for await (const batch of run.blocks())
        for (const { event } of walk.blocks(batch))
          if (event !== undefined) counts.set(event.code, (counts.get(event.code) ?? 0) + 1);
    },
  });
  return { counted, status };
}
