import { type Block, type BlockBatch, blockAt, FRAME_SIZE, TRAILER_SIZE } from "../format/block-batch.ts";
import { ByteSink } from "../format/byte-sink.ts";
import { type BlockKind, blockTypeOf } from "../format/catalogue.ts";
import { type Damage, damageOf, type OnDamage, ScapError } from "../format/errors.ts";
import { parseFdList } from "../format/fd-list.ts";
import { parseInterfaceList, writeInterfaceList } from "../format/interface-list.ts";
import { parseMachineInfo, writeMachineInfo } from "../format/machine-info.ts";
import { parseProcessList, writeProcessList } from "../format/process-list.ts";
import { MAX_MAJOR_VERSION, parseSectionHeader, writeSectionHeader } from "../format/section-header.ts";
import type { ThreadInfo } from "../format/thread-info.ts";
import { parseUserList, writeUserList } from "../format/user-list.ts";
import { borrowBlock, writeRawBlock } from "../format/write-block.ts";
import { writeFdList } from "../format/write-fd-list.ts";
import { WRITE_TARGETS, type WriteTarget } from "../format/write-target.ts";

const MACHINE_INFO_SIZE = 180;

/** A block that is no event, as it may be written. */
export interface SoundBlock {
  readonly kind: BlockKind;
  readonly type: number;
  /** Where it began in the capture it comes from. */
  readonly offset: number;
  /** How long it was there. */
  readonly sizeBytes: number;
  /** Borrowed where nothing had to be changed. */
  readonly bytes: Uint8Array;
  /** Of a process list. */
  readonly tids: readonly number[];
  /** Of an fd list. */
  readonly tid?: number | undefined;
  /** Why it was written anew; some of what it held may be lost. */
  readonly problem?: Damage | undefined;
}

/** What is told of a block once its contents were read. */
interface Contents {
  readonly tids?: readonly number[];
  readonly tid?: number;
  /** Writes what was read; undefined where nothing was. */
  readonly rewrite?: (sink: ByteSink, target: WriteTarget | undefined) => void;
}

/**
 * Block `index` of a batch, which is no event, so that every reader takes it, or those of `target`: as it is if it is
 * sound, else written anew from what can be read of it. Undefined where nothing can.
 */
export function mendBlock(batch: BlockBatch, index: number, target?: WriteTarget): SoundBlock | undefined {
  const block = blockAt(batch, index);
  const { kind } = blockTypeOf(block.type);
  let problem: Damage | undefined;
  const contents = READ[kind](block, (damage) => {
    problem = problem === undefined || (damage.lost && !problem.lost) ? damage : problem;
  });
  const sink = new ByteSink({ littleEndian: batch.littleEndian });
  contents.rewrite?.(sink, target);
  problem ??= refusal(block, sink);
  const original = borrowBlock(batch, index);
  const facts = { kind, type: block.type, offset: block.offset, sizeBytes: original.length, problem };
  const told = { ...facts, tids: contents.tids ?? [], tid: contents.tid };
  const isKept = problem === undefined && (target === undefined || contents.rewrite === undefined);
  if (isKept && isFramed(batch, index)) return { ...told, bytes: original };
  if (isKept) writeRawBlock(sink, block.type, batch.bytes.subarray(block.start, block.end));
  return sink.length === 0 ? undefined : { ...told, bytes: sink.takeAll() };
}

/** What we read but others refuse. */
function refusal(block: Block, { cutTexts, length }: ByteSink): Damage | undefined {
  const detail =
    cutTexts > 0
      ? "names that are longer than other readers accept are cut"
      : hasWrongSize(block)
        ? "it was longer than other readers accept"
        : hasForeignEntries(block, length)
          ? "entries of types that other readers refuse are left out"
          : undefined;
  if (detail === undefined) return undefined;
  const context = { offset: block.offset, block: blockTypeOf(block.type).name };
  return { code: "limit", detail, context, lost: cutTexts > 0 };
}

/** Machine info has one size; four bytes of padding would be another entry of a list. */
function hasWrongSize(block: Block): boolean {
  const { kind, version } = blockTypeOf(block.type);
  if (kind === "machine-info") return block.end - block.start !== MACHINE_INFO_SIZE;
  const isSized = version >= (kind === "process-list" ? 9 : 2);
  return isSized && kind.endsWith("-list") && paddingOf(block, kind) >= 4;
}

