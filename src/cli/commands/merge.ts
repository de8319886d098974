import { openCapture } from "../../capture/capture.ts";
import { type MergeInput, mergeCaptures } from "../../edit/merge/merge-captures.ts";
import { parseDurationNs } from "../../filter/number-literal.ts";
import { WRITE_TARGETS } from "../../format/write-target.ts";
import type { Schema } from "../../schema/types.ts";
import { withCaptureOutput } from "../capture-output.ts";
import { DamageReport } from "../damage-report.ts";
import { escapeText } from "../escape-text.ts";
import { ExitStatus, UsageError, worseOf } from "../exit-status.ts";
import { jsonText } from "../json-text.ts";
import { listMerged } from "../merge/list-merged.ts";
import { countOf } from "../quantity-text.ts";
import { schemaOf } from "../schema/schema-option.ts";
import type { MergeCommandOptions } from "../specs/merge.ts";
import type { Terminal } from "../terminal.ts";

/** 100 years: times have 64 bits, and begin in 1970. */
const MAX_SHIFT_NS = 36_525n * 86_400_000_000_000n;

/** A capture to be merged, with what was found wrong with it. */
export interface NamedInput extends MergeInput {
  readonly file: string;
  readonly report: DamageReport;
}

/** Puts captures together by time: writes them as one, or lists them. */
export async function merge(
  words: readonly string[],
  options: MergeCommandOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const inputs = openInputs(words, options.shift, await schemaOf(options, terminal.say), terminal);
  if (options.output === undefined) await listMerged(inputs, options, terminal);
  else await write(inputs, words, options, terminal);
  let status: ExitStatus = ExitStatus.FINE;
  for (const { report } of inputs) status = worseOf(status, report.finish(true));
  return status;
}

async function write(
  inputs: readonly NamedInput[],
  words: readonly string[],
  options: MergeCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const report = await withCaptureOutput(options, words, terminal, (output) =>
    mergeCaptures(inputs, output, {
      isOneHost: options["same-host"],
      keepDuplicates: options["keep-duplicates"],
      ...(options.target !== undefined && { target: WRITE_TARGETS[options.target] }),
    }),
  );
  if (options.output === "-") return;
  const { events, duplicates, sections } = report;
  const text = `${options.output}: ${countOf(events, "event")} in ${countOf(sections, "section")}, ${countOf(duplicates, "duplicate")} left out`;
  await terminal.output.print(
    options.json ? `${jsonText({ output: options.output, ...report })}\n` : `${escapeText(text)}\n`,
  );
}

/** Each is read more than once, and told of its damage the first time only. */
function openInputs(
  words: readonly string[],
  shifts: readonly string[],
  schema: Schema,
  { say }: Terminal,
): NamedInput[] {
  if (words.length < 2) throw new UsageError("merge takes two captures or more");
  if (words.includes("-")) throw new UsageError("captures are read more than once to be merged: name files");
  const shiftOf = shiftsByFile(words, shifts);
  return words.map((file) => {
    const report = new DamageReport(file, say);
    let times = 0;
    const open = () => openCapture(file, { schema, ...(times++ === 0 && { onDamage: report.note }) });
    return { file, report, open, shiftNs: shiftOf.get(file) ?? 0n };
  });
}

function shiftsByFile(words: readonly string[], shifts: readonly string[]): ReadonlyMap<string, bigint> {
  return new Map(
    shifts.map((shift) => {
      const at = shift.lastIndexOf("=");
      const [file, time] = [shift.slice(0, Math.max(at, 0)), shift.slice(at + 1)];
      const ns = parseDurationNs(time);
      if (!words.includes(file) || ns === undefined || ns > MAX_SHIFT_NS || ns < -MAX_SHIFT_NS)
        throw new UsageError(
          `--shift takes one of the files and a time of up to 100 years, as ${words[0]}=+1.5s, not "${shift}"`,
        );
      return [file, ns];
    }),
  );
}
