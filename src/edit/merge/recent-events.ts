import { type EventRecord, isStateOnly } from "../../decoder/event.ts";
import { crc32 } from "../../format/crc32.ts";

/** Times that are remembered: more than differ in their order between two recordings of the same moment. */
const MAX_REMEMBERED = 65_536;
/** Events of one time that are compared with; hostile captures can hold any number. */
const MAX_AT_ONE_TIME = 1000;
/** So many bits of a time's upper half go into the key: enough to tell the times of 52 days apart. */
const HIGH_MASK = 0xfffff;
const TWO_TO_32 = 2 ** 32;

/** An event that was given, and how often by whom. Events of one time are chained. */
interface Given {
  readonly tid: number;
  readonly code: number;
  readonly sizeBytes: number;
  readonly crc: number;
  readonly isStateOnly: boolean;
  readonly from: number;
  count: number;
  readonly next: Given | undefined;
  /** How many events the chain has from here on. */
  readonly chained: number;
}

/**
 * Finds events that were recorded twice, in files whose times overlap: the same bytes from the time to the last
 * parameter, in another capture. An event that a capture holds twice by itself stays twice; one that another capture
 * keeps for the state alone does not stand for it.
 */
export class RecentEvents {
  private readonly byTime = new Map<number, Given>();
  /** The times in the order of their coming, around and around. */
  private readonly times = new Float64Array(MAX_REMEMBERED);
  private timeCount = 0;

  /** Notes an event of capture `from`; true where another capture has given it before. */
  isRepeated(event: EventRecord, from: number): boolean {
    const time = (event.tsHigh & HIGH_MASK) * TWO_TO_32 + event.tsLow;
    const first = this.byTime.get(time);
    if (first === undefined) this.remember(time);
    else if (first.chained >= MAX_AT_ONE_TIME) return false;
    const given = describe(event, from, first);
    const own = findOwn(first, given);
    if (own === undefined) this.byTime.set(time, given);
    else own.count++;
    const times = own?.count ?? 1;
    for (let other = first; other !== undefined; other = other.next)
      if (other.from !== from && stands(other, given) && other.count >= times) return true;
    return false;
  }

  private remember(time: number): void {
    const slot = this.timeCount++ % MAX_REMEMBERED;
    if (this.timeCount > MAX_REMEMBERED) this.byTime.delete(this.times[slot] as number);
    this.times[slot] = time;
  }
}

function describe(event: EventRecord, from: number, next: Given | undefined): Given {
  const { tid, code, bytes, lengthsAt, end } = event;
  const crc = crc32(bytes.subarray(lengthsAt, end));
  const what = { tid, code, sizeBytes: end - lengthsAt, crc, isStateOnly: isStateOnly(event) };
  return { ...what, from, count: 1, next, chained: 1 + (next?.chained ?? 0) };
}

function findOwn(first: Given | undefined, given: Given): Given | undefined {
  for (let own = first; own !== undefined; own = own.next)
    if (own.from === given.from && own.isStateOnly === given.isStateOnly && isEqual(own, given)) return own;
  return undefined;
}

/** Whether one event makes another needless. */
function stands(other: Given, given: Given): boolean {
  return isEqual(other, given) && (given.isStateOnly || !other.isStateOnly);
}

function isEqual(a: Given, b: Given): boolean {
  return a.tid === b.tid && a.code === b.code && a.sizeBytes === b.sizeBytes && a.crc === b.crc;
}
