import { EventReader } from "../../capture/event-reader.ts";
import { type EventRecord, isStateOnly } from "../../decoder/event.ts";
import { isInternal } from "../../decoder/event-kind.ts";
import { TextSink } from "../../decoder/text-sink.ts";
import { RecentEvents } from "../../edit/merge/recent-events.ts";
import { SectionCursor, visitInOrder } from "../../edit/merge/section-cursor.ts";
import { groupByMachine, type MergeSection, sectionsOf } from "../../edit/merge/sections.ts";
import type { NamedInput } from "../commands/merge.ts";
import { compileWanted, type WantsEvent } from "../event-filter.ts";
import { chooseEventWriter, type WriteEvent } from "../event-writer.ts";
import { jsonText } from "../json-text.ts";
import { parseCount } from "../option-values.ts";
import type { MergeCommandOptions } from "../specs/merge.ts";
import type { Terminal } from "../terminal.ts";
import { createTimeColumn } from "../time-column.ts";

/** A section being listed: each has its own state, and a filter of its own where filters remember. */
interface ListedSection {
  readonly cursor: SectionCursor<EventReader>;
  readonly file: string;
  readonly host: string;
  readonly wants: WantsEvent | undefined;
  /** Shared by the sections of one machine. */
  readonly recent: RecentEvents | undefined;
  readonly id: number;
}

/** Data buffers as they stand in the listing where nothing is said. */
const PLAIN_LOOKS = {
  verbose: false,
  "print-ascii": false,
  "print-hex": false,
  "print-hex-ascii": false,
  "print-base64": false,
} as const;

/** Lists the events of captures by time, each behind the name of its host. */
export async function listMerged(
  inputs: readonly NamedInput[],
  options: MergeCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const sections = await openSections(inputs, options, terminal);
  const { output } = terminal;
  const width = Math.max(0, ...sections.map(({ host }) => host.length));
  const theme = await terminal.theme(options.color ?? "auto");
  const looks = { ...PLAIN_LOOKS, json: options.json };
  const writeEvent = chooseEventWriter(looks, createTimeColumn(options.time ?? "h"), theme);
  const write = lineWriter(options, width, output.sink, writeEvent);
  const byCursor = new Map(sections.map((section) => [section.cursor, section]));
  let left = options.limit === undefined ? Number.POSITIVE_INFINITY : parseCount("--limit", options.limit);
  const visit = (cursor: SectionCursor<EventReader>) => {
    const section = byCursor.get(cursor);
    const { event } = cursor;
    if (section === undefined || event === undefined) return;
    if (!isShown(section, event, options)) return;
    left--;
    write(section, event);
  };
  const pause = async () => {
    if (output.isFull) await output.flush();
  };
  await visitInOrder([...byCursor.keys()], visit, pause, () => left <= 0);
  await output.flush();
}

async function openSections(
  inputs: readonly NamedInput[],
  options: MergeCommandOptions,
  { say }: Terminal,
): Promise<ListedSection[]> {
  const found = await Promise.all(inputs.map(({ open }, input) => sectionsOf(open(), input)));
  const groups = groupByMachine(found.flat(), options["same-host"]);
  const warnings = new Set<string>();
  const warn = (text: string) => {
    if (!warnings.has(text)) say(`warning: filter, ${text}`);
    warnings.add(text);
  };
  const wanted = { view: "recorded", warn, filter: options.filter } as const;
  const opened = groups.flatMap((group) => {
    const recent = group.length > 1 && !options["keep-duplicates"] ? new RecentEvents() : undefined;
    return group.map(async (section, id): Promise<ListedSection> => {
      const input = inputs[section.input] as NamedInput;
      const place = { section: section.section, shiftNs: input.shiftNs };
      const capture = input.open();
      const { schema } = capture;
      return {
        cursor: new SectionCursor(capture, new EventReader(schema, () => {}), place),
        wants: (await compileWanted({ ...wanted, schema, from: undefined, to: undefined }))?.test,
        ...{ file: input.file, host: hostOf(section, groups, input), recent, id },
      };
    });
  });
  return Promise.all(opened);
}

/** The name of the machine, or of the file where it has none or shares it with another machine. */
function hostOf({ machine }: MergeSection, groups: readonly MergeSection[][], { file }: NamedInput): string {
  const name = machine?.hostname ?? "";
  const sharers = groups.filter(([first]) => first?.machine?.hostname === name);
  return name === "" || sharers.length > 1 ? file : name;
}

function isShown(
  { cursor, wants, recent, id }: ListedSection,
  event: EventRecord,
  { all }: MergeCommandOptions,
): boolean {
  if (recent?.isRepeated(event, id)) return false;
  const passes = wants === undefined || wants(event, cursor.source.state);
  return passes && !isStateOnly(event) && (all || !isInternal(event.spec));
}

type WriteLine = (section: ListedSection, event: EventRecord) => void;

/** The line of the listing behind the host's name, or its JSON with host and file as its first members. */
function lineWriter(
  { json }: MergeCommandOptions,
  width: number,
  sink: TextSink,
  write: WriteEvent,
): WriteLine {
  if (!json) {
    return ({ cursor, host }, event) => {
      sink.text(host.padEnd(width));
      sink.byte(SPACE);
      write(sink, event, cursor.source.state);
    };
  }
  const scratch = new TextSink({ escaping: true });
  return ({ cursor, file, host }, event) => {
    scratch.truncate(0);
    write(scratch, event, cursor.source.state);
    sink.text(`${jsonText({ host, file }).slice(0, -1)},`);
    // Behind the brace with which it begins.
    sink.encoded(scratch.bytes.subarray(1, scratch.length));
  };
}

const SPACE = 0x20;
