import { afterEach, describe, expect, it, vi } from "vitest";
import { ipv4Text, ipv6Text } from "../../src/decoder/address-text.ts";
import { isInRange, parseIp, parseIpRange } from "../../src/filter/ip-literal.ts";
import { parseDouble, parseDurationNs, parseWhole } from "../../src/filter/number-literal.ts";
import { parsePort } from "../../src/filter/ports.ts";
import { clockText, parseTime, resolveTime } from "../../src/filter/time-literal.ts";

describe("whole numbers", () => {
  it.each([
    ["0", 0],
    ["0300", 300],
    ["+300", 300],
    ["-1", -1],
    ["0x3e8", 1000],
    ["0XFF", 255],
    ["300.0", 300],
    ["300.", 300],
    ["1e3", 1000],
    ["-1.5E+1", -15],
    ["120e-1", 12],
    ["1k", 1000],
    ["1K", 1000],
    ["1.5M", 1_500_000],
    ["2G", 2_000_000_000],
    ["4Ki", 4096],
    ["1Mi", 1_048_576],
    ["-1Gi", -1_073_741_824],
    ["9007199254740991", 9007199254740991],
    ["9007199254740993", 9007199254740993n],
    ["-9223372036854775808", -(2n ** 63n)],
    ["0xffffffffffffffff", 2n ** 64n - 1n],
    ["16777216Ti", 2n ** 64n],
  ])("%s", (text, expected) => {
    expect(parseWhole(text)).toBe(expected);
  });

  it.each([
    "",
    "-",
    "x",
    "1.5",
    "1e-1",
    "0x",
    "0xg",
    "0x1k",
    "1 ",
    "1kk",
    "1m",
    "1Z",
    "--1",
    "1e99",
    "1".repeat(41),
    "1e-999999999",
  ])("not %s", (text) => {
    expect(parseWhole(text)).toBeUndefined();
  });
});

describe("numbers", () => {
  it.each([
    ["1.5", 1.5],
    ["-0.25", -0.25],
    ["1e-3", 0.001],
    ["0x10", 16],
    ["1.5k", 1500],
    ["2Ki", 2048],
  ])("%s", (text, expected) => {
    expect(parseDouble(text)).toBe(expected);
  });

  it.each(["", "x", "1.5x", "0xz", "."])("not %s", (text) => {
    expect(parseDouble(text)).toBeUndefined();
  });
});

describe("durations", () => {
  it.each([
    ["10", 10n],
    ["10ns", 10n],
    ["1.5us", 1500n],
    ["1µs", 1000n],
    ["10ms", 10_000_000n],
    ["1.5s", 1_500_000_000n],
    ["-1s", -1_000_000_000n],
    ["2m", 120_000_000_000n],
    ["2min", 120_000_000_000n],
    ["1h", 3_600_000_000_000n],
    ["1d", 86_400_000_000_000n],
  ])("%s", (text, expected) => {
    expect(parseDurationNs(text)).toBe(expected);
  });

  it.each(["", "s", "1x", "1.5ns", "1 s", "1k"])("not %s", (text) => {
    expect(parseDurationNs(text)).toBeUndefined();
  });
});

