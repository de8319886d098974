import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { openCapture } from "../../capture/capture.ts";
import { type CarvedCapture, carveCaptures } from "../../edit/carve/carve-captures.ts";
import { type RecoverOptions as Recovery, type RecoveryAccount, recoverCapture } from "../../edit/recover.ts";
import type { CaptureOutput } from "../../format/capture-output.ts";
import { CaptureWriter } from "../../format/capture-writer.ts";
import { NODE_DECOMPRESSORS } from "../../format/node-source.ts";
import { withCaptureOutput } from "../capture-output.ts";
import { nameOfInput, readCaptures } from "../capture-run.ts";
import { escapeText } from "../escape-text.ts";
import { ExitStatus, UsageError, worseOf } from "../exit-status.ts";
import { jsonText } from "../json-text.ts";
import { countOf, exactSizeText } from "../quantity-text.ts";
import type { RecoverOptions } from "../specs/recover.ts";
import type { Terminal } from "../terminal.ts";
import { accountFields, isLossy, lossLine } from "./account-text.ts";

const NOWHERE: CaptureOutput = { write: async () => {}, close: async () => {}, abort: async () => {} };

/** Lists the captures inside of any file and, with a folder to write to, recovers each into a file of its own. */
export async function carveFiles(
  files: readonly string[],
  options: RecoverOptions,
  recovery: Recovery,
  terminal: Terminal,
): Promise<ExitStatus> {
  const { output: folder } = options;
  if (folder === "-") throw new UsageError("--carve writes files: -o names the folder they go to");
  if (folder !== undefined) await mkdir(folder, { recursive: true });
  let found = 0;
  let isDamaged = false;
  const status = await readCaptures(files, terminal, {
    open: (file, onDamage) => openCapture(file, { onDamage, isRaw: true }),
    progress: terminal.progress,
    read: async (run) => {
      const tools = { decompressors: NODE_DECOMPRESSORS, onDamage: run.report.note };
      for await (const carved of carveCaptures(run.chunks(), tools)) {
        const path = folder === undefined ? undefined : join(folder, nameFor(run.file, carved, options));
        const write = (output: CaptureOutput) =>
          recoverCapture(carved.chunks, new CaptureWriter(output), recovery);
        const account = await (path === undefined
          ? write(NOWHERE)
          : withCaptureOutput({ ...options, output: path }, files, terminal, write));
        run.hasBlocks = true;
        isDamaged ||= isLossy(account);
        found++;
        terminal.progress?.erase();
        await terminal.output.print(lineFor(nameOfInput(run.file), carved, account, path, options.json));
      }
      run.hasBlocks ||= found === 0;
    },
  });
  if (found === 0) terminal.say("no capture is in it");
  const ending = isDamaged ? ExitStatus.DAMAGED : ExitStatus.FINE;
  return worseOf(status, found === 0 ? ExitStatus.FAILED : ending);
}

/** `disk.img-000000123456.scap`: in the order of their places. */
function nameFor(file: string, carved: CarvedCapture, { compress }: RecoverOptions): string {
  const stem = file === "-" ? "carved" : basename(file);
  const ending = compress === "gzip" ? ".gz" : compress === "zstd" ? ".zst" : "";
  const places = placesOf(carved).map((offset) => String(offset).padStart(12, "0"));
  return `${[stem, ...places].join("-")}.scap${ending}`;
}

/** Where it begins, and where inside of the compressed data there, unless that is all that the data is. */
function placesOf({ offset, inner }: CarvedCapture): readonly number[] {
  return inner.some((place) => place > 0) ? [offset, ...inner] : [offset];
}

function lineFor(
  file: string,
  carved: CarvedCapture,
  account: RecoveryAccount,
  path: string | undefined,
  json: boolean,
): string {
  const { offset, compression, inner } = carved;
  if (json) {
    const place = { file, offset, compression, inner, output: path ?? null };
    return `${jsonText({ ...place, ...accountFields(account) })}\n`;
  }
  const { eventsWritten, bytesRead } = account;
  const packed = compression === "none" ? "" : `, ${compression}`;
  const what = `${countOf(eventsWritten, "event")}, ${exactSizeText(bytesRead)}${packed}`;
  const loss = isLossy(account) ? `; ${lossLine(account)}` : "";
  const place = placesOf(carved).join(" > ");
  return `${escapeText(file)} byte ${place}: ${what}${loss}${path === undefined ? "" : ` -> ${escapeText(path)}`}\n`;
}
