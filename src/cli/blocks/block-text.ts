import type { Column } from "../columns.ts";
import { renderRow } from "../columns.ts";
import { escapeText } from "../escape-text.ts";
import { countOf, sizeText } from "../quantity-text.ts";
import { paint, type Theme } from "../theme.ts";
import type { BlockEntry, BlockFacts } from "./block-facts.ts";

/** Wide enough for captures up to 10 GB; blocks come one by one, so widths are not fitted. */
const COLUMNS: readonly Column[] = [{ align: "right" }, {}, {}, { align: "right" }];
const WIDTHS: readonly number[] = [10, 10, 14, 8];
const NUMBER_WIDTH = 7;
const NAME_WIDTH = 18;
const MAX_NAMES = 8;

/** A block as a line: where, type, name, length and what it holds. */
export function renderBlock(entry: BlockEntry, theme: Theme): string {
  const { offset, type, name, length, facts } = entry;
  const id = `0x${type.toString(16).padStart(8, "0")}`;
  const frame = renderRow(COLUMNS, WIDTHS, [String(offset), id, name, String(length)]);
  return `${paint(theme.faint, frame)}  ${renderFacts(facts, theme)}`.trimEnd();
}

/** A block as an object for JSON. */
export function blockFields({ offset, type, name, length, facts }: BlockEntry): Record<string, unknown> {
  return { offset, type, name, length, ...facts };
}

function renderFacts(facts: BlockFacts, theme: Theme): string {
  switch (facts.kind) {
    case "section-header":
      return `version ${facts.version}, ${facts.byteOrder}-endian${application(facts.application)}${comments(facts.comments)}`;
    case "machine-info":
      if (facts.hostname === null) return "no machine info";
      return `${escapeText(facts.hostname) || "no name"}, ${countOf(facts.cpus, "CPU")}, ${sizeText(Number(facts.memorySizeBytes))}`;
    case "process-list":
      return countOf(facts.threads, "thread");
    case "fd-list":
      return `tid ${facts.tid}, ${countOf(facts.fds, "fd")}`;
    case "interface-list":
      return interfacesText(facts.interfaces);
    case "user-list":
      return `${countOf(facts.users, "user")}, ${countOf(facts.groups, "group")}`;
    case "state-supplement":
      return countOf(facts.notes, "note");
    case "event":
      return eventText(facts, theme);
    case "unknown":
      return facts.firstBytes === "" ? "empty" : `begins ${facts.firstBytes}`;
    case "unreadable":
      return paint(theme.error, "damaged");
  }
}

function interfacesText(names: readonly string[]): string {
  const count = countOf(names.length, "interface");
  if (names.length === 0) return count;
  const more = names.length > MAX_NAMES ? " ..." : "";
  return `${count}: ${escapeText(names.slice(0, MAX_NAMES).join(" "))}${more}`;
}

function eventText(facts: Extract<BlockFacts, { kind: "event" }>, theme: Theme): string {
  const { number, direction, event, tid, cpu, params } = facts;
  const name = `${direction} ${event}`.padEnd(NAME_WIDTH);
  const style = direction === ">" ? theme.enter : theme.exit;
  const hidden = (facts.dumpFlags & 1) === 0 ? "" : ", state only";
  const rest = `tid ${tid}, cpu ${cpu}, ${countOf(params, "param")}${hidden}${comments(facts.comments)}`;
  return `${`#${number}`.padEnd(NUMBER_WIDTH)} ${paint(style, name)} ${rest}`;
}

function application(name: string | null): string {
  return name === null ? "" : `, by ${escapeText(name)}`;
}

function comments(texts: readonly string[]): string {
  return texts.map((text) => `, "${escapeText(text)}"`).join("");
}
