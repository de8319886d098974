import { createRecord, decodeEvent, type EventRecord } from "../../decoder/event.ts";
import { decodeParam, type ParamValue } from "../../decoder/param-value.ts";
import { borrowParam } from "../../decoder/params.ts";
import { type BlockBatch, blockAt } from "../../format/block-batch.ts";
import { type BlockKind, blockTypeOf } from "../../format/catalogue.ts";
import { ScapError } from "../../format/errors.ts";
import { parseFdList } from "../../format/fd-list.ts";
import { parseInterfaceList } from "../../format/interface-list.ts";
import { parseMachineInfo } from "../../format/machine-info.ts";
import { parseProcessList } from "../../format/process-list.ts";
import { parseSectionHeader } from "../../format/section-header.ts";
import { parseStateSupplement, type SupplementNote } from "../../format/state-supplement.ts";
import { decodeText } from "../../format/text.ts";
import { parseUserList } from "../../format/user-list.ts";
import type { EventSpec, Schema } from "../../schema/types.ts";
import { endpointOf, plainMember } from "../../state/supplement-values.ts";
import type { ParamField } from "./fields.ts";
import type { Category } from "./policy.ts";
import { paramFieldsOf } from "./redact-event.ts";
import { CONNECTION_ENDS, connectionName } from "./redact-supplement.ts";

/** A value of a capture that can tell something, with what it is about. */
export interface ValueSlot {
  /** `thread.cwd`, `openat.name`. */
  readonly field: string;
  readonly category: Category;
  /** Text, the bytes of an address or of a payload, or a uid. */
  readonly value: string | Uint8Array | number;
}

/** The values of a block, and what tells it from others: a redaction leaves that as it is. */
export interface BlockValues {
  readonly slots: readonly ValueSlot[];
  /** 0 for events. */
  readonly type: number;
  /** Of an event; 0 for other blocks. */
  readonly code: number;
  readonly tid: number;
  readonly tsHigh: number;
  readonly tsLow: number;
}

/** Whether one block can be the redacted form of the other. */
export function isSameBlock(a: BlockValues, b: BlockValues): boolean {
  return (
    a.type === b.type && a.code === b.code && a.tid === b.tid && a.tsHigh === b.tsHigh && a.tsLow === b.tsLow
  );
}

type Entry = Readonly<Record<string, unknown>>;

/** By key; text of any other key is of the category `text`, so that nothing is forgotten. */
const CATEGORY_OF_KEY: Readonly<Record<string, Category>> = {
  hostname: "host",
  comm: "process",
  exe: "process",
  exepath: "process",
  args: "argument",
  env: "environment",
  cgroups: "container",
  cwd: "path",
  root: "path",
  homeDir: "path",
  shell: "path",
  path: "path",
  rawName: "path",
};
/** Of whom a `name` is. */
const CATEGORY_OF_NAME: Readonly<Record<string, Category>> = {
  interface: "interface",
  user: "user",
  group: "user",
  fd: "path",
  supplement: "path",
};
const UID_KEYS: ReadonlySet<string> = new Set(["uid", "gid", "loginuid"]);
/** Words of our own that stand for numbers, and masks, which tell of no machine. */
const NO_VALUES: ReadonlySet<string> = new Set(["kind", "family", "netmask"]);
const IGNORE = () => {};
const NO_SLOTS: ValueSlot[] = [];

/** Reads the values of a capture's blocks one after another. */
export class SlotReader {
  private readonly schema: Schema;
  private readonly record: EventRecord = createRecord();
  private events = 0;

  constructor(schema: Schema) {
    this.schema = schema;
  }

  /** All values of block `index` of a batch; undefined for a block that nothing is known of. */
  valuesOf(batch: BlockBatch, index: number): BlockValues | undefined {
    const type = batch.types[index] as number;
    const { kind } = blockTypeOf(type);
    if (kind === "unknown") return undefined;
    try {
      if (kind !== "event")
        return { slots: listSlots(kind, batch, index), type, code: 0, tid: 0, tsHigh: 0, tsLow: 0 };
      const slots = this.eventSlots(batch, index);
      const { code, tid, tsHigh, tsLow } = this.record;
      // Its block may come to be of another type, where a writer mixed them up.
      return slots && { slots, type: 0, code, tid, tsHigh, tsLow };
    } catch (error) {
      if (error instanceof ScapError) return undefined;
      throw error;
    }
  }

