import { type EventRecord, isStateOnly } from "../../decoder/event.ts";
import { crc32 } from "../../format/crc32.ts";

/** Events that are remembered: more than differ in their order between two recordings of the same moment. */
const MAX_REMEMBERED = 65_536;

/**
 * Finds events that were recorded twice, in files whose times overlap: the same bytes from the time to the last
 * parameter, in another capture. An event that a capture holds twice by itself stays twice; one that another capture
 * keeps for the state alone does not stand for it.
 */
export class RecentEvents {
  /** Who gave each event and how often, by what it is; in the order of their coming. */
  private readonly seen = new Map<string, Map<number, number>>();

  /** Notes an event of capture `from`; true where another capture has given it before. */
  isRepeated(event: EventRecord, tsNs: bigint, from: number): boolean {
    const key = keyOf(event, tsNs);
    if (!isStateOnly(event)) return this.note(key, from);
    return this.seen.has(key) || this.note(`${key} state-only`, from);
  }

  private note(key: string, from: number): boolean {
    let givers = this.seen.get(key);
    if (givers === undefined) {
      givers = new Map();
      this.seen.set(key, givers);
      this.forgetOldest();
    }
    const own = (givers.get(from) ?? 0) + 1;
    givers.set(from, own);
    for (const [other, count] of givers) if (other !== from && count >= own) return true;
    return false;
  }

  private forgetOldest(): void {
    if (this.seen.size <= MAX_REMEMBERED) return;
    for (const key of this.seen.keys()) {
      this.seen.delete(key);
      return;
    }
  }
}

function keyOf({ bytes, lengthsAt, end, tid, code }: EventRecord, tsNs: bigint): string {
  return `${tsNs} ${tid} ${code} ${end - lengthsAt} ${crc32(bytes.subarray(lengthsAt, end))}`;
}
