import { existsSync } from "node:fs";
import { readFile, realpath, stat, unlink } from "node:fs/promises";
import { openCapture } from "../../capture/capture.ts";
import { PRESETS, parsePolicy, type RedactPolicy } from "../../edit/redact/policy.ts";
import { KeyedPseudonyms } from "../../edit/redact/pseudonyms.ts";
import { type RedactReport, redactCapture } from "../../edit/redact/redact-capture.ts";
import { type Verification, verifyRedaction } from "../../edit/redact/verify-redaction.ts";
import { SpecError } from "../../edit/spec/spec-error.ts";
import { printReport, withCaptureOutput } from "../capture-output.ts";
import { type CaptureRun, nameOfInput, readCaptures } from "../capture-run.ts";
import { ExitStatus, UsageError, worseOf } from "../exit-status.ts";
import { jsonText } from "../json-text.ts";
import { createKeyFile, newKey, readKeyFile, writeMapping } from "../redact/key-file.ts";
import { renderRedactReport } from "../redact/report-text.ts";
import { reverse } from "../redact/reverse.ts";
import { openerWith, schemaOf } from "../schema/schema-option.ts";
import type { RedactCommandOptions } from "../specs/redact.ts";
import { filesOf, type Terminal } from "../terminal.ts";

/** Redacts a capture, or undoes a redaction. */
export async function redact(
  words: readonly string[],
  options: RedactCommandOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  if (options.reverse) return reverse(words, options, terminal);
  checkOptions(words, options);
  const policy = await policyOf(options);
  const key = await keyOf(options);
  let isClean = true;
  const status = await readCaptures(filesOf(words, terminal), terminal, {
    open: openerWith(await schemaOf(options, terminal.say)),
    progress: terminal.progress,
    read: async (run) => {
      const report = await write(run, policy, key, options, terminal);
      const verification = options.verify ? await verify(run, policy, options) : undefined;
      isClean = (verification?.leakCount ?? 0) === 0;
      terminal.progress?.erase();
      await tell(run.file, report, verification, options, terminal);
    },
  });
  return worseOf(status, isClean ? ExitStatus.FINE : ExitStatus.FAILED);
}

/** What cannot be is said before anything is read or written. */
function checkOptions(
  words: readonly string[],
  { verify, output, policy, preset, map, key, ...more }: RedactCommandOptions,
): void {
  if (output === undefined) throw new UsageError("no output given: say -o FILE, or -o - for standard output");
  const keyToMake = more["new-key"];
  if (keyToMake !== undefined && existsSync(keyToMake))
    throw new UsageError(`${keyToMake} is there already: use it with --key, or choose another name`);
  if (policy !== undefined && preset !== undefined)
    throw new UsageError('--policy and --preset exclude each other: a policy can say "extends: share"');
  if (key !== undefined && keyToMake !== undefined)
    throw new UsageError("--key and --new-key exclude each other");
  if (map !== undefined && key === undefined && keyToMake === undefined)
    throw new UsageError("--map is encrypted with a key: give --new-key FILE, or --key FILE");
  if (map !== undefined && existsSync(map) && !more.force)
    throw new UsageError(`${map} is there already: give --force to replace it`);
  if (verify && (output === "-" || words.length === 0 || words[0] === "-"))
    throw new UsageError("--verify reads input and output again: give files for both");
}

async function policyOf({ policy, preset }: RedactCommandOptions): Promise<RedactPolicy> {
  if (policy === undefined) return PRESETS[preset ?? "share"];
  try {
    return parsePolicy(await readFile(policy, "utf8"));
  } catch (error) {
    if (error instanceof SpecError) throw new UsageError(`${policy}: ${error.message}`);
    throw error;
  }
}

async function keyOf(options: RedactCommandOptions): Promise<Uint8Array> {
  return options.key === undefined ? newKey() : readKeyFile(options.key);
}

function write(
  run: CaptureRun,
  policy: RedactPolicy,
  key: Uint8Array,
  options: RedactCommandOptions,
  terminal: Terminal,
): Promise<RedactReport> {
  const pseudonyms = new KeyedPseudonyms(key);
  const input = { schema: run.capture.schema, blocks: () => run.blocks() };
  return withCaptureOutput(options, [run.file], terminal, async (output) => {
    const report = await redactCapture(input, output, policy, pseudonyms, { onDamage: run.report.note });
    // Without them the capture could never be undone: it is given up where they cannot be written.
    if (options["new-key"] !== undefined) await createKeyFile(options["new-key"], key);
    const how = { force: options.force, inputs: [run.file] };
    if (options.map !== undefined) await writeMapping(options.map, pseudonyms.mapping, key, how);
    return report;
  });
}

/** Compares what was written with what was read; a capture that gives something away does not stay. */
async function verify(
  { file, capture: { schema } }: CaptureRun,
  policy: RedactPolicy,
  { output = "" }: RedactCommandOptions,
): Promise<Verification> {
  let isClean = false;
  try {
    const verification = await verifyRedaction(
      openCapture(file, { schema }),
      openCapture(output, { schema }),
      policy,
    );
    isClean = verification.leakCount === 0;
    return verification;
  } finally {
    if (!isClean) await remove(output);
  }
}

/** The file itself, where the path is a link to it; never a device or a pipe. */
async function remove(path: string): Promise<void> {
  const place = await realpath(path);
  if ((await stat(place)).isFile()) await unlink(place);
}

async function tell(
  file: string,
  report: RedactReport,
  verification: Verification | undefined,
  { output, json }: RedactCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const text = json
    ? `${jsonText({ file: nameOfInput(file), output, ...report, verification })}\n`
    : renderRedactReport(report, verification);
  await printReport(text, { output }, terminal);
}