  private eventSlots(batch: BlockBatch, index: number): ValueSlot[] | undefined {
    this.events++;
    const event = decodeEvent(batch, index, this.events, this.schema, IGNORE, this.record);
    if (event === undefined) return undefined;
    const { spec } = event;
    if (spec === undefined) return NO_SLOTS;
    const telling = tellingParams(spec);
    if (telling.length === 0) return NO_SLOTS;
    return telling.flatMap(({ index: k, field: { name, category } }) =>
      k >= event.paramCount ? NO_SLOTS : paramSlots(event, k, name, category),
    );
  }
}

const tellingBySpec = new WeakMap<EventSpec, readonly { index: number; field: ParamField }[]>();

/** The parameters of an event that are more than numbers. */
function tellingParams(spec: EventSpec): readonly { index: number; field: ParamField }[] {
  let telling = tellingBySpec.get(spec);
  if (telling === undefined) {
    telling = paramFieldsOf(spec)
      .map((field, index) => ({ index, field }))
      .filter(({ field }) => field.form !== "number" && field.form !== "polls");
    tellingBySpec.set(spec, telling);
  }
  return telling;
}

function paramSlots(event: EventRecord, index: number, field: string, category: Category): ValueSlot[] {
  const value = decodeParam(event, index);
  if (value === null) return [];
  const inner = typeof value === "object" && "type" in value ? value.value : value;
  return partsOf(inner, category).map((part) => {
    const isText = part instanceof Uint8Array && category !== "payload" && category !== "address";
    // What the event table has as bytes may be a list of texts, or JSON.
    return { field, category, value: isText ? decodeText(borrowParam(event, index)) : part };
  });
}

/** The texts, addresses and bytes in a parameter's value. */
function partsOf(value: ParamValue, category: Category): (string | Uint8Array | number)[] {
  if (typeof value === "string" || value instanceof Uint8Array) return [value];
  if (typeof value === "number") return category === "uid" ? [value] : [];
  if (value === null || typeof value !== "object" || !("family" in value)) return [];
  if ("path" in value) return [value.path];
  if ("address" in value) return [value.address];
  return value.family === "other" || !("source" in value) || typeof value.source === "bigint"
    ? []
    : [value.source.address, (value.destination as typeof value.source).address];
}

function listSlots(
  kind: Exclude<BlockKind, "event" | "unknown">,
  batch: BlockBatch,
  index: number,
): ValueSlot[] {
  const block = blockAt(batch, index);
  switch (kind) {
    case "section-header":
      return parseSectionHeader(block).options.map(({ value }) => ({
        field: "comment",
        category: "comment",
        value: decodeText(value),
      }));
    case "machine-info":
      return entrySlots("machine", parseMachineInfo(block, IGNORE) ?? {});
    case "interface-list":
      return parseInterfaceList(block, IGNORE).flatMap((entry) => entrySlots("interface", entry));
    case "user-list": {
      const { users, groups } = parseUserList(block, IGNORE);
      return [
        ...users.flatMap((user) => entrySlots("user", user)),
        ...groups.flatMap((group) => entrySlots("group", group)),
      ];
    }
    case "process-list":
      return parseProcessList(block, IGNORE).flatMap((thread) => entrySlots("thread", thread));
    case "fd-list":
      return (parseFdList(block, IGNORE)?.fds ?? []).flatMap((fd) => entrySlots("fd", fd));
    case "state-supplement":
      return parseStateSupplement(block, IGNORE).flatMap(noteSlots);
  }
}

/** Numbers and words of our own tell nothing; nor does the name of a connection that its ends do not. */
function noteSlots(note: SupplementNote): ValueSlot[] {
  const name = connectionName(note);
  const entries = Object.entries(note).flatMap(([key, value]): [string, unknown][] => {
    const isPlain = plainMember(key, value) !== undefined && !UID_KEYS.has(key);
    if (isPlain || key === "reapers" || (key === "name" && value === name)) return [];
    return [[key, CONNECTION_ENDS.has(key) ? endpointOf(value)?.address : value]];
  });
  return entrySlots("supplement", Object.fromEntries(entries));
}

function entrySlots(owner: string, entry: object): ValueSlot[] {
  return Object.entries(entry as Entry).flatMap(([key, value]): ValueSlot[] => {
    const field = `${owner}.${key}`;
    if (NO_VALUES.has(key)) return [];
    if (UID_KEYS.has(key) && typeof value === "number") return [{ field, category: "uid", value }];
    const category = (key === "name" ? CATEGORY_OF_NAME[owner] : CATEGORY_OF_KEY[key]) ?? "text";
    if (typeof value === "string") return [{ field, category, value }];
    if (value instanceof Uint8Array) return [{ field, category: key === "raw" ? "path" : "address", value }];
    return Array.isArray(value) ? [{ field, category, value: value.join("\0") }] : [];
  });
}
