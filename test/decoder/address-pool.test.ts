import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { poolAddress } from "../../src/decoder/address-pool.ts";

describe("a pooled address", () => {
  it("has the bytes it was asked for, whatever was pooled before", () => {
    const addresses = fc.array(fc.uint8Array({ minLength: 4, maxLength: 4, max: 3 }), { minLength: 1 });
    fc.assert(
      fc.property(addresses, (all) => {
        for (const bytes of all) expect(poolAddress(bytes, 0, 4)).toEqual(bytes);
      }),
    );
  });

  it("outlives its bytes and is shared", () => {
    const bytes = Uint8Array.of(9, 10, 0, 0, 1);
    const address = poolAddress(bytes, 1, 4);
    bytes.fill(0);
    expect(address).toEqual(Uint8Array.of(10, 0, 0, 1));
    expect(poolAddress(Uint8Array.of(10, 0, 0, 1), 0, 4)).toBe(address);
  });
});
