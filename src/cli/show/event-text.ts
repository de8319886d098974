import { escapeText } from "../escape-text.ts";
import { countOf, countText } from "../quantity-text.ts";
import { paint, type Theme } from "../theme.ts";
import { wrapText } from "../wrap-text.ts";
import type { EventFacts, ParamFacts } from "./event-facts.ts";
import { MAX_BYTES } from "./event-json.ts";
import type { FdEntryFacts, FdFacts } from "./fd-facts.ts";
import type { ShownField } from "./field-values.ts";
import { hexPairs, hexRows } from "./hex-text.ts";
import type { ThreadFacts } from "./thread-facts.ts";

const LABEL_WIDTH = 10;
const INDENT = "  ";
const GAP = "  ";
/** Bytes of a parameter that are shown in hex. */
const MAX_PARAM_BYTES = 64;
/** 16 bytes and the mark that there are more. */
const HEX_WIDTH = 49;
/** Longer texts are cut; the JSON form has all. */
const MAX_TEXT = 1000;
const MAX_ANCESTORS = 20;

/** A label and what it says; nothing is shown where that is undefined. */
type Row = readonly [label: string, text: string | undefined];

/** An event for people: its header, then parameters, thread, fd, fields and bytes under headings. */
export function renderEvent(event: EventFacts, theme: Theme): string {
  const { number, direction, name, enumName } = event;
  const title = paint(theme.heading, escapeText(`${number} ${direction} ${name}`));
  const sections = [
    [enumName === null ? title : `${title}  ${enumName}`, ...renderRows(headerRows(event), theme)],
    section("Parameters", renderParams(event.params, theme), theme),
    section("Thread", renderRows(threadRows(event.thread), theme), theme),
    event.fd === null ? [] : section("Fd", renderRows(fdRows(event.fd), theme), theme),
    section("Fields", renderFields(event.fields, theme), theme),
    section("Bytes", renderBytes(event.block.bytes, theme), theme),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

function section(title: string, lines: readonly string[], theme: Theme): string[] {
  return [paint(theme.heading, title), ...(lines.length === 0 ? [`${INDENT}none`] : lines)];
}

function renderRows(rows: readonly Row[], theme: Theme): string[] {
  return rows.flatMap(([label, text]) =>
    text === undefined
      ? []
      : [`${INDENT}${paint(theme.label, label.padEnd(LABEL_WIDTH))} ${shown(text)}`.trimEnd()],
  );
}

function headerRows(event: EventFacts): Row[] {
  const { time, localTime, cpu, tid, code, category, flags, isStateOnly, block } = event;
  return [
    ["time", time],
    ["local time", localTime],
    ["cpu", String(cpu)],
    ["tid", idText(tid)],
    ["code", String(code)],
    ["category", category],
    ["flags", flags.join(", ") || "none"],
    ["kept", isStateOnly ? "for the state alone: it failed the filter of the capture" : undefined],
    ["block", `${block.name}, ${countOf(block.bytes.length, "byte")} at offset ${block.offset}`],
    ...block.comments.map((comment): Row => ["comment", comment]),
  ];
}

function renderParams(params: readonly ParamFacts[], theme: Theme): string[] {
  const indexWidth = widthOf(params, ({ index }) => String(index));
  const nameWidth = widthOf(params, ({ name }) => name);
  const typeWidth = widthOf(params, typeText);
  return params.flatMap((param) => {
    const name = paint(theme.process, param.name.padEnd(nameWidth));
    const cells = [String(param.index).padStart(indexWidth), name, typeText(param).padEnd(typeWidth)];
    const indent = " ".repeat(INDENT.length + indexWidth + nameWidth + typeWidth + 3 * GAP.length);
    return [
      `${INDENT}${cells.join(GAP)}${GAP}${valueText(param, theme)}`.trimEnd(),
      ...(param.meaning === "" ? [] : [`${indent}means ${shown(param.meaning)}`]),
      ...hexLines(param.bytes).map((line) => indent + paint(theme.faint, line)),
    ];
  });
}

function typeText({ type }: ParamFacts): string {
  return type ?? "unknown";
}

function valueText({ text, isMalformed }: ParamFacts, theme: Theme): string {
  return isMalformed ? paint(theme.error, `${shown(text)} is malformed`) : shown(text);
}

/** The length, and behind it the first bytes in hex. */
function hexLines(bytes: Uint8Array): string[] {
  const head = countOf(bytes.length, "byte");
  if (bytes.length === 0) return [head];
  const hex = hexPairs(bytes.subarray(0, MAX_PARAM_BYTES));
  const lines = wrapText(bytes.length > MAX_PARAM_BYTES ? `${hex} …` : hex, HEX_WIDTH);
  return lines.map((line, k) => `${(k === 0 ? head : "").padEnd(head.length)}${GAP}${line}`);
}

function threadRows(thread: ThreadFacts | null): Row[] {
  if (thread === null) return [];
  const { comm, tid, pid, ptid, exe, exepath, cmdline, cwd, containerId } = thread;
  return [
    ["name", comm],
    ["tid", idText(tid)],
    ["pid", idText(pid)],
    ["parent", idText(ptid)],
    ["exe", exe],
    ["exepath", exepath],
    ["cmdline", cmdline],
    ["cwd", cwd],
    ["user", accountText(thread.uid, thread.user)],
    ["group", accountText(thread.gid, thread.group)],
    ["container", containerId === "" ? "none" : containerId],
    ["ancestors", ancestorsText(thread)],
  ];
}

function accountText(id: number | null, name: string | null): string {
  if (id === null) return "not known";
  return name === null ? String(id) : `${id} (${name})`;
}

function ancestorsText({ ancestors }: ThreadFacts): string {
  const texts = ancestors.slice(0, MAX_ANCESTORS).map(({ pid, comm }) => `${comm} (${idText(pid)})`);
  const more = ancestors.length - texts.length;
  if (more > 0) texts.push(`and ${more} more`);
  return texts.join(", ") || "none known";
}

function fdRows({ number, entry }: FdFacts): Row[] {
  if (entry === null)
    return [["number", number < 0 ? "none" : `${idText(number)}, of which nothing is known`]];
  const { type, name, rawName, closeOnExec, protocol, role, connection, pid } = entry;
  return [
    ["number", idText(number)],
    ["type", type],
    ["name", name],
    ["given as", rawName === null || rawName === name ? undefined : rawName],
    ["flags", flagsText(entry)],
    ["on exec", closeOnExec ? "closed" : undefined],
    ["inode", entry.ino === 0n ? undefined : `${entry.ino} on device ${entry.dev.toString(16)}`],
    ["protocol", protocol ?? undefined],
    ["role", role === "none" ? undefined : role],
    ["connection", connection === "none" ? undefined : connection],
    ["process", pid === null ? undefined : idText(pid)],
  ];
}

function flagsText({ openFlags, flagNames }: FdEntryFacts): string {
  const hex = `0x${openFlags.toString(16)}`;
  return flagNames.length === 0 ? hex : `${hex} (${flagNames.join("|")})`;
}

function renderFields(fields: readonly ShownField[], theme: Theme): string[] {
  const width = widthOf(fields, ({ name }) => name);
  return fields.map(({ name, text }) =>
    `${INDENT}${paint(theme.label, name.padEnd(width))} = ${shown(text)}`.trimEnd(),
  );
}

function renderBytes(bytes: Uint8Array, theme: Theme): string[] {
  const rows = hexRows(bytes.subarray(0, MAX_BYTES)).map((row) => INDENT + paint(theme.faint, row));
  const more = bytes.length - MAX_BYTES;
  return more > 0 ? [...rows, `${INDENT}… and ${countOf(more, "more byte")}`] : rows;
}

/** Text of the capture as a line may hold it. */
function shown(text: string): string {
  if (text.length <= MAX_TEXT) return escapeText(text);
  // A character that takes two units is not torn apart.
  const start = text.slice(0, MAX_TEXT).replace(/[\ud800-\udbff]$/, "");
  return `${escapeText(start)} … (${countText(text.length)} characters)`;
}

/** Ids of damaged events can be any number. */
function idText(id: number): string {
  return Number.isSafeInteger(id) ? String(id) : String(BigInt(id));
}

function widthOf<T>(items: readonly T[], textOf: (item: T) => string): number {
  return items.reduce((width, item) => Math.max(width, textOf(item).length), 0);
}
