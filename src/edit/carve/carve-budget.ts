import type { OnDamage } from "../../format/errors.ts";

/** Trials at least; what looks like compressed data more often is made to. */
const FREE_TRIALS = 2000;
/** One more for so much that was searched. */
const BYTES_PER_TRIAL = 4096;
/** Of data in compressed data in compressed data: a few bytes could become terabytes. */
const FREE_INNER_BYTES = 256 * 1024 * 1024;
const INNER_BYTES_PER_BYTE = 4;

/** Keeps the time that carving takes in proportion to what is searched. */
export class CarveBudget {
  private readonly onDamage: OnDamage;
  private trials = FREE_TRIALS;
  private innerBytes = FREE_INNER_BYTES;
  private isTold = false;

  constructor(onDamage: OnDamage) {
    this.onDamage = onDamage;
  }

  /** So many bytes were searched. */
  earn(bytes: number): void {
    this.trials += bytes / BYTES_PER_TRIAL;
  }

  /** Whether there is time to try whether compressed data is at `offset`. */
  mayTry(offset: number, trials = 1): boolean {
    const isWorthIt = this.trials >= trials;
    if (isWorthIt) this.trials -= trials;
    else this.tell("more of it looks like compressed data than there is time to try", offset);
    return isWorthIt;
  }

  /** What compressed data at `offset` of a layer gives, as long as it is no more than is worth it. */
  async *limited(
    chunks: AsyncIterable<Uint8Array>,
    depth: number,
    offset: number,
  ): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.innerBytes += depth === 0 ? INNER_BYTES_PER_BYTE * chunk.length : -chunk.length;
      if (this.innerBytes < 0) return this.tell("compressed data in compressed data grows too much", offset);
      yield chunk;
    }
  }

  private tell(detail: string, offset: number): void {
    if (this.isTold) return;
    this.isTold = true;
    this.onDamage({
      code: "limit",
      detail: `${detail}; the rest is not looked into`,
      context: { offset },
      lost: true,
    });
  }
}
