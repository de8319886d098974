/** Linux has 2^22 thread ids at most; two numbers below this make one without loss. */
const SMALL_ID = 2 ** 26;
/** Threads remembered; so many cannot exit within the time on a machine that still does anything else. */
const MAX_REMEMBERED = 8192;
/** A number is given out again only after all others were, which takes longer than this. */
const MAX_AGE_NS = 2_000_000_000n;

/**
 * Threads that exited a moment ago: where a child is quicker than its parent, its exit stands before the end of the
 * parent's clone, which must not bring it back to life.
 */
export class RecentExits {
  private readonly exits = new Map<number | string, Exit>();

  add(tid: number, ptid: number, tsNs: bigint): void {
    const key = keyOf(tid, ptid);
    this.exits.delete(key);
    this.exits.set(key, { tid, ptid, tsNs });
    if (this.exits.size > MAX_REMEMBERED) this.exits.delete(this.exits.keys().next().value ?? "");
  }

  /** Those that a clone may still follow, as parent, thread and time, the oldest first. */
  *entries(): Generator<readonly [ptid: number, tid: number, tsNs: bigint]> {
    let latestNs = 0n;
    for (const { tsNs } of this.exits.values()) if (tsNs > latestNs) latestNs = tsNs;
    for (const { ptid, tid, tsNs } of this.exits.values())
      if (latestNs - tsNs < MAX_AGE_NS) yield [ptid, tid, tsNs];
  }

  has(tid: number, ptid: number, tsNs: bigint): boolean {
    const exit = this.exits.get(keyOf(tid, ptid));
    return exit !== undefined && tsNs >= exit.tsNs && tsNs - exit.tsNs < MAX_AGE_NS;
  }
}

interface Exit {
  readonly tid: number;
  readonly ptid: number;
  readonly tsNs: bigint;
}

/** A number where both are as small as those of any system, which is found faster than a text. */
function keyOf(tid: number, ptid: number): number | string {
  const areSmall = tid >= 0 && tid < SMALL_ID && ptid >= 0 && ptid < SMALL_ID;
  return areSmall ? ptid * SMALL_ID + tid : `${ptid} ${tid}`;
}
