/** Threads remembered; so many cannot exit within the time on a machine that still does anything else. */
const MAX_REMEMBERED = 8192;
/** A number is given out again only after all others were, which takes longer than this. */
const MAX_AGE_NS = 2_000_000_000n;

/**
 * Threads that exited a moment ago: where a child is quicker than its parent, its exit stands before the end of the
 * parent's clone, which must not bring it back to life.
 */
export class RecentExits {
  private readonly exitTsNs = new Map<string, bigint>();

  add(tid: number, ptid: number, tsNs: bigint): void {
    const key = keyOf(tid, ptid);
    this.exitTsNs.delete(key);
    this.exitTsNs.set(key, tsNs);
    if (this.exitTsNs.size > MAX_REMEMBERED)
      this.exitTsNs.delete(this.exitTsNs.keys().next().value as string);
  }

  /** Those that a clone may still follow, as parent, thread and time, the oldest first. */
  *entries(): Generator<readonly [ptid: number, tid: number, tsNs: bigint]> {
    let latestNs = 0n;
    for (const tsNs of this.exitTsNs.values()) if (tsNs > latestNs) latestNs = tsNs;
    for (const [key, tsNs] of this.exitTsNs) {
      const [ptid = -1, tid = -1] = key.split(" ").map(Number);
      if (latestNs - tsNs < MAX_AGE_NS) yield [ptid, tid, tsNs];
    }
  }

  has(tid: number, ptid: number, tsNs: bigint): boolean {
    const exitTsNs = this.exitTsNs.get(keyOf(tid, ptid));
    return exitTsNs !== undefined && tsNs >= exitTsNs && tsNs - exitTsNs < MAX_AGE_NS;
  }
}

function keyOf(tid: number, ptid: number): string {
  return `${ptid} ${tid}`;
}
