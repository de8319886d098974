import { blockTypeOf } from "../../format/catalogue.ts";
import { ScapError } from "../../format/errors.ts";
import { type CaptureRun, openNamed, readCaptures } from "../capture-run.ts";
import { cutRun } from "../cut/cut-run.ts";
import { type ExitStatus, UsageError } from "../exit-status.ts";
import { parseCount } from "../option-values.ts";
import { openerWith, schemaOf } from "../schema/schema-option.ts";
import type { HeadOptions } from "../specs/head.ts";
import { filesOf, type Terminal } from "../terminal.ts";

/** Writes the first events of a capture. */
export async function head(
  words: readonly string[],
  options: HeadOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const lastNumber = countOfEvents(options);
  return readCaptures(filesOf(words, terminal), terminal, {
    open: openerWith(await schemaOf(options, terminal.say)),
    progress: terminal.progress,
    read: (run) => cutRun(run, { lastNumber }, options, terminal),
  });
}

/** Writes the last events of a capture, which is read twice. */
export async function tail(
  words: readonly string[],
  options: HeadOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const count = countOfEvents(options);
  const files = filesOf(words, terminal);
  if (files.includes("-")) throw new UsageError("tail reads a capture twice: name a FILE");
  return readCaptures(files, terminal, {
    open: openerWith(await schemaOf(options, terminal.say)),
    progress: terminal.progress,
    read: async (run) => {
      const firstNumber = Math.max(1, (await eventsIn(run)) - count + 1);
      await cutRun(run, { firstNumber }, options, terminal);
    },
  });
}

function countOfEvents({ limit = "10" }: HeadOptions): number {
  const count = parseCount("-n", limit);
  if (count < 1) throw new UsageError("-n must be 1 or more");
  return count;
}

/** Damage is told of when the capture is read again. */
async function eventsIn({ file }: CaptureRun): Promise<number> {
  let events = 0;
  try {
    for await (const { count, types } of openNamed(file, () => {}).blocks())
      for (let index = 0; index < count; index++)
        if (blockTypeOf(types[index] as number).kind === "event") events++;
  } catch (error) {
    if (!(error instanceof ScapError)) throw error;
  }
  return events;
}
