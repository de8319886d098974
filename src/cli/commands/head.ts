import { type Capture, openCapture } from "../../capture/capture.ts";
import { readCaptures } from "../capture-run.ts";
import { countEvents } from "../count-events.ts";
import { cutRun } from "../cut/cut-run.ts";
import { type ExitStatus, UsageError } from "../exit-status.ts";
import { indexOptions } from "../index/side-car.ts";
import { firstOfLastListed } from "../last-listed.ts";
import { parseCount } from "../option-values.ts";
import { openerWith, schemaOf } from "../schema/schema-option.ts";
import type { HeadOptions } from "../specs/head.ts";
import { PRINT } from "../specs/print.ts";
import { filesOf, type Terminal } from "../terminal.ts";

/** Writes the first events of a capture, or prints them where no output is named. */
export async function head(
  words: readonly string[],
  options: HeadOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const lastNumber = countOfEvents(options);
  if (isListing(options)) return listEvents(words, ["limit", String(lastNumber)], options, terminal);
  return readCaptures(filesOf(words, terminal), terminal, {
    open: openerWith(await schemaOf(options, terminal.say)),
    progress: terminal.progress,
    read: (run) => cutRun(run, { lastNumber }, options, terminal),
  });
}

/** Writes the last events of a capture, which is read twice, or prints them where no output is named. */
export async function tail(
  words: readonly string[],
  options: HeadOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const count = countOfEvents(options);
  const files = filesOf(words, terminal);
  if (files.includes("-")) throw new UsageError("tail reads a capture twice: name a FILE");
  if (isListing(options)) {
    // What cannot be read is told of by the listing.
    const first = await firstOfLastListed(quietly(files[0] ?? "", options), count).catch(() => 1);
    return listEvents(files, ["filter", `evt.num >= ${first}`], options, terminal);
  }
  return readCaptures(files, terminal, {
    open: openerWith(await schemaOf(options, terminal.say), {
      index: { isDeclined: options["no-index"], say: terminal.say },
    }),
    progress: terminal.progress,
    read: async (run) => {
      const firstNumber = Math.max(1, (await eventsIn(run.file, options)) - count + 1);
      return cutRun(run, { firstNumber }, options, terminal);
    },
  });
}

function countOfEvents({ limit = "10" }: HeadOptions): number {
  const count = parseCount("-n", limit);
  if (count < 1) throw new UsageError("-n must be 1 or more");
  return count;
}

/** Whether the events are to be printed: nothing is said of a capture to write. */
function isListing({ output, compress, target, force }: HeadOptions): boolean {
  return (output ?? compress ?? target) === undefined && !force;
}

/** Prints events as the program does without a command. */
function listEvents(
  words: readonly string[],
  which: readonly [string, string],
  { json, schema, "no-index": noIndex }: HeadOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const given = new Map([[which[0], [which[1]]]]);
  if (schema !== undefined) given.set("schema", [schema]);
  if (json) given.set("json", []);
  if (noIndex) given.set("no-index", []);
  return PRINT.run(words, given, terminal);
}

async function eventsIn(file: string, options: HeadOptions): Promise<number> {
  const capture = quietly(file, options);
  return (await capture.indexedEvents())?.count ?? countEvents(capture);
}

/** Opens a capture without a word: damage is told of when it is read again. */
function quietly(file: string, { "no-index": noIndex }: HeadOptions): Capture {
  return openCapture(
    file,
    indexOptions(file, noIndex, () => {}),
  );
}
