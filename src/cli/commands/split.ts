import { CaptureSplit, type SplitRule, type Splitter, splitBlocks } from "../../edit/split.ts";
import { containerKey, KeyedSplit, MAX_PARTS, processKey } from "../../edit/split-by-key.ts";
import { parseDurationNs } from "../../filter/number-literal.ts";
import { WRITE_TARGETS } from "../../format/write-target.ts";
import { loadSysdigSchema } from "../../schema/sysdig-schema.ts";
import type { Schema } from "../../schema/types.ts";
import { openCaptureOutput } from "../capture-output.ts";
import { type CaptureRun, nameOfInput, readCaptures } from "../capture-run.ts";
import { tellAccount } from "../cut/cut-account.ts";
import { readAsFarAsItGoes } from "../cut/read-as-far.ts";
import { type ExitStatus, UsageError } from "../exit-status.ts";
import { parseCount } from "../option-values.ts";
import { countOf } from "../quantity-text.ts";
import { openerWith, schemaOf } from "../schema/schema-option.ts";
import type { SplitOptions } from "../specs/split.ts";
import { filesOf, type Terminal } from "../terminal.ts";

const UNITS: Readonly<Record<string, number>> = {
  "": 1,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
};

/** Writes several captures that together are one. */
export async function split(
  words: readonly string[],
  options: SplitOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const { output, by, json } = options;
  if (output === undefined || output === "-")
    throw new UsageError("say -o FILE: parts are FILE-0001 and so on");
  const rule = ruleOf(options);
  const files = filesOf(words, terminal);
  return readCaptures(files, terminal, {
    open: openerWith(await schemaOf(options, terminal.say)),
    progress: terminal.progress,
    read: async (run) => {
      const splitter = splitterOf(run, rule, options, await loadSysdigSchema());
      let parts = 0;
      const openPart = (name: string) => {
        parts++;
        return openCaptureOutput({ ...options, output: partName(output, name) }, files, terminal);
      };
      const onProgress = (number: number) => {
        run.events = number;
      };
      await readAsFarAsItGoes(run, () => splitBlocks(run.blocks(), splitter, openPart, onProgress));
      if (splitter instanceof KeyedSplit && splitter.leftOut > 0) {
        const which = `without a ${by}, or of a ${by} beyond the first ${MAX_PARTS}`;
        terminal.say(`${countOf(splitter.leftOut, "event")} ${which} are in no part`);
      }
      const account = {
        file: nameOfInput(run.file),
        output,
        parts,
        eventsRead: run.events,
        ...splitter.counts,
      };
      await tellAccount(account, json, terminal);
    },
  });
}

function splitterOf(
  { capture, report }: CaptureRun,
  rule: SplitRule,
  { by, target: targetName }: SplitOptions,
  sysdigSchema: Schema | undefined,
): Splitter {
  const { schema } = capture;
  const target = targetName && WRITE_TARGETS[targetName];
  const options = { schema, sysdigSchema, onDamage: report.note, target };
  if (by === undefined) return new CaptureSplit(rule, options);
  return new KeyedSplit(by === "process" ? processKey : containerKey, options);
}

function ruleOf({ events, every, size, by }: SplitOptions): SplitRule {
  const isCounted = (events ?? every ?? size) !== undefined;
  if (isCounted === (by !== undefined))
    throw new UsageError(
      "say where to split: --events N, --every TIME, --size BYTES, or --by process|container",
    );
  return {
    events: events === undefined ? undefined : atLeastOne("--events", parseCount("--events", events)),
    durationNs: every === undefined ? undefined : durationOf(every),
    sizeBytes: size === undefined ? undefined : sizeOf(size),
  };
}

function atLeastOne(option: string, count: number): number {
  if (count < 1) throw new UsageError(`${option} must be 1 or more`);
  return count;
}

function durationOf(text: string): bigint {
  const durationNs = parseDurationNs(text);
  if (durationNs === undefined || durationNs <= 0n)
    throw new UsageError(`--every takes a time such as 500ms, 10s or 5m, not "${text}"`);
  return durationNs;
}

function sizeOf(text: string): number {
  const [, digits, unit = ""] = /^(\d{1,12})([KMG]i?)?$/.exec(text) ?? [];
  if (digits === undefined)
    throw new UsageError(`--size takes bytes such as 500K, 100M or 1Gi, not "${text}"`);
  return atLeastOne("--size", Number(digits) * (UNITS[unit] ?? 1));
}

/** `out/part.scap.gz` and `0001` make `out/part-0001.scap.gz`. */
function partName(output: string, name: string): string {
  const [, stem = output, ending = ""] = /^(.*?[^/\\])(\.[^/\\]*)?$/.exec(output) ?? [];
  return `${stem}-${name}${ending}`;
}
