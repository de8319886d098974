import { decodeEvent, timestampNs } from "../../decoder/event.ts";
import { eventName } from "../../decoder/event-name.ts";
import { type Block, type BlockBatch, blockAt, borrowBody, TRAILER_SIZE } from "../../format/block-batch.ts";
import { type BlockKind, blockTypeOf } from "../../format/catalogue.ts";
import { damageOf, type OnDamage, ScapError } from "../../format/errors.ts";
import { parseFdList } from "../../format/fd-list.ts";
import { parseInterfaceList } from "../../format/interface-list.ts";
import { parseMachineInfo } from "../../format/machine-info.ts";
import { parseProcessList } from "../../format/process-list.ts";
import { parseSectionHeader } from "../../format/section-header.ts";
import { parseStateSupplement } from "../../format/state-supplement.ts";
import { parseUserList } from "../../format/user-list.ts";
import type { Schema } from "../../schema/types.ts";
import { eventComments } from "../event-options.ts";

/** What is told of a block, by the kind of block; of `unreadable` ones only the damage. */
export type BlockFacts =
  | {
      readonly kind: "section-header";
      readonly version: string;
      readonly byteOrder: "little" | "big";
      readonly application: string | null;
      readonly comments: readonly string[];
    }
  | {
      readonly kind: "machine-info";
      readonly hostname: string | null;
      readonly cpus: number;
      readonly memorySizeBytes: bigint;
    }
  | { readonly kind: "process-list"; readonly threads: number }
  | { readonly kind: "fd-list"; readonly tid: number; readonly fds: number }
  | { readonly kind: "interface-list"; readonly interfaces: readonly string[] }
  | { readonly kind: "user-list"; readonly users: number; readonly groups: number }
  | { readonly kind: "state-supplement"; readonly notes: number }
  | {
      readonly kind: "event";
      readonly number: number;
      readonly tsNs: bigint;
      readonly cpu: number;
      readonly tid: number;
      readonly direction: ">" | "<";
      readonly event: string;
      readonly code: number;
      readonly params: number;
      readonly dumpFlags: number;
      readonly comments: readonly string[];
    }
  | { readonly kind: "unknown"; readonly firstBytes: string }
  | { readonly kind: "unreadable" };

/** A block of a capture: its frame and its facts. */
export interface BlockEntry {
  /** Offset in the uncompressed capture. */
  readonly offset: number;
  readonly type: number;
  readonly name: string;
  /** Bytes of the whole block. */
  readonly length: number;
  readonly facts: BlockFacts;
}

const FIRST_BYTES = 16;

/** Describes the blocks of a capture in order, counting its events. */
export class BlockDescriber {
  /** Number of the event block seen last. */
  eventNumber = 0;
  private readonly schema: Schema;
  private readonly onDamage: OnDamage;

  constructor(schema: Schema, onDamage: OnDamage) {
    this.schema = schema;
    this.onDamage = onDamage;
  }

  /** Block number `index` of the batch. */
  describe(batch: BlockBatch, index: number): BlockEntry {
    const start = batch.starts[index] as number;
    const type = blockTypeOf(batch.types[index] as number);
    return {
      offset: batch.base + start,
      type: type.id,
      name: type.kind === "unknown" ? "unknown" : type.name,
      length: (batch.bodyEnds[index] as number) + TRAILER_SIZE - start,
      facts: type.kind === "event" ? this.eventFacts(batch, index) : this.listFacts(type.kind, batch, index),
    };
  }

  private eventFacts(batch: BlockBatch, index: number): BlockFacts {
    const event = decodeEvent(batch, index, ++this.eventNumber, this.schema, this.onDamage);
    if (event === undefined) return { kind: "unreadable" };
    return {
      kind: "event",
      number: event.number,
      tsNs: timestampNs(event),
      cpu: event.cpu,
      tid: event.tid,
      direction: (event.code & 1) === 0 ? ">" : "<",
      event: eventName(event),
      code: event.code,
      params: event.paramCount,
      dumpFlags: event.dumpFlags,
      comments: eventComments(event, batch, index),
    };
  }

  private listFacts(kind: Exclude<BlockKind, "event">, batch: BlockBatch, index: number): BlockFacts {
    try {
      return FACTS[kind](blockAt(batch, index), this.onDamage);
    } catch (error) {
      if (!(error instanceof ScapError)) throw error;
      this.onDamage(damageOf(error));
      return { kind: "unreadable" };
    }
  }
}

type FactsOf = (block: Block, onDamage: OnDamage) => BlockFacts;

const FACTS: Readonly<Record<Exclude<BlockKind, "event">, FactsOf>> = {
  "section-header": (block) => {
    const header = parseSectionHeader(block);
    return {
      kind: "section-header",
      version: `${header.majorVersion}.${header.minorVersion}`,
      byteOrder: header.littleEndian ? "little" : "big",
      application: header.application ?? null,
      comments: header.comments,
    };
  },
  "machine-info": (block, onDamage) => {
    const machine = parseMachineInfo(block, onDamage);
    return {
      kind: "machine-info",
      hostname: machine?.hostname ?? null,
      cpus: machine?.cpuCount ?? 0,
      memorySizeBytes: machine?.memorySizeBytes ?? 0n,
    };
  },
  "process-list": (block, onDamage) => {
    return { kind: "process-list", threads: parseProcessList(block, onDamage).length };
  },
  "fd-list": (block, onDamage) => {
    const list = parseFdList(block, onDamage);
    if (list === undefined) return { kind: "unreadable" };
    return { kind: "fd-list", tid: list.tid, fds: list.fds.length };
  },
  "interface-list": (block, onDamage) => {
    return {
      kind: "interface-list",
      interfaces: parseInterfaceList(block, onDamage).map(({ name }) => name),
    };
  },
  "user-list": (block, onDamage) => {
    const { users, groups } = parseUserList(block, onDamage);
    return { kind: "user-list", users: users.length, groups: groups.length };
  },
  "state-supplement": (block, onDamage) => {
    return { kind: "state-supplement", notes: parseStateSupplement(block, onDamage).length };
  },
  unknown: (block) => ({ kind: "unknown", firstBytes: hexOf(borrowBody(block).subarray(0, FIRST_BYTES)) }),
};

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
