import { HEADER_SIZE, TRAILER_SIZE } from "../../format/block-batch.ts";
import { ByteSink } from "../../format/byte-sink.ts";
import { blockTypeOf } from "../../format/catalogue.ts";
import { concatenate } from "../../format/concatenate.ts";
import { writeRawBlock } from "../../format/write-block.ts";
import { type Path, SpecError } from "../spec/spec-error.ts";
import type { FaultSpec, GivenNumber } from "./capture-spec.ts";
import { bytesOf } from "./given-bytes.ts";
import { u32Of } from "./given-number.ts";

/** Bytes that faults are done to; what is `undefined` was dropped. */
type Piece = Uint8Array<ArrayBuffer> | undefined;

/** Does damage to blocks, each as whole bytes; what comes out need not be blocks any more. */
export function applyFaults(
  blocks: readonly Uint8Array[],
  faults: readonly FaultSpec[],
  littleEndian: boolean,
  path: Path,
): Uint8Array {
  const pieces: Piece[] = blocks.map((block) => Uint8Array.from(block));
  const isEvent = blocks.map(
    (block) => blockTypeOf(viewOf(block).getUint32(0, littleEndian)).kind === "event",
  );
  for (const [k, fault] of faults.entries()) {
    const at = chosenBlock(fault, isEvent, [...path, k]);
    if (at !== undefined) pieces[at] = damageBlock(pieces[at], fault, littleEndian, [...path, k]);
  }
  let whole = concatenate(pieces.filter((piece) => piece !== undefined));
  for (const [k, fault] of faults.entries()) {
    if (fault.block === undefined && fault.event === undefined)
      whole = damageWhole(whole, fault, [...path, k]);
  }
  return whole;
}

/** Index of the block that a fault is for; undefined for those of the whole. */
function chosenBlock(
  { block, event }: FaultSpec,
  isEvent: readonly boolean[],
  path: Path,
): number | undefined {
  if (block === undefined && event === undefined) return undefined;
  const events = isEvent.flatMap((is, index) => (is ? [index] : []));
  const at = block === undefined ? events[(event ?? 0) - 1] : block - 1;
  if (at === undefined || at >= isEvent.length) {
    const many = block === undefined ? `${events.length} events` : `${isEvent.length} blocks`;
    throw new SpecError(path, `there are only ${many}`);
  }
  return at;
}

function damageBlock(piece: Piece, fault: FaultSpec, littleEndian: boolean, path: Path): Piece {
  if (piece === undefined || fault.drop === true) return undefined;
  const view = viewOf(piece);
  const put = (at: number, key: keyof FaultSpec) => {
    const value = fault[key];
    if (value === undefined) return;
    if (at < 0 || at + 4 > piece.length)
      throw new SpecError([...path, key], "the block is too short for that");
    // The keys it is called with are those of numbers.
    view.setUint32(at, u32Of(value as GivenNumber, [...path, key]), littleEndian);
  };
  const eventAt = eventStart(view, littleEndian);
  put(eventAt + 22, "setParamCount");
  put(eventAt + 16, "setEventLength");
  put(piece.length - TRAILER_SIZE, "setTrailer");
  put(HEADER_SIZE - 4, "setLength");
  put(0, "setType");
  const damaged = damageBytes(piece, fault, path);
  const inserted = insertedBytes(fault, littleEndian, path);
  const copies = Array.from({ length: (fault.repeat ?? 0) + 1 }, () => damaged);
  return concatenate([inserted, ...copies]) as Uint8Array<ArrayBuffer>;
}

/** Position of the event's time in an event block. */
function eventStart(view: DataView, littleEndian: boolean): number {
  return HEADER_SIZE + (blockTypeOf(view.getUint32(0, littleEndian)).hasFlags ? 6 : 2);
}

function insertedBytes({ insert, insertType }: FaultSpec, littleEndian: boolean, path: Path): Uint8Array {
  const body = insert === undefined ? new Uint8Array(0) : bytesOf(insert, [...path, "insert"]);
  if (insertType === undefined) return body;
  const sink = new ByteSink({ littleEndian });
  writeRawBlock(sink, u32Of(insertType, [...path, "insertType"]), body);
  return sink.takeAll();
}

function damageWhole(whole: Uint8Array, fault: FaultSpec, path: Path): Uint8Array {
  const blockKeys = [
    "setType",
    "setLength",
    "setTrailer",
    "setEventLength",
    "setParamCount",
    "drop",
    "repeat",
    "insert",
  ] as const;
  const lost = blockKeys.find((key) => fault[key] !== undefined);
  if (lost !== undefined) throw new SpecError(path, `${lost} needs a block or an event to be done to`);
  const damaged = damageBytes(Uint8Array.from(whole), fault, path);
  return fault.append === undefined
    ? damaged
    : concatenate([damaged, bytesOf(fault.append, [...path, "append"])]);
}

function damageBytes(
  bytes: Uint8Array,
  { offset = 0, patch, flip, truncate }: FaultSpec,
  path: Path,
): Uint8Array {
  const at = offset < 0 ? bytes.length + offset : offset;
  const patchBytes = patch === undefined ? new Uint8Array(0) : bytesOf(patch, [...path, "patch"]);
  const needed = Math.max(patchBytes.length, flip === undefined ? 0 : 1);
  if (needed > 0 && (at < 0 || at + needed > bytes.length))
    throw new SpecError([...path, "offset"], `there are only ${bytes.length} bytes`);
  bytes.set(patchBytes, needed === 0 ? 0 : at);
  if (flip !== undefined) bytes[at] = (bytes[at] as number) ^ (1 << flip);
  if (truncate === undefined) return bytes;
  return truncate < 0 ? bytes.subarray(0, Math.max(0, bytes.length + truncate)) : bytes.subarray(0, truncate);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
