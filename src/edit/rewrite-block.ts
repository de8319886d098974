import { type Block, HEADER_SIZE } from "../format/block-batch.ts";
import { ByteSink } from "../format/byte-sink.ts";
import {
  type BlockKind,
  blockTypeOf,
  FD_LIST,
  INTERFACE_LIST,
  MACHINE_INFO,
  PROCESS_LIST,
  USER_LIST,
} from "../format/catalogue.ts";
import { damageOf, type OnDamage, ScapError } from "../format/errors.ts";
import { parseFdList } from "../format/fd-list.ts";
import { parseInterfaceList, writeInterfaceList } from "../format/interface-list.ts";
import { parseMachineInfo, writeMachineInfo } from "../format/machine-info.ts";
import type { BlockOption } from "../format/options.ts";
import { parseProcessList, writeProcessList } from "../format/process-list.ts";
import { MAX_MAJOR_VERSION, parseSectionHeader, writeSectionHeader } from "../format/section-header.ts";
import { forgottenBytes } from "../format/short-process-list.ts";
import { supplementLines, writeStateSupplement } from "../format/state-supplement.ts";
import type { ThreadInfo } from "../format/thread-info.ts";
import { parseUserList, writeUserList } from "../format/user-list.ts";
import { writeFdList } from "../format/write-fd-list.ts";
import { WRITE_TARGETS, type WriteTarget } from "../format/write-target.ts";

/** How blocks are written anew; what is not given stays as it was. */
export interface RewriteOptions {
  /** Whose limits hold. */
  readonly target?: WriteTarget | undefined;
  readonly littleEndian?: boolean | undefined;
  /** Whether blocks get their newest version. */
  readonly isCurrent?: boolean | undefined;
  /** What becomes of the options of section headers. */
  readonly headerOptions?: ((options: readonly BlockOption[]) => readonly BlockOption[]) | undefined;
}

/** All that were ever released (docs/format.md, "Process list"). */
const KNOWN_TAILS: ReadonlySet<number> = new Set([0, 4, 5, 29, 66, 67, 68, 76]);

type Rewrite = (sink: ByteSink, options: RewriteOptions) => void;

/** What is told of a block once its contents were read. */
export interface Contents {
  readonly tids?: readonly number[];
  readonly tid?: number;
  /** Writes what was read; undefined where nothing was. */
  readonly rewrite?: Rewrite;
}

/** Reads a block that is no event. */
export function readContents(block: Block, onDamage: OnDamage): Contents {
  return READ[blockTypeOf(block.type).kind](block, onDamage);
}

type ReadBlock = (block: Block, onDamage: OnDamage) => Contents;

const READ: Readonly<Record<BlockKind, ReadBlock>> = {
  "section-header": (block, onDamage) => ({ rewrite: headerWriter(block, onDamage) }),
  "machine-info": (block, onDamage) => {
    const machine = parseMachineInfo(block, onDamage);
    if (machine === undefined) return {};
    return {
      rewrite: (sink, options) => writeMachineInfo(sink, machine, typeFor(block, options, MACHINE_INFO)),
    };
  },
  "process-list": (block, onDamage) => {
    const threads = parseProcessList(block, onDamage);
    const tids = threads.map(({ tid }) => tid);
    const rewrite: Rewrite = (sink, options) => {
      const blockType = typeFor(block, options, PROCESS_LIST);
      writeProcessList(sink, threads, { blockType, target: options.target ?? tailAsIn(block, threads) });
    };
    return { tids, rewrite };
  },
  "fd-list": (block, onDamage) => {
    const list = parseFdList(block, onDamage);
    if (list === undefined) return {};
    const rewrite: Rewrite = (sink, options) => {
      const blockType = typeFor(block, options, FD_LIST);
      writeFdList(sink, list, { blockType, target: options.target ?? WRITE_TARGETS.libs });
    };
    return { tid: list.tid, rewrite };
  },
  "interface-list": (block, onDamage) => {
    const interfaces = parseInterfaceList(block, onDamage);
    return {
      rewrite: (sink, options) =>
        writeInterfaceList(sink, interfaces, typeFor(block, options, INTERFACE_LIST)),
    };
  },
  "user-list": (block, onDamage) => {
    const accounts = parseUserList(block, onDamage);
    return { rewrite: (sink, options) => writeUserList(sink, accounts, typeFor(block, options, USER_LIST)) };
  },
  "state-supplement": (block, onDamage) => {
    const lines = supplementLines(block, onDamage);
    return { rewrite: (sink) => writeStateSupplement(sink, lines) };
  },
  event: () => ({}),
  unknown: () => ({}),
};

function typeFor({ type }: Block, { isCurrent = false }: RewriteOptions, current: number): number {
  return isCurrent ? current : type;
}

/** A version that nobody can read is taken for damage, for the blocks behind it can be. */
function headerWriter(block: Block, onDamage: OnDamage): Rewrite {
  try {
    const header = parseSectionHeader(block);
    return (sink, { target, isCurrent, headerOptions = (options) => options }) => {
      const options = target?.hasOptions === false ? [] : headerOptions(header.options);
      const { majorVersion, minorVersion, sectionLength } = header;
      const versions = isCurrent ? {} : { majorVersion, minorVersion };
      writeSectionHeader(sink, { ...versions, sectionLength, options });
    };
  } catch (error) {
    if (!(error instanceof ScapError)) throw error;
    onDamage(damageOf(error));
    return (sink) => writeSectionHeader(sink, { majorVersion: MAX_MAJOR_VERSION });
  }
}

/** As long a tail as the block's first entry has, unless that is one of those that tell too short a length. */
function tailAsIn({ type, view, start, end, littleEndian }: Block, threads: readonly ThreadInfo[]) {
  const [first] = threads;
  const isFaulty = type !== PROCESS_LIST || forgottenBytes(view, start, end, littleEndian) > 0;
  if (first === undefined || isFaulty) return tailFor(threads);
  const bare = new ByteSink();
  writeProcessList(bare, [first], { target: { tailBytes: 0 } });
  const tailBytes =
    view.getUint32(start, littleEndian) - new DataView(bare.bytes.buffer).getUint32(HEADER_SIZE, true);
  return bare.cutTexts === 0 && KNOWN_TAILS.has(tailBytes) ? { tailBytes } : tailFor(threads);
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
