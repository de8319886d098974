/**
 * Makes the captures that the benchmarks read out of small ones: metadata once, then the events over and over while
 * time goes on. `tsx bench/generate.ts [--large] [SOURCE…]`
 */
import { createWriteStream, existsSync, mkdirSync } from "node:fs";
import { rename } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createGzip } from "node:zlib";
import { blockTypeOf, openCapture } from "../src/index.ts";
import { capturePath, DATA, DEFAULT_OLD_SOURCE, DEFAULT_SOURCE, type Variant } from "./captures.ts";

const EVENT_COUNT = 3_300_000;
const LARGE_FACTOR = 10;
/** Pause between one repetition and the next. */
const GAP_NS = 1_000_000n;
const FD_LIST_V2 = 0x218;
/** sysdig 0.29.3 refuses a capture that lists an fd of a kind newer than 16; 10 stands for kinds without support. */
const MAX_OLD_FD_TYPE = 16;
const UNSUPPORTED_FD_TYPE = 10;

/** What is repeated. */
interface Pattern {
  readonly metadata: Uint8Array;
  readonly events: Uint8Array;
  /** Position of each event's timestamp in `events`; some events have none. */
  readonly timestampsAt: readonly number[];
}

/** Makes a capture, unless it is there already, and returns its path. */
export async function generate(source: string, variant: Variant): Promise<string> {
  const path = capturePath(source, variant);
  if (existsSync(path)) return path;
  mkdirSync(DATA, { recursive: true });
  const pattern = await readPattern(source);
  const count = variant === "large" ? LARGE_FACTOR * EVENT_COUNT : EVENT_COUNT;
  const pieces = Readable.from(repeat(pattern, Math.ceil(count / pattern.timestampsAt.length)));
  // Under another name while unfinished, so that a run cut short leaves nothing that looks complete.
  const partial = `${path}.partial`;
  const file = createWriteStream(partial);
  await (variant === "gzip" ? pipeline(pieces, createGzip(), file) : pipeline(pieces, file));
  await rename(partial, path);
  return path;
}

async function readPattern(path: string): Promise<Pattern> {
  const metadata: Uint8Array[] = [];
  const events: Uint8Array[] = [];
  const timestampsAt: number[] = [];
  let position = 0;
  for await (const batch of openCapture(path).blocks()) {
    if (!batch.littleEndian) throw new Error(`${path}: only little-endian captures can be repeated`);
    for (let i = 0; i < batch.count; i++) {
      const start = batch.starts[i] as number;
      const block = batch.bytes.slice(start, start + batch.view.getUint32(start + 4, true));
      const type = blockTypeOf(batch.types[i] as number);
      if (type.kind !== "event") {
        metadata.push(type.id === FD_LIST_V2 ? withOldFdTypes(block) : block);
        continue;
      }
      events.push(block);
      // u32 type, u32 length, u16 cpu, u32 flags (some types), u64 timestamp …
      const timestampAt = type.hasFlags ? 14 : 10;
      if (isTime(viewOf(block).getBigUint64(timestampAt, true))) timestampsAt.push(position + timestampAt);
      position += block.length;
    }
  }
  return { metadata: Buffer.concat(metadata), events: Buffer.concat(events), timestampsAt };
}

/** Events made in user space may carry 0 or all ones, which are no times. */
function isTime(tsNs: bigint): boolean {
  return tsNs !== 0n && tsNs !== 2n ** 64n - 1n;
}

/** The fd list with such kinds of fds only as sysdig 0.29.3 knows. */
function withOldFdTypes(block: Uint8Array): Uint8Array {
  const view = viewOf(block);
  // u32 type, u32 length, i64 tid, entries: u32 length, i64 fd, u64 inode, u8 kind …
  for (let at = 16; at + 21 < block.length; at += view.getUint32(at, true)) {
    if (view.getUint8(at + 20) > MAX_OLD_FD_TYPE) view.setUint8(at + 20, UNSUPPORTED_FD_TYPE);
  }
  return block;
}

function* repeat({ metadata, events, timestampsAt }: Pattern, times: number): Generator<Uint8Array> {
  yield metadata;
  const periodNs = spanNs(events, timestampsAt) + GAP_NS;
  for (let k = 0; k < times; k++) {
    // A copy: the stream may still hold the one before. (`slice` of a Buffer would be none.)
    const shifted = new Uint8Array(events);
    const view = viewOf(shifted);
    for (const at of timestampsAt)
      view.setBigUint64(at, view.getBigUint64(at, true) + BigInt(k) * periodNs, true);
    yield shifted;
  }
}

/** Time between the earliest event and the latest, which need not be the first and the last. */
function spanNs(events: Uint8Array, timestampsAt: readonly number[]): bigint {
  const view = viewOf(events);
  const times = timestampsAt.map((at) => view.getBigUint64(at, true)).sort((a, b) => (a < b ? -1 : 1));
  return (times.at(-1) ?? 0n) - (times[0] ?? 0n);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { large: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const variants: Variant[] = values.large ? ["plain", "gzip", "large"] : ["plain", "gzip"];
  const sources = positionals.length > 0 ? positionals : [DEFAULT_SOURCE, DEFAULT_OLD_SOURCE];
  for (const source of sources) for (const variant of variants) console.log(await generate(source, variant));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
