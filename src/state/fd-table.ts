import type { FdEntry } from "./fd.ts";

/** Fds by number, which forked processes share until one of them changes its own. */
export type FdTable = Pick<
  ReadonlyMap<number, FdEntry>,
  "size" | "get" | "has" | "keys" | "values" | typeof Symbol.iterator
>;

/**
 * Fds below this are kept by their place in an array. Most processes have few fds, which come and go all the time, and
 * a Map would be built anew every few times.
 */
const LOW_FDS = 64;

/** An fd table with what is known of it beside its entries. */
export class OwnedFdTable implements FdTable {
  /** Threads that have the table as theirs. */
  holders = 1;
  /** Entries it had when it was copied from another; 0 for tables that are no copies. */
  copied = 0;
  private low: (FdEntry | undefined)[] = [];
  private lowCount = 0;
  private high: Map<number, FdEntry> | undefined = undefined;
  private marked: Set<number> | undefined = undefined;

  get size(): number {
    return this.lowCount + (this.high === undefined ? 0 : this.high.size);
  }

  /** Its fds that an exec closes. */
  get closeOnExec(): ReadonlySet<number> {
    return this.marked ?? NONE;
  }

  get(number: number): FdEntry | undefined {
    if (!isLow(number)) return this.high?.get(number);
    return number < this.low.length ? this.low[number] : undefined;
  }

  has(number: number): boolean {
    return this.get(number) !== undefined;
  }

  put(number: number, entry: FdEntry): void {
    if (isLow(number)) this.putLow(number, entry);
    else {
      this.high ??= new Map();
      this.high.set(number, entry);
    }
    if (entry.closeOnExec) {
      this.marked ??= new Set();
      this.marked.add(number);
    } else this.unmark(number);
  }

  /** Removes an fd. */
  drop(number: number): void {
    if (!isLow(number)) this.high?.delete(number);
    else if (this.has(number)) {
      this.low[number] = undefined;
      this.lowCount--;
    }
    this.unmark(number);
  }

  /** A table of the same fds, for one holder. */
  copy(): OwnedFdTable {
    const copy = new OwnedFdTable();
    copy.low = this.low.slice();
    copy.lowCount = this.lowCount;
    if (this.high !== undefined) copy.high = new Map(this.high);
    if (this.marked !== undefined) copy.marked = new Set(this.marked);
    copy.copied = this.size;
    return copy;
  }

  *keys(): Generator<number, undefined> {
    for (const [number] of this) yield number;
  }

  *values(): Generator<FdEntry, undefined> {
    for (const [, entry] of this) yield entry;
  }

  *[Symbol.iterator](): Generator<[number, FdEntry], undefined> {
    for (let number = 0; number < this.low.length; number++) {
      const entry = this.low[number];
      if (entry !== undefined) yield [number, entry];
    }
    if (this.high !== undefined) yield* this.high;
  }

  private putLow(number: number, entry: FdEntry): void {
    const { low } = this;
    while (low.length <= number) low.push(undefined);
    if (low[number] === undefined) this.lowCount++;
    low[number] = entry;
  }

  private unmark(number: number): void {
    if (this.marked !== undefined) this.marked.delete(number);
  }
}

const NONE: ReadonlySet<number> = new Set();

function isLow(number: number): boolean {
  return number >= 0 && number < LOW_FDS;
}
