import { type EventRecord, isStateOnly } from "../../decoder/event.ts";
import { crc32 } from "../../format/crc32.ts";

/** Events that are remembered: more than differ in their order between two recordings of the same moment. */
const REMEMBERED = 65_536;
/** Events with the same hash that are compared with; hostile captures can hold any number. */
const MAX_COMPARED = 1000;
/** Leaves as many bits of a hash as places have. */
const HASH_SHIFT = 16;
/** Spreads events that differ by little. */
const SPREAD = 0x9e3779b1;

/**
 * Finds events that were recorded twice, in files whose times overlap: the same bytes from the time to the last
 * parameter, in another capture. An event that a capture holds twice by itself stays twice; one that another capture
 * keeps for the state alone does not stand for it.
 *
 * The events remembered are in arrays around and around, the one that came n-th in place n modulo their length: there
 * are too many for an object each.
 */
export class RecentEvents {
  /** By hash: which event of those with it came last; 0 for none. */
  private readonly latest = new Float64Array(REMEMBERED);
  /** Which event with the same hash came before. */
  private readonly earlier = new Float64Array(REMEMBERED);
  private readonly tsHigh = new Uint32Array(REMEMBERED);
  private readonly tsLow = new Uint32Array(REMEMBERED);
  private readonly tids = new Float64Array(REMEMBERED);
  private readonly codes = new Uint16Array(REMEMBERED);
  private readonly sizes = new Uint32Array(REMEMBERED);
  private readonly crcs = new Uint32Array(REMEMBERED);
  private readonly isForState = new Uint8Array(REMEMBERED);
  private readonly from = new Uint32Array(REMEMBERED);
  /** How often the capture has given it. */
  private readonly counts = new Float64Array(REMEMBERED);
  private remembered = 0;

  /** Notes an event of capture `from`; true where another capture has given it before. */
  isRepeated(event: EventRecord, from: number): boolean {
    const place = (this.remembered + 1) % REMEMBERED;
    this.describe(place, event, from);
    const hash = this.hashOf(place);
    const own = this.findOwn(place, hash);
    if (own === "too many") return false;
    if (own === undefined) this.remember(place, hash);
    else this.counts[own] = (this.counts[own] as number) + 1;
    return this.isGivenByAnother(place, hash, own === undefined ? 1 : (this.counts[own] as number));
  }

  private describe(place: number, event: EventRecord, from: number): void {
    const { bytes, lengthsAt, end } = event;
    this.tsHigh[place] = event.tsHigh;
    this.tsLow[place] = event.tsLow;
    this.tids[place] = event.tid;
    this.codes[place] = event.code;
    this.sizes[place] = end - lengthsAt;
    this.crcs[place] = crc32(bytes.subarray(lengthsAt, end));
    this.isForState[place] = isStateOnly(event) ? 1 : 0;
    this.from[place] = from;
  }

  /** Old writers list thousands of processes at one time: that alone does not tell events apart. */
  private hashOf(place: number): number {
    const time = (this.tsLow[place] as number) ^ (this.tsHigh[place] as number);
    const rest = (this.crcs[place] as number) ^ (this.tids[place] as number);
    return Math.imul(Math.imul(time, SPREAD) ^ rest, SPREAD) >>> HASH_SHIFT;
  }

  private remember(place: number, hash: number): void {
    this.remembered++;
    this.counts[place] = 1;
    this.earlier[place] = this.latest[hash] as number;
    this.latest[hash] = this.remembered;
  }

  /** Where the same event of the same capture is. */
  private findOwn(place: number, hash: number): number | undefined | "too many" {
    let compared = 0;
    for (let nth = this.latest[hash] as number; this.isRemembered(nth); nth = this.before(nth)) {
      const other = nth % REMEMBERED;
      if (this.from[other] === this.from[place] && this.isForState[other] === this.isForState[place]) {
        if (this.isEqual(other, place)) return other;
      }
      if (++compared === MAX_COMPARED) return "too many";
    }
    return undefined;
  }

  /** Whether another capture has given, as often, an event that makes this one needless. */
  private isGivenByAnother(place: number, hash: number, times: number): boolean {
    for (let nth = this.latest[hash] as number; this.isRemembered(nth); nth = this.before(nth)) {
      const other = nth % REMEMBERED;
      if (this.from[other] === this.from[place] || (this.counts[other] as number) < times) continue;
      const stands = this.isForState[place] === 1 || this.isForState[other] === 0;
      if (stands && this.isEqual(other, place)) return true;
    }
    return false;
  }

  private isRemembered(nth: number): boolean {
    return nth > 0 && nth > this.remembered + 1 - REMEMBERED;
  }

  private before(nth: number): number {
    return this.earlier[nth % REMEMBERED] as number;
  }

  private isEqual(a: number, b: number): boolean {
    return (
      this.tsLow[a] === this.tsLow[b] &&
      this.tsHigh[a] === this.tsHigh[b] &&
      this.crcs[a] === this.crcs[b] &&
      this.tids[a] === this.tids[b] &&
      this.codes[a] === this.codes[b] &&
      this.sizes[a] === this.sizes[b]
    );
  }
}
