import type { ChunkReader } from "./chunk-reader.ts";
import type { OnDamage, ScapErrorCode } from "./errors.ts";
import {
  isZstd,
  MAX_ZSTD_HEADER_SIZE,
  parseZstdHeader,
  skippableLength,
  type ZstdHeader,
} from "./zstd-header.ts";

/** Decodes one zstd frame, which is given in parts: header, blocks, checksum; nothing where it is cut. Never throws. */
export interface ZstdDecoder {
  readonly push: (part: Uint8Array, endsFrame: boolean) => Promise<ZstdStep>;
  readonly close: () => void;
}

/** What a decoder made of a part. */
export interface ZstdStep {
  readonly outputs: readonly Uint8Array[];
  /** What is wrong with the part, if anything. */
  readonly problem?: string | undefined;
}

/** The tools that differ between Node and browsers. */
export interface ZstdTools {
  readonly createDecoder: () => ZstdDecoder;
  /** A frame that needs a larger window is refused: the window is allocated before the data has proved anything. */
  readonly maxWindowBytes: number;
  /** Whether to go on behind damage, where a new frame begins. Offsets do not count what is missing then. */
  readonly resumes?: boolean;
}

interface Progress {
  readonly reader: ChunkReader;
  readonly onDamage: OnDamage;
  /** Bytes delivered: the offset in the uncompressed capture. */
  offset: number;
  frame: number;
  /** How often it went on behind damage. */
  resumed: number;
}

interface FramePart {
  readonly bytes: Uint8Array;
  /** Nothing but a checksum can follow. */
  readonly endsData: boolean;
  readonly endsFrame: boolean;
}

/** More is not worth the time: what looks like data so often is made to. */
const MAX_RESUMES = 10_000;
const SEARCH_BYTES = 256 * 1024;
const MAGIC_SIZE = 4;
/** The first byte of a frame's magic. */
const MAGIC_START = 0x28;
const BLOCK_HEADER_SIZE = 3;
const BLOCK_TYPE_REPEAT = 1;
const CHECKSUM_SIZE = 4;

/** The uncompressed data of all zstd frames in turn; what can be decoded is delivered before damage is reported. */
export async function* unzstdFrames(
  reader: ChunkReader,
  tools: ZstdTools,
  onDamage: OnDamage,
): AsyncGenerator<Uint8Array> {
  const progress: Progress = { reader, onDamage, offset: 0, frame: 0, resumed: 0 };
  for (;;) {
    const { offset } = reader;
    const header = await findFrame(progress, tools);
    const isSound = header !== undefined && (yield* decodeFrame(progress, header, tools));
    if (isSound) continue;
    if (!tools.resumes) return;
    // A frame that cannot be begun is not to be found again.
    if (reader.offset === offset) reader.skip((await reader.peek(1)).length);
    if (!(await resume(progress))) return;
  }
}

/** Goes to where the next frame begins behind damage; false where none does. */
async function resume(progress: Progress): Promise<boolean> {
  const { reader } = progress;
  while (progress.resumed < MAX_RESUMES) {
    const bytes = await reader.peek(SEARCH_BYTES);
    const at = frameStart(bytes);
    if (at === undefined && bytes.length < SEARCH_BYTES) return false;
    reader.skip(at ?? bytes.length - MAGIC_SIZE + 1);
    if (at === undefined) continue;
    progress.resumed++;
    report(progress, "bad-compression", "the data goes on behind damage", true);
    return true;
  }
  return false;
}

/** Where a frame seems to begin. */
function frameStart(bytes: Uint8Array): number | undefined {
  for (let at = bytes.indexOf(MAGIC_START); at >= 0; at = bytes.indexOf(MAGIC_START, at + 1))
    if (isZstd(bytes.subarray(at, at + MAGIC_SIZE))) return at;
  return undefined;
}

/** The header of the next frame with data, which is not yet taken; undefined where none follows that can be decoded. */
async function findFrame(progress: Progress, tools: ZstdTools): Promise<ZstdHeader | undefined> {
  const start = await skipFrames(progress.reader);
  if (start.length === 0) return undefined;
  if (!isZstd(start)) {
    report(progress, "bad-compression", `what follows zstd frame ${progress.frame} is ignored`, false);
    return undefined;
  }
  progress.frame++;
  const header = parseZstdHeader(start);
  if (header === "cut") return refuse(progress, "truncated", "the input ends inside its header");
  if (header === undefined)
    return refuse(progress, "unsupported-compression", "its header is none that we know");
  if (header.needsDictionary) return refuse(progress, "unsupported-compression", "it needs a dictionary");
  const { windowBytes } = header;
  if (windowBytes <= tools.maxWindowBytes) return header;
  return refuse(progress, "limit", `its window of ${windowBytes} bytes is over ${tools.maxWindowBytes}`);
}

