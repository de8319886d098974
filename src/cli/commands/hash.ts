import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { ScapError } from "../../format/errors.ts";
import { type CaptureRun, nameOfInput, readCaptures } from "../capture-run.ts";
import { errorText } from "../error-text.ts";
import { escapeText } from "../escape-text.ts";
import { ExitStatus, UsageError } from "../exit-status.ts";
import {
  type Expected,
  type ManifestEntry,
  type ManifestHead,
  parseManifest,
  renderEntry,
  renderHead,
} from "../hash/manifest.ts";
import { HashedCapture } from "../info/hashed-capture.ts";
import { Summarizer } from "../info/summarize.ts";
import { jsonText } from "../json-text.ts";
import { readText } from "../read-all.ts";
import { schemaOf } from "../schema/schema-option.ts";
import type { HashOptions } from "../specs/hash.ts";
import { filesOf, type Terminal } from "../terminal.ts";
import { VERSION } from "../version.ts";

/** Prints a manifest of captures, or compares captures with one. */
export async function hash(
  words: readonly string[],
  options: HashOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  if (options.check !== undefined) return check(words, options.check, options, terminal);
  const schema = await schemaOf(options, terminal.say);
  const head: ManifestHead = {
    tool: "scap-dump",
    version: VERSION,
    command: ["scap-dump", "hash", ...words],
    made: new Date().toISOString(),
  };
  const entries: ManifestEntry[] = [];
  if (!options.json) await terminal.output.print(renderHead(head));
  const status = await readCaptures(filesOf(words, terminal), terminal, {
    open: (file, onDamage) => new HashedCapture(file, { onDamage, schema }),
    progress: terminal.progress,
    read: async (run) => {
      const entry = await entryOf(run);
      entries.push(entry);
      terminal.progress?.erase();
      if (!options.json) await terminal.output.print(renderEntry(entry));
    },
  });
  if (options.json) await terminal.output.print(`${jsonText({ ...head, files: entries })}\n`);
  return status;
}

async function entryOf(run: CaptureRun<HashedCapture>): Promise<ManifestEntry> {
  const { capture, report, file } = run;
  const summarizer = new Summarizer(capture.schema, report.note);
  const content = createHash("sha256");
  try {
    for await (const batch of run.blocks()) {
      summarizer.add(batch);
      const { bytes, starts, bodyEnds, count } = batch;
      content.update(bytes.subarray(starts[0], (bodyEnds[count - 1] ?? 0) + 4));
      run.events = summarizer.eventBlocks;
    }
  } catch (error) {
    // What was read until then is worth a line.
    if (!(error instanceof ScapError)) throw error;
    report.fail(error);
  }
  const { events, firstTsNs, lastTsNs } = summarizer.finish();
  return {
    file: nameOfInput(file),
    sha256: capture.digest(),
    sizeBytes: capture.inputBytes,
    compression: capture.compression,
    contentSha256: content.digest("hex"),
    ...{ events, firstTsNs, lastTsNs },
    damageCount: report.count,
    hasLoss: report.findings.some(({ lost }) => lost),
  };
}

async function check(
  words: readonly string[],
  manifest: string,
  { json, schema }: HashOptions,
  { output }: Terminal,
): Promise<ExitStatus> {
  if (schema !== undefined) throw new UsageError("--check compares bytes only: leave --schema out");
  if (words.length > 0)
    throw new UsageError("--check takes the files that the manifest names, and no others");
  let status: ExitStatus = ExitStatus.FINE;
  for (const expected of parseManifest(await readText(manifest))) {
    const problem = await problemOf(expected);
    if (problem !== undefined) status = ExitStatus.FAILED;
    const { file } = expected;
    const text = json
      ? jsonText({ file, isSame: problem === undefined, problem })
      : `${escapeText(file)}: ${problem ?? "OK"}`;
    await output.print(`${text}\n`);
  }
  return status;
}

/** What is wrong with a file, if something is. */
async function problemOf({ file, sha256 }: Expected): Promise<string | undefined> {
  const digest = createHash("sha256");
  try {
    for await (const chunk of createReadStream(file)) digest.update(chunk);
  } catch (error) {
    return `FAILED: ${errorText(error)}`;
  }
  return digest.digest("hex") === sha256 ? undefined : "FAILED: its contents are others";
}
