import { openCapture } from "../../capture/capture.ts";
import { REVERSE_POLICY } from "../../edit/redact/policy.ts";
import { OriginalNames } from "../../edit/redact/pseudonyms.ts";
import { redactCapture } from "../../edit/redact/redact-capture.ts";
import { Redactor } from "../../edit/redact/redactor.ts";
import { withCaptureOutput } from "../capture-output.ts";
import { nameOfInput } from "../capture-run.ts";
import { DamageReport } from "../damage-report.ts";
import { escapeText } from "../escape-text.ts";
import { ExitStatus, UsageError } from "../exit-status.ts";
import { readBytes } from "../read-all.ts";
import { schemaOf } from "../schema/schema-option.ts";
import type { RedactCommandOptions } from "../specs/redact.ts";
import { filesOf, type Terminal } from "../terminal.ts";
import { readKeyFile, readMapping } from "./key-file.ts";

/** First bytes of a section header, of gzip and of zstd. */
const CAPTURE_MAGICS = ["0a0d0d0a", "1f8b", "28b52ffd"];

/** Puts originals back: in a capture, which is written to `-o`, or in a text, which is printed. */
export async function reverse(
  words: readonly string[],
  options: RedactCommandOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  if (options.key === undefined || options.map === undefined)
    throw new UsageError("--reverse needs --key FILE and --map FILE");
  const key = await readKeyFile(options.key);
  const names = new OriginalNames(key, await readMapping(options.map, key));
  const [file = "-"] = filesOf(words, terminal);
  const bytes = await readBytes(file);
  if (isCapture(bytes)) return reverseCapture(file, bytes, names, options, terminal);
  const text = new Redactor(REVERSE_POLICY, names).text("text", "text", new TextDecoder().decode(bytes));
  // What comes back is of the capture, and may be anything.
  await terminal.output.print(text.split("\n").map(escapeText).join("\n"));
  return ExitStatus.FINE;
}

async function reverseCapture(
  file: string,
  bytes: Uint8Array,
  names: OriginalNames,
  options: RedactCommandOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const report = new DamageReport(nameOfInput(file), terminal.say);
  const capture = openCapture(bytes, {
    onDamage: report.note,
    schema: await schemaOf(options, terminal.say),
  });
  await withCaptureOutput(options, [file], terminal, (output) =>
    redactCapture(capture, output, REVERSE_POLICY, names, { onDamage: report.note }),
  );
  return report.finish(true);
}

function isCapture(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 4)).toString("hex");
  return CAPTURE_MAGICS.some((magic) => start.startsWith(magic));
}