describe("times", () => {
  const instant = (iso: string, ns = 0n) => ({
    kind: "instant",
    ns: BigInt(Date.parse(iso)) * 1_000_000n + ns,
  });

  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ["1534527348500000000", { kind: "instant", ns: 1534527348500000000n }],
    ["2018-08-17T17:35:48.5Z", instant("2018-08-17T17:35:48.500Z")],
    ["2018-08-17T17:35:48.123456789Z", instant("2018-08-17T17:35:48.123Z", 456789n)],
    ["2018-08-17 17:35:48+0200", instant("2018-08-17T15:35:48Z")],
    ["2018-08-17T17:35-03:30", instant("2018-08-17T21:05:00Z")],
    ["+2s", { kind: "relative", ns: 2_000_000_000n }],
    ["-1.5ms", { kind: "relative", ns: -1_500_000n }],
    ["17:35:48.5", { kind: "clock", ns: 63_348_500_000_000n }],
    ["7:05", { kind: "clock", ns: 25_500_000_000_000n }],
    ["00:00:00", { kind: "clock", ns: 0n }],
  ])("%s", (text, expected) => {
    expect(parseTime(text)).toEqual(expected);
  });

  it.each([
    "",
    "x",
    "10ms",
    "24:00",
    "12:60",
    "12:00:60",
    "12:00:00.1234567890",
    "2018-13-01",
    "2018-02-29",
    "2018-00-10",
    "0000-01-01",
    "2018-08-17T",
    "2018-08-17T25:00Z",
    "2018-08-17Z",
  ])("not %s", (text) => {
    expect(parseTime(text)).toBeUndefined();
  });

  it("are in the viewer's zone without one of their own", () => {
    vi.stubEnv("TZ", "America/New_York");
    expect(parseTime("2018-08-17 17:35:48")).toEqual(instant("2018-08-17T21:35:48Z"));
    expect(parseTime("2018-08-17")).toEqual(instant("2018-08-17T04:00:00Z"));
    const firstNs = instant("2018-08-18T03:00:00Z").ns;
    const resolved = resolveTime({ kind: "clock", ns: 3_600_000_000_001n }, firstNs);
    expect(resolved).toBe(instant("2018-08-17T05:00:00Z", 1n).ns);
    // On this day the clock jumps from 2:00 to 3:00.
    const spring = resolveTime(
      { kind: "clock", ns: 5n * 3_600_000_000_000n },
      instant("2018-03-11T17:00:00Z").ns,
    );
    expect(spring).toBe(instant("2018-03-11T09:00:00Z").ns);
  });

  it("relate to the first event", () => {
    expect(resolveTime({ kind: "relative", ns: -5n }, 100n)).toBe(95n);
    expect(resolveTime({ kind: "instant", ns: 7n }, 100n)).toBe(7n);
  });

  it("of day have a text", () => {
    expect(clockText(63_348_500_000_000n)).toBe("17:35:48.500000000");
    expect(clockText(0n)).toBe("00:00:00.000000000");
  });
});

describe("addresses", () => {
  it.each([
    ["0.0.0.0", "0.0.0.0"],
    ["192.168.0.3", "192.168.0.3"],
    ["::", "::"],
    ["::1", "::1"],
    ["fe80::1:0", "fe80::1:0"],
    ["1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
    ["::ffff:10.0.0.1", "::ffff:10.0.0.1"],
    ["64:ff9b::1.2.3.4", "64:ff9b::102:304"],
    ["ABCD::Ef", "abcd::ef"],
  ])("%s", (text, expected) => {
    const bytes = parseIp(text) as Uint8Array;
    expect(bytes.length === 4 ? ipv4Text(bytes) : ipv6Text(bytes)).toBe(expected);
  });

  it.each([
    "",
    "1.2.3",
    "1.2.3.4.5",
    "1.2.3.256",
    "01.2.3.4",
    "1.2.3.x",
    ":",
    ":::",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:8::",
    "12345::",
    "g::",
    "1.2.3.4::",
    "::1.2.3",
    "1:2:3:4:5:6:7:1.2.3.4",
    "fe80::1%eth0",
  ])("not %s", (text) => {
    expect(parseIp(text)).toBeUndefined();
  });

  it.each([
    ["10.0.0.0/8", "10.255.255.255", true],
    ["10.0.0.0/8", "11.0.0.0", false],
    ["10.1.2.3/31", "10.1.2.2", true],
    ["10.1.2.3/31", "10.1.2.4", false],
    ["10.1.2.3/32", "10.1.2.3", true],
    ["0.0.0.0/0", "255.255.255.255", true],
    ["0.0.0.0/0", "::1", false],
    ["2001:db8::/33", "2001:db8:7fff::1", true],
    ["2001:db8::/33", "2001:db8:8000::1", false],
    ["::/0", "1.2.3.4", false],
    ["1.2.3.4", "1.2.3.4", true],
  ] as const)("%s holds %s: %s", (network, address, expected) => {
    const range = parseIpRange(network);
    expect(range && isInRange(parseIp(address) as Uint8Array, range)).toBe(expected);
  });

  it.each(["10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8/8", "/8"])(
    "no network: %s",
    (text) => {
      expect(parseIpRange(text)).toBeUndefined();
    },
  );
});

describe("ports", () => {
  it.each([
    ["0", 0],
    ["80", 80],
    ["65535", 65535],
    ["http", 80],
    ["https", 443],
    ["domain", 53],
  ])("%s", (text, expected) => {
    expect(parsePort(text)).toBe(expected);
  });

  it.each(["", "65536", "65616", "-1", "+80", "0x50", "HTTP", "nosuch"])("not %s", (text) => {
    expect(parsePort(text)).toBeUndefined();
  });
});
