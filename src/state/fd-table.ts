import type { FdEntry } from "./fd.ts";

/** Fds by number, which forked processes share until one of them changes its own. */
export type FdTable = ReadonlyMap<number, FdEntry>;

/** An fd table with what is known of it beside its entries. */
export class OwnedFdTable extends Map<number, FdEntry> {
  /** Threads that have the table as theirs. */
  holders = 1;
  /** Entries it had when it was copied from another; 0 for tables that are no copies. */
  copied = 0;
  /** Its fds that an exec closes. */
  readonly closeOnExec = new Set<number>();

  /** Sets an fd; `Map.set` alone would not note whether an exec closes it. */
  put(number: number, entry: FdEntry): void {
    this.set(number, entry);
    if (entry.closeOnExec) this.closeOnExec.add(number);
    else if (this.closeOnExec.size > 0) this.closeOnExec.delete(number);
  }

  /** Removes an fd. */
  drop(number: number): void {
    this.delete(number);
    this.closeOnExec.delete(number);
  }

  /** A table of the same fds, for one holder. */
  copy(): OwnedFdTable {
    const copy = new OwnedFdTable(this);
    copy.copied = this.size;
    for (const number of this.closeOnExec) copy.closeOnExec.add(number);
    return copy;
  }
}
