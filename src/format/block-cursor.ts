import { type Block, HEADER_SIZE } from "./block-batch.ts";
import { blockTypeOf } from "./catalogue.ts";
import { type OnDamage, ScapError, type ScapErrorCode } from "./errors.ts";
import { decodeStringList, decodeText } from "./text.ts";

const TWO_TO_32 = 2 ** 32;

/**
 * Reads the fields of a block's body one after another, never past its end or that of the entry it was made for.
 * All it returns is copied out. A field that does not fit throws a ScapError with the offset of the field.
 */
export class BlockCursor {
  /** Position of the next field in the block's view. */
  at: number;
  readonly end: number;
  readonly onDamage: OnDamage;
  private readonly block: Block;
  private readonly bytes: Uint8Array;

  constructor(block: Block, onDamage: OnDamage, start = block.start, end = block.end) {
    this.block = block;
    this.onDamage = onDamage;
    this.bytes = new Uint8Array(block.view.buffer, block.view.byteOffset, block.view.byteLength);
    this.at = start;
    this.end = end;
  }

  get remaining(): number {
    return this.end - this.at;
  }

  u8(): number {
    return this.block.view.getUint8(this.take(1));
  }

  u16(): number {
    return this.block.view.getUint16(this.take(2), this.block.littleEndian);
  }

  u32(): number {
    return this.block.view.getUint32(this.take(4), this.block.littleEndian);
  }

  u64(): bigint {
    return this.block.view.getBigUint64(this.take(8), this.block.littleEndian);
  }

  /** A signed 64-bit id or count; -1 stands for unknown. */
  i64(): number {
    const { view, littleEndian } = this.block;
    const at = this.take(8);
    const low = view.getUint32(littleEndian ? at : at + 4, littleEndian);
    const high = view.getInt32(littleEndian ? at + 4 : at, littleEndian);
    return high * TWO_TO_32 + low;
  }

  copyBytes(count: number): Uint8Array {
    const at = this.take(count);
    return this.bytes.slice(at, at + count);
  }

  /** A string behind its u16 length; one longer than `limit` bytes is cut, which is reported. */
  text(limit = Number.POSITIVE_INFINITY): string {
    return this.textOf(this.u16(), limit);
  }

  /** A string of `length` bytes; one longer than `limit` is cut, which is reported. */
  textOf(length: number, limit = Number.POSITIVE_INFINITY): string {
    if (limit < length && length <= this.remaining)
      this.report(`a name of ${length} bytes is cut to ${limit}`, true);
    const at = this.take(length);
    return decodeText(this.bytes, at, at + Math.min(length, limit));
  }

  /** NUL-terminated strings behind the u16 length of all of them. */
  textList(): string[] {
    const length = this.u16();
    const at = this.take(length);
    return decodeStringList(this.bytes, at, at + length);
  }

  /** A cursor over the next `length` bytes, which this one leaves behind. */
  entry(length: number): BlockCursor {
    const start = this.take(length);
    return new BlockCursor(this.block, this.onDamage, start, start + length);
  }

  /** Position behind the last byte that is not zero. */
  dataEnd(): number {
    let end = this.end;
    while (end > this.at && this.bytes[end - 1] === 0) end--;
    return end;
  }

  /** Gives up on the block from here. */
  fail(detail: string, code: ScapErrorCode = "bad-block"): never {
    throw new ScapError(code, detail, this.context());
  }

  report(detail: string, lost: boolean): void {
    this.onDamage({ code: "bad-block", detail, context: this.context(), lost });
  }

  private context() {
    const { offset, start, type } = this.block;
    return { offset: offset + HEADER_SIZE + this.at - start, block: blockTypeOf(type).name };
  }

  private take(count: number): number {
    const { at } = this;
    if (count > this.end - at)
      this.fail(`a field of ${count} bytes does not fit into the ${this.end - at} left`);
    this.at = at + count;
    return at;
  }
}
