import { describe, expect, it } from "vitest";
import type { Damage } from "../../src/format/errors.ts";
import { parseInterfaceList } from "../../src/format/interface-list.ts";
import { bigEndian, block, blockOf, concat, hex, littleEndian, u8, u32, zeroes } from "../helpers/bytes.ts";

const IL_V1 = 0x205;
const IL_V2 = 0x219;

/** Addresses of a size, each of another byte. */
const addresses = (size: number) => [1, 2, 3].map((byte) => u8(...Array(size).fill(byte)));

function entryOf(type: number, linkSpeed?: bigint, name = "eth0:1", { u16, u64 } = littleEndian) {
  const size = type % 2 === 1 ? 4 : 16;
  const speed = linkSpeed === undefined ? zeroes(0) : u64(linkSpeed);
  return concat(u16(type), u16(name.length), ...addresses(size), speed, new TextEncoder().encode(name));
}

function expected(type: number, linkSpeed = 0n, name = "eth0:1") {
  const [address, netmask, broadcast] = addresses(type % 2 === 1 ? 4 : 16);
  return { family: type % 2 === 1 ? "ipv4" : "ipv6", address, netmask, broadcast, linkSpeed, name };
}

/** The length of an interface entry does not count itself. */
const sized = (entry: Uint8Array, { u32 } = littleEndian) => concat(u32(entry.length), entry);

function parse(bytes: Uint8Array, order = littleEndian) {
  const damages: Damage[] = [];
  const interfaces = parseInterfaceList(blockOf(bytes, order), (damage) => damages.push(damage));
  return { interfaces, damages };
}

describe("parseInterfaceList", () => {
  it.each([littleEndian, bigEndian])("reads every type of either version", (order) => {
    const entries = [
      entryOf(1, 5n, "lo", order),
      entryOf(2, 6n, "", order),
      entryOf(3, undefined, "lo", order),
      entryOf(4, undefined, "x", order),
    ];
    const interfaces = [
      expected(1, 5n, "lo"),
      expected(2, 6n, ""),
      expected(3, 0n, "lo"),
      expected(4, 0n, "x"),
    ];
    expect(parse(order.block(IL_V1, ...entries), order)).toEqual({ interfaces, damages: [] });
    const v2 = order.block(IL_V2, ...entries.map((entry) => sized(entry, order)));
    expect(parse(v2, order)).toEqual({ interfaces, damages: [] });
    expect(parse(order.block(0x8011abcd, ...entries), order).interfaces).toEqual(interfaces);
  });

  it("reads the worked example", () => {
    const bytes = hex(`19020000 2c000000 1a000000 0100 0200 7f000001 00000000 00000000 0000000000000000
      6c6f 0000 2c000000`);
    expect(parse(bytes).interfaces).toEqual([
      {
        family: "ipv4",
        address: u8(127, 0, 0, 1),
        netmask: zeroes(4),
        broadcast: zeroes(4),
        linkSpeed: 0n,
        name: "lo",
      },
    ]);
  });

  it("finds the link speed that re-saved entries of old types have", () => {
    const bytes = block(IL_V2, sized(entryOf(3, 9n)), sized(entryOf(4, 8n)), sized(entryOf(3)));
    expect(parse(bytes).interfaces).toEqual([expected(3, 9n), expected(4, 8n), expected(3)]);
  });

  it("skips an unknown type where entries have lengths, and ends the list where not", () => {
    const unknown = concat(littleEndian.u16(9), zeroes(30));
    expect(parse(block(IL_V2, sized(unknown), sized(entryOf(1, 0n))))).toEqual({
      interfaces: [expected(1)],
      damages: [],
    });
    const { interfaces, damages } = parse(block(IL_V1, entryOf(1, 0n), unknown, entryOf(1, 0n)));
    expect(interfaces).toEqual([expected(1)]);
    expect(damages).toMatchObject([{ code: "bad-block", lost: true }]);
  });

  it("cuts names that no reader would take", () => {
    const { interfaces, damages } = parse(block(IL_V2, sized(entryOf(1, 0n, "n".repeat(1024)))));
    expect(interfaces).toEqual([expected(1, 0n, "n".repeat(1023))]);
    expect(damages).toMatchObject([{ code: "bad-block", lost: true }]);
  });

  it.each([0, 8, 400, 0xfffffffc])("an entry claiming %i bytes ends the list", (length) => {
    const entry = entryOf(1, 0n);
    const { interfaces, damages } = parse(block(IL_V2, sized(entry), u32(length), entry, sized(entry)));
    expect(interfaces).toHaveLength(1);
    expect(damages).toMatchObject([{ code: "bad-block", lost: true, context: { block: "IL V2" } }]);
  });

  it("does without entries, and reports four bytes that are none", () => {
    expect(parse(block(IL_V2))).toEqual({ interfaces: [], damages: [] });
    expect(parse(block(IL_V2, zeroes(4)))).toEqual({ interfaces: [], damages: [] });
    expect(parse(block(IL_V2, u32(1)))).toMatchObject({ interfaces: [], damages: [{ lost: true }] });
  });
});
