import fc from "fast-check";

/** One way to damage a capture; places are shares of its length, so that they suit any. */
export type Fault =
  | { readonly kind: "flip"; readonly at: number; readonly bit: number }
  | { readonly kind: "hole" | "duplicate" | "zeroes"; readonly at: number; readonly size: number }
  | { readonly kind: "cut"; readonly at: number };

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const size = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 4096 }));

export const anyFault: fc.Arbitrary<Fault> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("flip"), at: place, bit: fc.integer({ min: 0, max: 7 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom("hole", "duplicate", "zeroes"), at: place, size }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("cut"), at: fc.double({ min: 0.5, max: 1, noNaN: true }) }),
  },
) as fc.Arbitrary<Fault>;

/** A damaged capture that knows of each byte where it was before; -1 for a changed one. */
export interface Damaged {
  readonly bytes: Uint8Array;
  readonly origins: Int32Array;
}

export function damage(capture: Uint8Array, faults: readonly Fault[]): Damaged {
  const origins = Int32Array.from({ length: capture.length }, (_, at) => at);
  return faults.reduce(applyFault, { bytes: capture.slice(), origins });
}

/** Which stretches of the original are still there in one piece. */
export function untouchedRanges({ origins }: Damaged): readonly (readonly [start: number, end: number])[] {
  const ranges: [number, number][] = [];
  for (let at = 0; at < origins.length; ) {
    const start = origins[at] as number;
    let length = 1;
    while (start >= 0 && origins[at + length] === start + length) length++;
    if (start >= 0) ranges.push([start, start + length]);
    at += length;
  }
  return ranges;
}

function applyFault({ bytes, origins }: Damaged, fault: Fault): Damaged {
  const at = Math.floor(fault.at * bytes.length);
  switch (fault.kind) {
    case "flip":
      if (bytes.length > 0) bytes[at] = (bytes[at] as number) ^ (1 << fault.bit);
      origins[at] = -1;
      return { bytes, origins };
    case "zeroes":
      bytes.fill(0, at, at + fault.size);
      origins.fill(-1, at, at + fault.size);
      return { bytes, origins };
    case "hole":
      return spliced({ bytes, origins }, at, at + fault.size);
    case "duplicate":
      return spliced({ bytes, origins }, at + fault.size, at);
    case "cut":
      return { bytes: bytes.slice(0, at), origins: origins.slice(0, at) };
  }
}

/** All up to `end`, then all from `from` on. */
function spliced({ bytes, origins }: Damaged, end: number, from: number): Damaged {
  const before = Math.min(end, bytes.length);
  const join = <T extends Uint8Array | Int32Array>(array: T): T => {
    // The constructor of a typed array makes one of its own kind.
    const joined = new (array.constructor as new (length: number) => T)(
      before + Math.max(0, array.length - from),
    );
    joined.set(array.subarray(0, before));
    joined.set(array.subarray(from), before);
    return joined;
  };
  return { bytes: join(bytes), origins: join(origins) };
}
