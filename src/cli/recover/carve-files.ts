import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { openCapture } from "../../capture/capture.ts";
import { type CarvedCapture, carveCaptures } from "../../edit/carve.ts";
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
import { accountFields } from "./account-text.ts";

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
  const status = await readCaptures(files, terminal, {
    open: (file, onDamage) => openCapture(file, { onDamage }),
    progress: terminal.progress,
    read: async (run) => {
      for await (const carved of carveCaptures(run.chunks(), NODE_DECOMPRESSORS)) {
        const path = folder === undefined ? undefined : join(folder, nameFor(run.file, carved, options));
        const write = (output: CaptureOutput) =>
          recoverCapture(carved.chunks, new CaptureWriter(output), recovery);
        const account = await (path === undefined
          ? write(NOWHERE)
          : withCaptureOutput({ ...options, output: path }, files, terminal, write));
        run.hasBlocks = true;
        found++;
        terminal.progress?.erase();
        await terminal.output.print(lineFor(nameOfInput(run.file), carved, account, path, options.json));
      }
      run.hasBlocks ||= found === 0;
    },
  });
  if (found === 0) terminal.say("no capture is in it");
  return worseOf(status, found === 0 ? ExitStatus.FAILED : ExitStatus.FINE);
}

/** `disk.img-0000123456.scap`: in the order of their places. */
function nameFor(file: string, { offset }: CarvedCapture, { compress }: RecoverOptions): string {
  const stem = file === "-" ? "carved" : basename(file);
  const ending = compress === "gzip" ? ".gz" : compress === "zstd" ? ".zst" : "";
  return `${stem}-${String(offset).padStart(12, "0")}.scap${ending}`;
}

function lineFor(
  file: string,
  { offset, compression }: CarvedCapture,
  account: RecoveryAccount,
  path: string | undefined,
  json: boolean,
): string {
  if (json)
    return `${jsonText({ file, offset, compression, output: path ?? null, ...accountFields(account) })}\n`;
  const { eventsWritten, bytesRead } = account;
  const packed = compression === "none" ? "" : `, ${compression}`;
  const what = `${countOf(eventsWritten, "event")}, ${exactSizeText(bytesRead)}${packed}`;
  return `${escapeText(file)} byte ${offset}: ${what}${path === undefined ? "" : ` -> ${escapeText(path)}`}\n`;
}