/** Interfaces of unknown types are skipped, so that the list is shorter when it is `writtenBytes` long written anew. */
function hasForeignEntries({ type, start, end }: Block, writtenBytes: number): boolean {
  const { kind, version } = blockTypeOf(type);
  return kind === "interface-list" && version >= 2 && end - start + FRAME_SIZE - writtenBytes >= 4;
}

/** Bytes behind the last entry, by the lengths that entries begin with. */
function paddingOf({ view, start, end, littleEndian }: Block, kind: BlockKind): number {
  const uncounted = kind === "interface-list" ? 4 : 0;
  let at = kind === "fd-list" ? start + 8 : start;
  while (end - at >= 4) {
    const length = view.getUint32(at, littleEndian) + uncounted;
    if (length <= 4 || length > end - at) break;
    at += length;
  }
  return end - at;
}

/** Whether the lengths of a block agree and are a multiple of 4. */
export function isFramed({ view, starts, bodyEnds, littleEndian }: BlockBatch, index: number): boolean {
  const start = starts[index] as number;
  const bodyEnd = bodyEnds[index] as number;
  const length = bodyEnd + TRAILER_SIZE - start;
  if ((length & 3) !== 0 || view.byteLength < bodyEnd + TRAILER_SIZE) return false;
  return (
    view.getUint32(start + 4, littleEndian) === length && view.getUint32(bodyEnd, littleEndian) === length
  );
}

type ReadBlock = (block: Block, onDamage: OnDamage) => Contents;

const READ: Readonly<Record<BlockKind, ReadBlock>> = {
  "section-header": (block, onDamage) => ({ rewrite: headerWriter(block, onDamage) }),
  "machine-info": (block, onDamage) => {
    const machine = parseMachineInfo(block, onDamage);
    return machine === undefined ? {} : { rewrite: (sink) => writeMachineInfo(sink, machine, block.type) };
  },
  "process-list": (block, onDamage) => {
    const threads = parseProcessList(block, onDamage);
    const options = { blockType: block.type, target: tailFor(threads) };
    return {
      tids: threads.map(({ tid }) => tid),
      rewrite: (sink) => writeProcessList(sink, threads, options),
    };
  },
  "fd-list": (block, onDamage) => {
    const list = parseFdList(block, onDamage);
    if (list === undefined) return {};
    const rewrite: Contents["rewrite"] = (sink, target = WRITE_TARGETS.libs) =>
      writeFdList(sink, list, { blockType: block.type, target });
    return { tid: list.tid, rewrite };
  },
  "interface-list": (block, onDamage) => {
    const interfaces = parseInterfaceList(block, onDamage);
    return { rewrite: (sink) => writeInterfaceList(sink, interfaces, block.type) };
  },
  "user-list": (block, onDamage) => {
    const accounts = parseUserList(block, onDamage);
    return { rewrite: (sink) => writeUserList(sink, accounts, block.type) };
  },
  event: () => ({}),
  unknown: () => ({}),
};

/** A version that nobody can read is taken for damage, for the blocks behind it can be. */
function headerWriter(block: Block, onDamage: OnDamage): NonNullable<Contents["rewrite"]> {
  try {
    const { options, ...header } = parseSectionHeader(block);
    return (sink, target = WRITE_TARGETS.libs) =>
      writeSectionHeader(sink, target.hasOptions ? { ...header, options } : header);
  } catch (error) {
    if (!(error instanceof ScapError)) throw error;
    onDamage(damageOf(error));
    return (sink) => writeSectionHeader(sink, { majorVersion: MAX_MAJOR_VERSION });
  }
}

/** The shorter tail, which every reader understands, where it holds all that is known. */
export function tailFor(threads: readonly ThreadInfo[]): WriteTarget {
  return threads.some(hasLongTail) ? WRITE_TARGETS.libs : WRITE_TARGETS["sysdig-0.29"];
}

function hasLongTail(thread: ThreadInfo): boolean {
  const { pgid, tty, pidnsInitStartTsNs, exeIno, exeInoCtimeNs, exeInoMtimeNs } = thread;
  const { exeUpperLayer, exeLowerLayer, exeFromMemfd } = thread;
  const numbers = [pidnsInitStartTsNs, exeIno, exeInoCtimeNs, exeInoMtimeNs].some((value) => value !== 0n);
  return numbers || pgid !== -1 || tty !== 0 || exeUpperLayer || exeLowerLayer || exeFromMemfd;
}
