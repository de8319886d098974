import type { ChunkReader } from "./chunk-reader.ts";
import type { OnDamage, ScapErrorCode } from "./errors.ts";
import { isGzip, peekGzipHeader } from "./gzip-header.ts";
import { skipToResumePoint } from "./gzip-resume.ts";
import { DeflateSalvage } from "./salvage-deflate.ts";

/** What an inflater made of one piece of its input. */
export interface InflateStep {
  readonly outputs: readonly Uint8Array[];
  /** Bytes of the piece that belonged to the data and were sound, as far as that is known; the others follow. */
  readonly usedBytes: number;
  readonly state: "unfinished" | "finished" | "corrupt";
  /** What is wrong with corrupt data. */
  readonly problem?: string;
}

/** Inflates the raw deflate data of one gzip member; never throws. */
export interface Inflater {
  readonly push: (piece: Uint8Array) => Promise<InflateStep>;
  readonly close: () => void;
}

/** The tools that differ between Node and browsers. */
export interface GzipTools {
  readonly createInflater: () => Inflater;
  readonly crc32: (bytes: Uint8Array, crc: number) => number;
  /** Input given to an inflater at a time; a piece can inflate to a thousand times its size. */
  readonly pieceBytes: number;
  /**
   * Whether to go on behind damage: at new members, or at flushes too, for which the inflater must refuse references to
   * data that it did not see. Offsets do not count what is missing then.
   */
  readonly resumes?: "members" | "flushes";
}

// u32 checksum, u32 size of the data
const TRAILER_SIZE = 8;

/** Where the decompression of an input has got to. */
interface Progress {
  readonly reader: ChunkReader;
  readonly onDamage: OnDamage;
  /** Bytes delivered: the offset in the uncompressed capture. */
  offset: number;
  member: number;
}

interface Checksum {
  crc: number;
  sizeBytes: number;
}

/**
 * The uncompressed data of all gzip members in turn. Whatever can be inflated is delivered before damage is reported;
 * corrupt data and the end of the input inside a member end the stream, a wrong checksum does not.
 */
export async function* gunzipMembers(
  reader: ChunkReader,
  tools: GzipTools,
  onDamage: OnDamage,
): AsyncGenerator<Uint8Array> {
  const progress: Progress = { reader, onDamage, offset: 0, member: 0 };
  let entry: Entry | undefined = await enterMember(progress, tools);
  while (entry !== undefined) {
    const end: MemberEnd = yield* inflateMember(progress, tools, entry);
    entry = end.isSound ? await enterMember(progress, tools) : await resume(progress, tools, end.soundTo);
  }
}

/** How a member is entered: at its beginning, or behind damage in it. */
type Entry = "start" | "resumed";

/** How the reading of a member ended, and up to where in the input it was sound, as far as that is known. */
interface MemberEnd {
  readonly isSound: boolean;
  readonly soundTo?: number | undefined;
}

/** Looks for the next place behind damage where data can be read again. */
async function resume(
  progress: Progress,
  tools: GzipTools,
  soundTo: number | undefined,
): Promise<Entry | undefined> {
  if (tools.resumes === undefined) return undefined;
  const { reader } = progress;
  const flushFrom = soundTo ?? reader.offset + tools.pieceBytes;
  const point = await skipToResumePoint(
    reader,
    tools.createInflater,
    tools.resumes === "flushes" ? flushFrom : Number.POSITIVE_INFINITY,
  );
  if (point === undefined) return undefined;
  report(progress, "bad-compression", "the data goes on behind damage", true);
  return point.kind === "member" ? enterMember(progress, tools) : "resumed";
}

/** Goes behind the next member's header; undefined when no member follows. */
async function enterMember(progress: Progress, tools: GzipTools): Promise<Entry | undefined> {
  const { reader } = progress;
  const start = await reader.peek(2);
  if (start.length === 0) return undefined;
  if (!isGzip(start)) {
    report(progress, "bad-compression", `what follows gzip member ${progress.member} is ignored`, false);
    return resume(progress, tools, reader.offset);
  }
  progress.member++;
  const length = await peekGzipHeader(reader);
  if (typeof length === "number") reader.skip(length);
  else if (length === "cut") reportMember(progress, "truncated", "the input ends inside its header", true);
  else reportMember(progress, "unsupported-compression", "its header is none that we know", true);
  if (typeof length === "number") return "start";
  // Not to be found again as the next member.
  reader.skip(1);
  return resume(progress, tools, reader.offset);
}

