import { describe, expect, it } from "vitest";
import type { Damage } from "../../src/format/errors.ts";
import { parseMachineInfo } from "../../src/format/machine-info.ts";
import { ascii, bigEndian, blockOf, concat, littleEndian, u8, zeroes } from "../helpers/bytes.ts";

const MACHINE_INFO = 0x201;

function body({ u32, u64 } = littleEndian, cpuCount = 8, hostname = ascii("web-1")) {
  const padding = zeroes(128 - hostname.length);
  return concat(
    u32(cpuCount),
    u64(2n ** 36n),
    u64(99),
    hostname,
    padding,
    u64(1_700_000_000_000_000_001n),
    u64(1),
    u64(0),
    u64(0),
  );
}

function parse(bytes: Uint8Array, order = littleEndian) {
  const damages: Damage[] = [];
  const machine = parseMachineInfo(blockOf(order.block(MACHINE_INFO, bytes), order), (damage) =>
    damages.push(damage),
  );
  return { machine, damages };
}

describe("parseMachineInfo", () => {
  it.each([littleEndian, bigEndian])("reads every field in either byte order", (order) => {
    expect(parse(body(order), order)).toEqual({
      machine: {
        cpuCount: 8,
        memorySizeBytes: 2n ** 36n,
        maxPid: 99n,
        hostname: "web-1",
        bootTsNs: 1_700_000_000_000_000_001n,
        flags: 1n,
      },
      damages: [],
    });
  });

  it("knows that all ones mean no machine info", () => {
    expect(parse(body(littleEndian, 0xffffffff))).toEqual({ machine: undefined, damages: [] });
  });

  it("takes a host name that fills its field", () => {
    const { machine } = parse(body(littleEndian, 1, u8(...Array(128).fill(0x61))));
    expect(machine?.hostname).toBe("a".repeat(128));
  });

  it("ignores what is behind the known fields", () => {
    const { machine, damages } = parse(concat(body(), littleEndian.u64(7)));
    expect(machine?.cpuCount).toBe(8);
    expect(damages).toEqual([]);
  });

  it("takes missing fields for zero and says so", () => {
    const { machine, damages } = parse(body().subarray(0, 100));
    expect(machine).toMatchObject({ cpuCount: 8, hostname: "web-1", bootTsNs: 0n, flags: 0n });
    expect(damages).toMatchObject([{ code: "bad-block", lost: true, context: { offset: 0, block: "MI" } }]);
  });
});