/** Skips frames without data; the start of what follows. */
async function skipFrames(reader: ChunkReader): Promise<Uint8Array> {
  for (;;) {
    const start = await reader.peek(MAX_ZSTD_HEADER_SIZE);
    const length = skippableLength(start);
    if (length === undefined) return start;
    await skipBytes(reader, length);
  }
}

async function skipBytes(reader: ChunkReader, count: number): Promise<void> {
  let left = count;
  while (left > 0) {
    const { length } = await reader.borrow(left);
    if (length === 0) return;
    reader.skip(length);
    left -= length;
  }
}

/** Delivers a frame's data; false where it is damaged so that nothing can follow. */
async function* decodeFrame(
  progress: Progress,
  header: ZstdHeader,
  tools: ZstdTools,
): AsyncGenerator<Uint8Array, boolean> {
  const decoder = tools.createDecoder();
  let isComplete = false;
  try {
    for await (const { bytes, endsData, endsFrame } of frameParts(progress.reader, header)) {
      const { outputs, problem } = await decoder.push(bytes, endsFrame);
      yield* deliver(outputs, progress);
      if (problem !== undefined) {
        refuse(progress, "bad-compression", `its data is corrupt: ${problem}`);
        return false;
      }
      if (endsFrame) return true;
      isComplete ||= endsData;
    }
    const { outputs } = await decoder.push(new Uint8Array(0), true);
    yield* deliver(outputs, progress);
    reportCut(progress, isComplete);
    return false;
  } finally {
    decoder.close();
  }
}

function* deliver(outputs: readonly Uint8Array[], progress: Progress): Generator<Uint8Array> {
  for (const output of outputs) {
    progress.offset += output.length;
    yield output;
  }
}

/** The frame's header, its blocks and its checksum as they stand in the input, as far as they are whole. */
async function* frameParts(
  reader: ChunkReader,
  { sizeBytes, hasChecksum }: ZstdHeader,
): AsyncGenerator<FramePart> {
  yield { bytes: await take(reader, sizeBytes), endsData: false, endsFrame: false };
  for (let endsData = false; !endsData; ) {
    const [low, middle, high] = await reader.peek(BLOCK_HEADER_SIZE);
    if (low === undefined || middle === undefined || high === undefined) return;
    // Bit 0: the last block, bits 1 and 2: its type, the others: its size.
    endsData = (low & 1) !== 0;
    const size = (low >> 3) | (middle << 5) | (high << 13);
    const blockBytes = BLOCK_HEADER_SIZE + (((low >> 1) & 3) === BLOCK_TYPE_REPEAT ? 1 : size);
    const bytes = await take(reader, blockBytes);
    if (bytes.length < blockBytes) return;
    yield { bytes, endsData, endsFrame: endsData && !hasChecksum };
  }
  const bytes = await take(reader, hasChecksum ? CHECKSUM_SIZE : 0);
  if (bytes.length === CHECKSUM_SIZE) yield { bytes, endsData: false, endsFrame: true };
}

async function take(reader: ChunkReader, count: number): Promise<Uint8Array> {
  const bytes = await reader.peek(count);
  reader.skip(bytes.length);
  return bytes;
}

function reportCut(progress: Progress, isComplete: boolean): void {
  const name = `zstd frame ${progress.frame}`;
  if (isComplete)
    report(progress, "truncated", `${name}: the input ends before its checksum; the data is complete`, false);
  else
    report(
      progress,
      "truncated",
      `${name}: the input ends in the middle of its data; all before that was read`,
      true,
    );
}

/** Reports that a frame cannot be read on. */
function refuse(progress: Progress, code: ScapErrorCode, detail: string): undefined {
  report(progress, code, `zstd frame ${progress.frame}: ${detail}`, true);
}

function report(progress: Progress, code: ScapErrorCode, detail: string, lost: boolean): void {
  const { onDamage, offset, reader } = progress;
  onDamage({ code, detail: `${detail} (compressed byte ${reader.offset})`, context: { offset }, lost });
}
