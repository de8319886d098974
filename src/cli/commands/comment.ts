import { CommentError, commentEvent } from "../../edit/comment.ts";
import { printReport, withCaptureOutput } from "../capture-output.ts";
import { nameOfInput, readCaptures } from "../capture-run.ts";
import { type ExitStatus, UsageError } from "../exit-status.ts";
import { jsonText } from "../json-text.ts";
import { parseCount } from "../option-values.ts";
import { openerWith, schemaOf } from "../schema/schema-option.ts";
import type { CommentOptions } from "../specs/comment.ts";
import type { Terminal } from "../terminal.ts";

/** Copies a capture with a comment on one of its events. */
export async function comment(
  words: readonly string[],
  options: CommentOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const [file, number, text] = words;
  if (file === undefined || number === undefined || text === undefined)
    throw new UsageError("comment takes a FILE, the number of an event, and a text");
  const event = parseCount("N", number);
  return readCaptures([file], terminal, {
    open: openerWith(await schemaOf(options, terminal.say)),
    progress: terminal.progress,
    read: async ({ capture }) => {
      try {
        await withCaptureOutput(options, [file], terminal, (output) =>
          commentEvent(capture, event, text, output),
        );
      } catch (error) {
        // Not the capture's fault.
        if (error instanceof CommentError) throw new UsageError(error.message);
        throw error;
      }
      terminal.progress?.erase();
      const { output, json } = options;
      const told = json
        ? jsonText({ file: nameOfInput(file), output, event, comment: text })
        : `event ${event} has the comment`;
      await printReport(`${told}\n`, options, terminal);
    },
  });
}
