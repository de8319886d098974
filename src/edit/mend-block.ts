import { type Block, type BlockBatch, blockAt, FRAME_SIZE, TRAILER_SIZE } from "../format/block-batch.ts";
import { ByteSink } from "../format/byte-sink.ts";
import { type BlockKind, blockTypeOf } from "../format/catalogue.ts";
import type { Damage } from "../format/errors.ts";
import { MAX_MAJOR_VERSION } from "../format/section-header.ts";
import { borrowBlock, writeRawBlock } from "../format/write-block.ts";
import { type RewriteOptions, readContents } from "./rewrite-block.ts";

const MACHINE_INFO_SIZE = 180;
/** Magic, versions, length, and no options. */
const PLAIN_HEADER_SIZE = 16;

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

/**
 * Block `index` of a batch, which is no event, so that every reader takes it: as it is if it is sound, else, or where
 * options ask for it, written anew from what can be read of it. Undefined where nothing can.
 */
export function mendBlock(
  batch: BlockBatch,
  index: number,
  options: RewriteOptions = {},
): SoundBlock | undefined {
  const block = blockAt(batch, index);
  const { kind } = blockTypeOf(block.type);
  const original = borrowBlock(batch, index);
  const isAsked = Object.values(options).some((value) => value !== undefined);
  if (!isAsked && isPlainHeader(block, kind) && isFramed(batch, index))
    return {
      kind,
      type: block.type,
      offset: block.offset,
      sizeBytes: original.length,
      bytes: original,
      tids: [],
    };
  let problem: Damage | undefined;
  const contents = readContents(block, (damage) => {
    problem = problem === undefined || (damage.lost && !problem.lost) ? damage : problem;
  });
  const { littleEndian = batch.littleEndian } = options;
  const sink = emptied(littleEndian);
  contents.rewrite?.(sink, options);
  problem ??= refusal(block, sink);
  const facts = { kind, type: block.type, offset: block.offset, sizeBytes: original.length, problem };
  const told = { ...facts, tids: contents.tids ?? [], tid: contents.tid };
  const isKept = problem === undefined && (!isAsked || contents.rewrite === undefined);
  if (isKept && littleEndian === batch.littleEndian && isFramed(batch, index))
    return { ...told, bytes: original };
  if (isKept) {
    sink.truncate(0);
    writeRawBlock(sink, block.type, batch.bytes.subarray(block.start, block.end));
  }
  return sink.length === 0 ? undefined : { ...told, bytes: sink.takeAll() };
}

/** A section header in which nothing can be wrong: captures made to cost time have millions. */
function isPlainHeader({ view, start, end, littleEndian }: Block, kind: BlockKind): boolean {
  if (kind !== "section-header" || end - start !== PLAIN_HEADER_SIZE) return false;
  return view.getUint16(start + 4, littleEndian) <= MAX_MAJOR_VERSION;
}

/** One block is mended at a time, so one sink serves all: captures may have very many small lists. */
const scratch = new ByteSink();

function emptied(littleEndian: boolean): ByteSink {
  scratch.truncate(0);
  scratch.littleEndian = littleEndian;
  scratch.cutTexts = 0;
  return scratch;
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
