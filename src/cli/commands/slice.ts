import { readCaptures } from "../capture-run.ts";
import { cutRun } from "../cut/cut-run.ts";
import { selectionOf } from "../cut/selection.ts";
import { type ExitStatus, UsageError } from "../exit-status.ts";
import { openerWith, schemaOf } from "../schema/schema-option.ts";
import type { SliceOptions } from "../specs/slice.ts";
import { filesOf, type Terminal } from "../terminal.ts";

/** Writes some events of a capture, as a capture of its own. */
export async function slice(
  words: readonly string[],
  options: SliceOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const { filter, events, from, to } = options;
  if ((filter ?? events ?? from ?? to) === undefined)
    throw new UsageError("say what to keep: -f FILTER, --events A-B, --from TIME or --to TIME");
  return readCaptures(filesOf(words, terminal), terminal, {
    open: openerWith(await schemaOf(options, terminal.say), {
      index: { isDeclined: options["no-index"], say: terminal.say },
    }),
    progress: terminal.progress,
    read: async (run) => {
      const selection = await selectionOf(options, run.capture.schema, terminal);
      await cutRun(run, selection, options, terminal);
    },
  });
}
