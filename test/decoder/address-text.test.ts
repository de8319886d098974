import { describe, expect, it } from "vitest";
import { ipv4Text, ipv6Text, isMappedIpv4 } from "../../src/decoder/address-text.ts";

function address(...groups: number[]): Uint8Array {
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

describe("IPv6 addresses, as the C library prints them", () => {
  it.each([
    [address(0, 0, 0, 0, 0, 0, 0, 0), "::"],
    [address(0, 0, 0, 0, 0, 0, 0, 1), "::1"],
    [address(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0x99), "2001:db8::99"],
    [address(0x2001, 0xdb8, 0, 1, 0, 0, 0, 1), "2001:db8:0:1::1"],
    [address(1, 0, 0, 2, 0, 0, 0, 3), "1:0:0:2::3"],
    [address(1, 0, 2, 3, 4, 5, 6, 7), "1:0:2:3:4:5:6:7"],
    [address(1, 2, 3, 4, 5, 6, 0, 0), "1:2:3:4:5:6::"],
    [address(0, 0, 0, 0, 0, 0xffff, 0xc091, 0x278f), "::ffff:192.145.39.143"],
    [address(0, 0, 0, 0, 0, 0, 0x0102, 0x0304), "::1.2.3.4"],
  ])("%#: %s", (bytes, text) => expect(ipv6Text(bytes)).toBe(text));
});

describe("mapped IPv4", () => {
  it("is recognised, the unset address included", () => {
    expect(isMappedIpv4(address(0, 0, 0, 0, 0, 0xffff, 0x0102, 0x0304), 0)).toBe(true);
    expect(isMappedIpv4(address(0, 0, 0, 0, 0, 0, 0, 0), 0)).toBe(true);
    expect(isMappedIpv4(address(0, 0, 0, 0, 0, 0, 0, 1), 0)).toBe(false);
    expect(isMappedIpv4(address(0x2001, 0, 0, 0, 0, 0xffff, 0, 1), 0)).toBe(false);
  });

  it("prints IPv4", () => expect(ipv4Text(Uint8Array.of(10, 0, 0, 255))).toBe("10.0.0.255"));
});