/** Delivers a member's data; not sound where it is damaged so that nothing can follow. */
async function* inflateMember(
  progress: Progress,
  tools: GzipTools,
  entry: Entry,
): AsyncGenerator<Uint8Array, MemberEnd> {
  const inflater = tools.createInflater();
  const salvage = new DeflateSalvage();
  const checksum = { crc: 0, sizeBytes: 0 };
  const start = progress.reader.offset;
  try {
    for await (const step of inflateSteps(progress.reader, inflater, salvage, tools.pieceBytes)) {
      yield* deliver(step.outputs, progress, checksum, tools);
      if (step.state === "finished") {
        // Of a member without its beginning the checksum tells nothing.
        if (entry === "start") return { isSound: await checkTrailer(progress, checksum) };
        progress.reader.skip((await progress.reader.peek(TRAILER_SIZE)).length);
        return { isSound: true };
      }
      if (step.state === "unfinished") continue;
      const sound = salvage.inflate(checksum.sizeBytes);
      yield* deliver(sound?.outputs ?? [], progress, checksum, tools);
      const soundTo = sound === undefined ? undefined : start + sound.inputBytes;
      reportCorrupt(progress, step, soundTo);
      return { isSound: false, soundTo };
    }
    await reportCut(progress, inflater);
    return { isSound: false };
  } finally {
    inflater.close();
  }
}

/** Feeds the inflater until it has finished or the input ends. It works on the next piece while the consumer has one. */
async function* inflateSteps(
  reader: ChunkReader,
  inflater: Inflater,
  salvage: DeflateSalvage,
  pieceBytes: number,
): AsyncGenerator<InflateStep> {
  const push = (piece: Uint8Array) => {
    salvage.keep(piece);
    return piece.length === 0 ? undefined : inflater.push(piece);
  };
  let pending: Promise<InflateStep> | undefined = push(await reader.borrow(pieceBytes));
  while (pending !== undefined) {
    const step: InflateStep = await pending;
    reader.skip(step.usedBytes);
    const goesOn = step.state === "unfinished";
    // Nothing is waited for while the consumer could have what is there.
    pending = goesOn ? push(reader.borrowNow(pieceBytes)) : undefined;
    yield step;
    if (goesOn) pending ??= push(await reader.borrow(pieceBytes));
  }
}

function* deliver(
  outputs: readonly Uint8Array[],
  progress: Progress,
  checksum: Checksum,
  { crc32 }: GzipTools,
): Generator<Uint8Array> {
  for (const output of outputs) {
    checksum.crc = crc32(output, checksum.crc);
    checksum.sizeBytes += output.length;
    progress.offset += output.length;
    yield output;
  }
}

/** Compares the checksum behind a member's data; what follows can be read either way, unless the input ends here. */
async function checkTrailer(progress: Progress, { crc, sizeBytes }: Checksum): Promise<boolean> {
  const trailer = await progress.reader.peek(TRAILER_SIZE);
  if (trailer.length < TRAILER_SIZE) {
    reportMember(progress, "truncated", "the input ends before its checksum; the data is complete", false);
    return false;
  }
  const view = new DataView(trailer.buffer, trailer.byteOffset, TRAILER_SIZE);
  if (view.getUint32(0, true) !== crc)
    reportMember(progress, "bad-compression", "its checksum does not fit its data", true);
  else if (view.getUint32(4, true) !== sizeBytes % 2 ** 32)
    reportMember(progress, "bad-compression", "the size behind it does not fit its data", true);
  progress.reader.skip(TRAILER_SIZE);
  return true;
}

/** The input has ended; the data may have ended with it, which only one more byte can show. */
async function reportCut(progress: Progress, inflater: Inflater): Promise<void> {
  const { state } = await inflater.push(new Uint8Array(1));
  if (state === "finished")
    reportMember(progress, "truncated", "the input ends before its checksum; the data is complete", false);
  else
    reportMember(
      progress,
      "truncated",
      "the input ends in the middle of its data; all before that was read",
      true,
    );
}

/** Corrupt data begins at `compressedOffset`, or somewhere in what the inflater was given last. */
function reportCorrupt(
  progress: Progress,
  { problem }: InflateStep,
  compressedOffset: number | undefined,
): void {
  const detail = `its data is corrupt: ${problem ?? "unknown why"}`;
  reportMember(progress, "bad-compression", detail, true, compressedOffset);
}

function reportMember(
  progress: Progress,
  code: ScapErrorCode,
  detail: string,
  lost: boolean,
  compressedOffset?: number,
): void {
  report(progress, code, `gzip member ${progress.member}: ${detail}`, lost, compressedOffset);
}

function report(
  { onDamage, offset, reader }: Progress,
  code: ScapErrorCode,
  detail: string,
  lost: boolean,
  compressedOffset = reader.offset,
): void {
  onDamage({ code, detail: `${detail} (compressed byte ${compressedOffset})`, context: { offset }, lost });
}
