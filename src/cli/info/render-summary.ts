import type { DriverAge } from "../../analysis/driver-age.ts";
import type { BlockKind } from "../../format/catalogue.ts";
import { escapeText } from "../escape-text.ts";
import { countOf, countText, durationText, exactSizeText, sizeText, utcText } from "../quantity-text.ts";
import { renderTable } from "../table.ts";
import { paint, type Theme } from "../theme.ts";
import type { CaptureSummary, SectionSummary } from "./capture-summary.ts";
import { interfaceAddress } from "./interface-text.ts";

/** Event types listed unless all are asked for. */
const MAX_TYPES = 20;
/** Comments and interfaces listed; the JSON form has all. */
const MAX_LISTED = 12;
const LABEL_WIDTH = 14;

/** A label and its lines; nothing is shown where there are none. */
type Row = readonly [label: string, lines: readonly string[]];

/** A summary for people: labelled lines and two tables. */
export function renderSummary(summary: CaptureSummary, theme: Theme, allTypes: boolean): string {
  const rows = [...inputRows(summary), ...sectionRows(summary), ...eventRows(summary)];
  return [
    ...rows.flatMap(([label, lines]) => renderLabelled(label, lines, theme)),
    "",
    ...blockTable(summary, theme),
    "",
    ...eventTable(summary, theme, allTypes),
    "",
  ].join("\n");
}

function renderLabelled(label: string, lines: readonly string[], theme: Theme): string[] {
  return lines.map((line, k) => {
    const head = k === 0 ? label : "";
    return `${paint(theme.label, head.padEnd(LABEL_WIDTH))} ${escapeText(line)}`;
  });
}

function inputRows({ file, sizeBytes, uncompressedBytes, compression, sha256 }: CaptureSummary): Row[] {
  const ratio = (uncompressedBytes / Math.max(sizeBytes, 1)).toFixed(1);
  const packed = `${compression}, ${exactSizeText(uncompressedBytes)} uncompressed, ${ratio} : 1`;
  return [
    ["File", [file]],
    ["Size", [exactSizeText(sizeBytes)]],
    ["Compression", [compression === "none" ? "none" : packed]],
    ["SHA-256", [sha256]],
  ];
}

/** What sections have in common is said once. */
function sectionRows({ sections, sectionCount, counts, driverAge }: CaptureSummary): Row[] {
  const distinct = (describe: (section: SectionSummary) => readonly string[]) =>
    upTo(MAX_LISTED, [...new Set(sections.flatMap(describe))]);
  return [
    ["Format", distinct(formatText).map((text) => `${text}, ${countOf(sectionCount, "section")}`)],
    ["Written by", distinct(({ header }) => (header.application === undefined ? [] : [header.application]))],
    ["Comment", distinct(({ header }) => header.comments)],
    ["Host", distinct(({ machine }) => (machine?.hostname ? [machine.hostname] : []))],
    ["Machine", distinct(machineText)],
    ["Driver", driverText(driverAge)],
    ["Misread", misreadText(driverAge)],
    ["Threads", [`${countText(counts.threads)} with ${countOf(counts.fds, "fd")}`]],
    ["Accounts", [`${countOf(counts.users, "user")}, ${countOf(counts.groups, "group")}`]],
    ["Interfaces", distinct(interfaceTexts)],
  ];
}

/** As far as the events tell: many releases make the same ones. */
function driverText(age: DriverAge | undefined): string[] {
  if (age === undefined) return [];
  const { first, last, fitting, events } = age;
  const pointText = ({ tag, date }: DriverAge["first"]) => `${tag} (${date.slice(0, 7)})`;
  const range = first === last ? pointText(first) : `${pointText(first)} to ${pointText(last)}`;
  const misfits = events - fitting;
  return [misfits === 0 ? range : `${range}, but for ${countOf(misfits, "event")} of another form`];
}

/** What the newest table takes for something else. */
function misreadText(age: DriverAge | undefined): string[] {
  if (age === undefined || age.misread.length === 0) return [];
  const codes = age.misread.map(({ code, recordedAs, readAs }) => `${code} is ${recordedAs}, not ${readAs}`);
  return [...codes, `read it with --schema ${age.last.tag}`];
}

function formatText({ header }: SectionSummary): string[] {
  const order = header.littleEndian ? "little-endian" : "big-endian";
  return [`version ${header.majorVersion}.${header.minorVersion}, ${order}`];
}

/** Captures re-saved by some tools have zeroes instead of a machine. */
function machineText({ machine }: SectionSummary): string[] {
  if (machine === undefined || machine.cpuCount === 0) return [];
  const { cpuCount, memorySizeBytes, bootTsNs } = machine;
  const boot = bootTsNs === 0n ? "" : `, started ${utcText(bootTsNs)}`;
  return [`${countOf(cpuCount, "CPU")}, ${sizeText(Number(memorySizeBytes))} of memory${boot}`];
}

function interfaceTexts({ interfaces }: SectionSummary): string[] {
  return interfaces.map((entry) => `${entry.name} ${interfaceAddress(entry)}`);
}

function eventRows(summary: CaptureSummary): Row[] {
  const { firstTsNs, lastTsNs, events, shownEvents, eventComments, damage, damageCount } = summary;
  const comments = eventComments.map(({ event, text }) => `${text} (event ${event})`);
  const loss = damage.some(({ lost }) => lost) ? ", data was lost" : ", nothing was lost";
  return [
    ["First event", firstTsNs === undefined ? [] : [utcText(firstTsNs)]],
    ["Last event", lastTsNs === undefined ? [] : [utcText(lastTsNs)]],
    [
      "Duration",
      firstTsNs === undefined || lastTsNs === undefined ? [] : [durationText(lastTsNs - firstTsNs)],
    ],
    [
      "Events",
      [`${countText(events)}: ${countText(shownEvents)} shown, ${countText(events - shownEvents)} hidden`],
    ],
    ["Event comment", upTo(MAX_LISTED, comments)],
    ["Damage", [damageCount === 0 ? "none" : `${countOf(damageCount, "finding")}${loss}`]],
  ];
}

function upTo(max: number, lines: readonly string[]): readonly string[] {
  return lines.length <= max ? lines : [...lines.slice(0, max), `... and ${lines.length - max} more`];
}

const KIND_TEXT: Readonly<Record<BlockKind, string>> = {
  "section-header": "section header",
  "machine-info": "machine",
  "process-list": "threads",
  "fd-list": "file descriptors",
  "interface-list": "network interfaces",
  "user-list": "users and groups",
  "state-supplement": "more on threads and fds",
  event: "events",
  unknown: "unknown",
};

function blockTable({ blocks }: CaptureSummary, theme: Theme): string[] {
  const rows = blocks.map(({ name, kind, count, sizeBytes }) => [
    name,
    KIND_TEXT[kind],
    countText(count),
    countText(sizeBytes),
  ]);
  return renderTable(["Block", "Content", "Count", "Bytes"], ["left", "left", "right", "right"], rows, theme);
}

function eventTable({ eventCounts, events }: CaptureSummary, theme: Theme, allTypes: boolean): string[] {
  const shown = allTypes ? eventCounts : eventCounts.slice(0, MAX_TYPES);
  const rows = shown.map(({ direction, name, count }) => [
    `${direction} ${name}`,
    countText(count),
    `${((100 * count) / Math.max(events, 1)).toFixed(1)} %`,
  ]);
  const table = renderTable(["Event", "Count", "Share"], ["left", "right", "right"], rows, theme);
  const more = eventCounts.length - shown.length;
  return more === 0 ? table : [...table, `  ... and ${countOf(more, "more type")} (--all-types)`];
}
