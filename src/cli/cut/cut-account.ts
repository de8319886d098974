import type { CutCounts } from "../../edit/section-cut.ts";
import { escapeText } from "../escape-text.ts";
import { jsonText } from "../json-text.ts";
import { countOf, countText } from "../quantity-text.ts";
import type { Terminal } from "../terminal.ts";

/** What a command wrote where. */
export interface CutAccount extends CutCounts {
  readonly file: string;
  readonly output: string;
  /** Events of the capture, up to the last that was looked at. */
  readonly eventsRead: number;
  /** Whether the rest of the capture was not looked at. */
  readonly isEarly?: boolean;
  /** Captures written, where there may be several. */
  readonly parts?: number;
}

/** Says what was written; where the capture itself went to standard output, on standard error. */
export async function tellAccount(account: CutAccount, asJson: boolean, terminal: Terminal): Promise<void> {
  const { isEarly: _, ...facts } = account;
  const text = asJson ? jsonText(facts) : accountText(account);
  if (account.output === "-") terminal.say(text);
  else await terminal.output.print(`${text}\n`);
}

function accountText(account: CutAccount): string {
  const { output, events, eventsRead, isEarly, stateOnly, sections, parts } = account;
  const hidden = stateOnly === 0 ? "" : `, and ${countText(stateOnly)} for the state alone`;
  const kept = `${countText(events)} of ${isEarly ? "the first " : ""}${countOf(eventsRead, "event")}${hidden}`;
  if (parts !== undefined) return `${escapeText(output)}: ${kept} in ${countOf(parts, "capture")}`;
  const name = output === "-" ? "standard output" : escapeText(output);
  return sections > 1 ? `${name}: ${kept} in ${countOf(sections, "section")}` : `${name}: ${kept}`;
}
