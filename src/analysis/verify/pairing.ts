import type { EventRecord } from "../../decoder/event.ts";
import { EventFlag } from "../../schema/types.ts";

/** Threads whose open enter event is kept; a hostile capture can name any number. */
const MAX_THREADS = 1 << 20;

/** A child's first event is the exit of its parent's call. */
const STARTS_THREADS: ReadonlySet<string> = new Set(["clone", "clone3", "fork", "vfork"]);

/** An enter or exit event without its partner. */
export interface Unpaired {
  readonly rule: "enter-unpaired" | "exit-unpaired";
  readonly code: number;
  readonly number: number;
}

/**
 * Pairs enter and exit events by thread. Current drivers record exit events alone, so an exit event misses its enter
 * event only where the capture holds enter events of that call; `finish` tells. A call that never returns
 * (exit_group, a thread killed) leaves an enter event open: notes, not faults.
 */
export class Pairing {
  private readonly openByTid = new Map<number, { code: number; number: number }>();
  private readonly enterCodes = new Set<number>();
  private readonly lonely = new Map<number, { first: number; count: number }>();
  private readonly report: (unpaired: Unpaired) => void;

  constructor(report: (unpaired: Unpaired) => void) {
    this.report = report;
  }

  add({ code, tid, number, spec }: EventRecord): void {
    if (spec === undefined || spec.source !== "SYSCALL" || (spec.flags & EventFlag.UNUSED) !== 0) return;
    if (spec.isExit) this.close(code, tid, number, STARTS_THREADS.has(spec.name));
    else this.open(code, tid, number);
  }

  /** Exit events that came alone though others of their call did not, by code. */
  finish(): readonly { code: number; first: number; count: number }[] {
    return [...this.lonely]
      .filter(([code]) => this.enterCodes.has(code - 1))
      .map(([code, { first, count }]) => ({ code, first, count }));
  }

  private open(code: number, tid: number, number: number): void {
    this.enterCodes.add(code);
    const before = this.openByTid.get(tid);
    if (before !== undefined) this.report({ rule: "enter-unpaired", ...before });
    if (before !== undefined || this.openByTid.size < MAX_THREADS) this.openByTid.set(tid, { code, number });
  }

  private close(code: number, tid: number, number: number, mayStandAlone: boolean): void {
    const open = this.openByTid.get(tid);
    if (open?.code === code - 1) {
      this.openByTid.delete(tid);
      return;
    }
    if (mayStandAlone) return;
    const before = this.lonely.get(code);
    this.lonely.set(code, { first: before?.first ?? number, count: (before?.count ?? 0) + 1 });
  }
}
