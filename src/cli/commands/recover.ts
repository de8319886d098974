import { openCapture } from "../../capture/capture.ts";
import { type RecoveryAccount, recoverCapture } from "../../edit/recover.ts";
import { CaptureWriter } from "../../format/capture-writer.ts";
import { WRITE_TARGETS } from "../../format/write-target.ts";
import { printReport, withCaptureOutput } from "../capture-output.ts";
import { nameOfInput, readCaptures } from "../capture-run.ts";
import { ExitStatus, worseOf } from "../exit-status.ts";
import { jsonText } from "../json-text.ts";
import { accountFields, isLossy, lossLine, renderAccount } from "../recover/account-text.ts";
import { carveFiles } from "../recover/carve-files.ts";
import { schemaOf } from "../schema/schema-option.ts";
import type { RecoverOptions } from "../specs/recover.ts";
import { filesOf, type Terminal } from "../terminal.ts";

/** Writes what can be saved of a capture and prints an account of what is lost. */
export async function recover(
  words: readonly string[],
  options: RecoverOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const files = filesOf(words, terminal);
  const target = options.target && WRITE_TARGETS[options.target];
  const schema = await schemaOf(options, terminal.say);
  if (options.carve) return carveFiles(files, options, { target, schema }, terminal);
  let isDamaged = false;
  const status = await readCaptures(files, terminal, {
    open: (file, onDamage) => openCapture(file, { onDamage, schema, salvages: true }),
    progress: terminal.progress,
    read: async (run) => {
      const account = await withCaptureOutput(options, files, terminal, async (output) => {
        const account = await recoverCapture(run.chunks(), new CaptureWriter(output), { target, schema });
        if (account.blocksWritten === 0) throw new Error("no block of a capture is in it");
        return account;
      });
      run.hasBlocks = true;
      isDamaged = isLossy(account);
      terminal.progress?.erase();
      await tell(account, nameOfInput(run.file), options, terminal);
    },
  });
  return worseOf(status, isDamaged ? ExitStatus.DAMAGED : ExitStatus.FINE);
}

async function tell(
  account: RecoveryAccount,
  file: string,
  { output, json, color }: RecoverOptions,
  terminal: Terminal,
): Promise<void> {
  const theme = await terminal.theme(output === "-" ? "never" : (color ?? "auto"));
  const text = json
    ? `${jsonText({ file, output, ...accountFields(account) })}\n`
    : renderAccount(account, file, theme);
  // Who reads JSON elsewhere is told here all the same.
  if (json && isLossy(account)) terminal.say(`${file}: ${lossLine(account)}`);
  await printReport(text, { output }, terminal);
}
