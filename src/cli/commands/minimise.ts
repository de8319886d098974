import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Minimised, minimiseCapture } from "../../edit/minimise/minimise-capture.ts";
import { concatenate } from "../../format/concatenate.ts";
import { printReport, withCaptureOutput } from "../capture-output.ts";
import { openNamed } from "../capture-run.ts";
import { ExitStatus, UsageError } from "../exit-status.ts";
import { jsonText } from "../json-text.ts";
import { type Ending, runShell } from "../minimise/run-shell.ts";
import { parseCount } from "../option-values.ts";
import { countOf, sizeText } from "../quantity-text.ts";
import { schemaOf } from "../schema/schema-option.ts";
import type { MinimiseCommandOptions } from "../specs/minimise.ts";
import { filesOf, type Terminal } from "../terminal.ts";

const DEFAULT_TIMEOUT = "60";

/** Leaves out of a capture what a command does not need to end as it does. */
export async function minimise(
  words: readonly string[],
  options: MinimiseCommandOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const { while: command, output, timeout = DEFAULT_TIMEOUT } = options;
  if (command === undefined) throw new UsageError("say --while COMMAND: what has to end as it does now");
  if (output === undefined) throw new UsageError("no output given: say -o FILE, or -o - for standard output");
  const timeoutMs = 1000 * parseCount("--timeout", timeout);
  const maxRuns = options["max-runs"];
  const schema = await schemaOf(options, terminal.say);
  const [file = "-"] = filesOf(words, terminal);
  const capture = await bytesOf(file);
  const folder = mkdtempSync(join(tmpdir(), "scap-dump-minimise-"));
  const cleanUp = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", cleanUp);
  try {
    const run = async (candidate: Uint8Array): Promise<Ending> => {
      const path = join(folder, "candidate.scap");
      await writeFile(path, candidate);
      return runShell(command, path, timeoutMs, options.says ?? "");
    };
    const ending = await run(capture);
    if (!ending.hasSaid)
      throw new Error(`the command does not print "${options.says}" for the whole capture`);
    const shows = async (candidate: Uint8Array) => {
      const { how, hasSaid } = await run(candidate);
      return hasSaid && how === ending.how;
    };
    const minimised = await withCaptureOutput(options, words, terminal, async (target) => {
      const limits = maxRuns === undefined ? {} : { maxTries: parseCount("--max-runs", maxRuns) };
      const result = await minimiseCapture(capture, shows, { ...limits, schema });
      await target.write(result.bytes);
      return result;
    });
    await tell(minimised, ending.how, capture.length, options, terminal);
    return ExitStatus.FINE;
  } finally {
    process.off("exit", cleanUp);
    cleanUp();
  }
}

/** The bytes of a capture, uncompressed; its damage may be what the command is about. */
async function bytesOf(file: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of openNamed(file, () => {}).chunks()) chunks.push(chunk);
  return concatenate(chunks);
}

async function tell(
  { bytes, blocksBefore, blocks, tries, isMinimal }: Minimised,
  ending: string,
  bytesBefore: number,
  { output, json }: MinimiseCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const fields = {
    ending,
    blocksBefore,
    bytesBefore,
    blocks,
    bytes: bytes.length,
    runs: tries + 2,
    isMinimal,
  };
  const text = json
    ? jsonText(fields)
    : `${countOf(blocksBefore, "block")}, ${sizeText(bytesBefore)} -> ${countOf(blocks, "block")}, ${sizeText(bytes.length)}` +
      ` (${ending}, ${countOf(fields.runs, "run")}${isMinimal ? "" : ", more could go"})`;
  await printReport(`${text}\n`, { output }, terminal);
}
