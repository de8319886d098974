import { EventForms } from "../../analysis/driver-age.ts";
import {
  createRecord,
  decodeEvent,
  type EventRecord,
  isStateOnly,
  timestampNs,
} from "../../decoder/event.ts";
import { isInternal, isNews } from "../../decoder/event-kind.ts";
import { type Block, type BlockBatch, blockAt, TRAILER_SIZE } from "../../format/block-batch.ts";
import { type BlockKind, blockTypeOf } from "../../format/catalogue.ts";
import { damageOf, type OnDamage, ScapError } from "../../format/errors.ts";
import { parseFdList } from "../../format/fd-list.ts";
import { parseInterfaceList } from "../../format/interface-list.ts";
import { parseMachineInfo } from "../../format/machine-info.ts";
import { parseProcessList } from "../../format/process-list.ts";
import { parseSectionHeader } from "../../format/section-header.ts";
import { parseUserList } from "../../format/user-list.ts";
import type { Schema } from "../../schema/types.ts";
import { EventCounts } from "../event-counts.ts";
import { eventComments } from "../event-options.ts";
import type {
  BlockCount,
  ContentSummary,
  EventComment,
  ListCounts,
  SectionSummary,
} from "./capture-summary.ts";

/** A hostile capture may hold a comment at every event, and any number of sections and of block types. */
const MAX_COMMENTS = 1000;
const MAX_SECTIONS = 1000;
const MAX_BLOCK_TYPES = 100;

/** Takes in the batches of a capture, in order, and sums them up. */
export class Summarizer {
  /** Number of the last event block, readable or not. */
  eventBlocks = 0;
  /** What the events tell of the driver that made them. */
  readonly forms = new EventForms();
  private readonly schema: Schema;
  private readonly record = createRecord();
  private readonly onDamage: OnDamage;
  private readonly sections: SectionSummary[] = [];
  private sectionCount = 0;
  private section: SectionSummary | undefined;
  private readonly totals: ListCounts = noCounts();
  private readonly blocks = new Map<number | undefined, BlockCount>();
  private readonly counts: EventCounts;
  private readonly comments: EventComment[] = [];
  private events = 0;
  private shownEvents = 0;
  private uncompressedBytes = 0;
  private firstTsNs: bigint | undefined;
  private lastTsNs: bigint | undefined;

  constructor(schema: Schema, onDamage: OnDamage) {
    this.schema = schema;
    this.onDamage = onDamage;
    this.counts = new EventCounts(schema);
  }

  add(batch: BlockBatch): void {
    for (let index = 0; index < batch.count; index++) {
      const kind = this.count(batch, index);
      if (kind === "event") this.addEventBlock(batch, index);
      else this.addListed(kind, blockAt(batch, index));
    }
  }

  finish(): ContentSummary {
    const { uncompressedBytes, sections, sectionCount, events, shownEvents, firstTsNs, lastTsNs } = this;
    return {
      ...{ uncompressedBytes, sections, sectionCount, events, shownEvents, firstTsNs, lastTsNs },
      counts: this.totals,
      blocks: [...this.blocks.values()],
      eventCounts: this.counts.rows(),
      eventComments: this.comments,
    };
  }

  private count(batch: BlockBatch, index: number): BlockKind {
    const end = (batch.bodyEnds[index] as number) + TRAILER_SIZE;
    const entry = this.entryOf(batch.types[index] as number);
    entry.count++;
    entry.sizeBytes += end - (batch.starts[index] as number);
    this.uncompressedBytes = batch.base + end;
    return entry.kind;
  }

  private entryOf(id: number): BlockCount {
    const known = this.blocks.get(id);
    if (known !== undefined) return known;
    const { kind, name } = blockTypeOf(id);
    const isSurplus = kind === "unknown" && this.blocks.size >= MAX_BLOCK_TYPES;
    const type = isSurplus ? undefined : id;
    const entry = this.blocks.get(type) ?? {
      ...{ type, kind, count: 0, sizeBytes: 0 },
      name: isSurplus ? "others" : name,
    };
    this.blocks.set(type, entry);
    return entry;
  }

  private addListed(kind: BlockKind, block: Block): void {
    try {
      if (kind === "section-header") this.startSection(block);
      else if (this.section !== undefined) {
        const added = LISTED[kind]?.(this.section, block, this.onDamage) ?? {};
        addCounts(this.section.counts, added);
        addCounts(this.totals, added);
      }
    } catch (error) {
      if (!(error instanceof ScapError) || error.code === "unsupported-version") throw error;
      this.onDamage(damageOf(error));
    }
  }

  private startSection(block: Block): void {
    const header = parseSectionHeader(block);
    this.section = { header, counts: noCounts(), machine: undefined, interfaces: [] };
    this.sectionCount++;
    if (this.sections.length < MAX_SECTIONS) this.sections.push(this.section);
  }

  private addEventBlock(batch: BlockBatch, index: number): void {
    const event = decodeEvent(batch, index, ++this.eventBlocks, this.schema, this.onDamage, this.record);
    if (event === undefined) return;
    this.events++;
    this.counts.add(event);
    this.forms.add(event);
    if ((!isStateOnly(event) || isNews(event.spec)) && !isInternal(event.spec)) this.shownEvents++;
    this.addTime(event);
    if (this.comments.length >= MAX_COMMENTS) return;
    for (const text of eventComments(event, batch, index)) this.comments.push({ event: event.number, text });
  }

  /** Events made in user space may carry 0 or all ones, which are no times. */
  private addTime(event: EventRecord): void {
    if (event.tsHigh === 0 || event.tsHigh === 0xffffffff) return;
    const tsNs = timestampNs(event);
    if (this.firstTsNs === undefined || tsNs < this.firstTsNs) this.firstTsNs = tsNs;
    if (this.lastTsNs === undefined || tsNs > this.lastTsNs) this.lastTsNs = tsNs;
  }
}

function noCounts(): ListCounts {
  return { threads: 0, fds: 0, users: 0, groups: 0 };
}

function addCounts(counts: ListCounts, { threads = 0, fds = 0, users = 0, groups = 0 }: Partial<ListCounts>) {
  counts.threads += threads;
  counts.fds += fds;
  counts.users += users;
  counts.groups += groups;
}

/** Takes what is in a list into the section, and returns what is to be counted. */
type TakeList = (section: SectionSummary, block: Block, onDamage: OnDamage) => Partial<ListCounts>;

const LISTED: { readonly [K in BlockKind]?: TakeList } = {
  "machine-info": (section, block, onDamage) => {
    section.machine = parseMachineInfo(block, onDamage) ?? section.machine;
    return {};
  },
  "interface-list": (section, block, onDamage) => {
    section.interfaces = parseInterfaceList(block, onDamage);
    return {};
  },
  "process-list": (_, block, onDamage) => ({ threads: parseProcessList(block, onDamage).length }),
  "fd-list": (_, block, onDamage) => ({ fds: parseFdList(block, onDamage)?.fds.length ?? 0 }),
  "user-list": (_, block, onDamage) => {
    const { users, groups } = parseUserList(block, onDamage);
    return { users: users.length, groups: groups.length };
  },
};
