import type { Selection } from "../../edit/capture-cut.ts";
import type { Schema } from "../../schema/types.ts";
import { compileWanted } from "../event-filter.ts";
import { UsageError } from "../exit-status.ts";
import { parseCount } from "../option-values.ts";
import type { SelectionOptions } from "../specs/slice.ts";
import type { Terminal } from "../terminal.ts";

/** What the command line says about which events are kept. Throws a UsageError where it says what there is not. */
export async function selectionOf(
  options: SelectionOptions,
  schema: Schema,
  terminal: Terminal,
): Promise<Selection> {
  const { filter, events, from, to } = options;
  const condition = await compileWanted({
    view: "recorded",
    schema,
    filter,
    from,
    to,
    warn: (text) => terminal.say(`warning: filter, ${text}`),
  });
  return { ...rangeOf(events), ...condition, testsEventAlone: filter === undefined };
}

function rangeOf(text: string | undefined): Pick<Selection, "firstNumber" | "lastNumber"> {
  if (text === undefined) return {};
  const [, first = "", last = ""] =
    /^(\d*)-(\d*)$/.exec(text) ?? (/^\d+$/.test(text) ? ["", text, text] : []);
  if (first === "" && last === "")
    throw new UsageError(`--events takes numbers such as 100-200, 100- or -200, not "${text}"`);
  const firstNumber = first === "" ? 1 : parseCount("--events", first);
  const lastNumber = last === "" ? undefined : parseCount("--events", last);
  if (lastNumber !== undefined && lastNumber < firstNumber)
    throw new UsageError(`--events ${text} ends before it begins`);
  return { firstNumber, lastNumber };
}
