import { type CaptureOutput, OutputRefused } from "../format/capture-output.ts";
import { compressedOutput } from "../format/node-compressed-output.ts";
import { openOutput } from "../format/open-output.ts";
import { UsageError } from "./exit-status.ts";
import { OutputError } from "./output.ts";
import type { OutputFileOptions } from "./specs/output-options.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Opens what a command writes its capture to. `inputs` are the files that it reads, which are never written to.
 * Throws a UsageError where `-o` is missing, stands for the screen, or for a file that may not be replaced.
 */
export async function openCaptureOutput(
  { output, compress, force }: OutputFileOptions,
  inputs: readonly string[],
  terminal: Terminal,
): Promise<CaptureOutput> {
  if (output === undefined) throw new UsageError("no output given: say -o FILE, or -o - for standard output");
  if (output === "-") return compressedOutput(standardOutput(terminal), compress ?? "none");
  const options = {
    ...(compress !== undefined && { compression: compress }),
    force,
    inputs: inputs.filter((input) => input !== "-"),
  };
  const opened = await named(output, openOutput(output, options));
  return {
    write: (bytes) => named(output, opened.write(bytes)),
    close: () => named(output, opened.close()),
    abort: () => opened.abort(),
  };
}

/** What goes wrong with the file at `path`, told as that: it is not the fault of the capture being read. */
async function named<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof OutputRefused) throw new UsageError(error.message);
    // What has a system call is one of these.
    if (error instanceof Error && "syscall" in error)
      throw new OutputError(error as NodeJS.ErrnoException, path);
    throw error;
  }
}

/**
 * Opens an output as `openCaptureOutput` does, has `write` write to it, and closes it; where that fails nothing is
 * left behind.
 */
export async function withCaptureOutput<T>(
  options: OutputFileOptions,
  inputs: readonly string[],
  terminal: Terminal,
  write: (output: CaptureOutput) => Promise<T>,
): Promise<T> {
  const output = await openCaptureOutput(options, inputs, terminal);
  try {
    const result = await write(output);
    await output.close();
    return result;
  } catch (error) {
    await output.abort();
    throw error;
  }
}

/** Prints what there is to say of a capture that was written: where the capture did not go. */
export async function printReport(
  text: string,
  { output }: Pick<OutputFileOptions, "output">,
  terminal: Terminal,
): Promise<void> {
  if (output !== "-") return terminal.output.print(text);
  for (const line of text.trimEnd().split("\n")) terminal.say(line);
}

/** Writes a report of our own making to a file, which is replaced; `-` is standard output. */
export async function writeReport(
  path: string,
  text: string,
  inputs: readonly string[],
  terminal: Terminal,
): Promise<void> {
  if (path === "-") return terminal.output.print(text);
  const where = { output: path, compress: "none", force: true } as const;
  await withCaptureOutput(where, inputs, terminal, (output) => output.write(new TextEncoder().encode(text)));
}

function standardOutput({ output, isOutputTerminal }: Terminal): CaptureOutput {
  if (isOutputTerminal()) throw new UsageError("a capture is nothing to look at: say -o FILE, or pipe it on");
  return {
    write: (bytes) => output.writeBytes(bytes),
    close: async () => {},
    // What was written is written.
    abort: async () => {},
  };
}
