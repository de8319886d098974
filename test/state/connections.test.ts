import { describe, expect, it } from "vitest";
import { EventReader } from "../../src/capture/event-reader.ts";
import type { CaptureSpec, SynthEvent } from "../../src/edit/synth/capture-spec.ts";
import { synthesise } from "../../src/edit/synth/synthesise.ts";
import { BlockFramer } from "../../src/format/framing.ts";
import { currentSchema } from "../../src/schema/current.ts";
import type { CaptureState, StateOptions } from "../../src/state/capture-state.ts";

const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_DGRAM = 2;
const SOCK_RAW_CLOEXEC = 0x80003;
const IPPROTO_ICMP = 1;

/** The state after the events of thread 10. */
function after(
  events: readonly SynthEvent[],
  options: StateOptions = {},
  spec: CaptureSpec = {},
): CaptureState {
  const fail = () => expect.fail("the capture is sound");
  const reader = new EventReader(currentSchema, fail, options);
  const framer = new BlockFramer(fail);
  const capture = synthesise({ threads: [{ tid: 10, pid: 10, comm: "sh" }], ...spec, events });
  for (const batch of [...framer.push(capture), ...framer.finish()]) {
    reader.load(batch);
    while (reader.next() !== undefined);
  }
  return reader.state;
}

const socket = (domain: number, type: number, proto = 0): SynthEvent =>
  call("<socket", { fd: 3, domain, type, proto });
const transfer = (event: string, tuple: string): SynthEvent =>
  call(event, { res: 1, data: "x", fd: 3, size: 1, tuple });

function call(event: string, params: SynthEvent["params"] = {}): SynthEvent {
  return { event, tid: 10, params };
}

describe("ends that a socket does not name", () => {
  const interfaces = ["127.0.0.1/8", "192.0.2.2/24", "::1/128", "fd00::2/64", "fe80::1/64"].map(
    (address) => ({
      name: "eth0",
      address,
    }),
  );

  it.each([
    ["0.0.0.0:4000->127.0.0.1:9", "127.0.0.1:4000->127.0.0.1:9"],
    ["0.0.0.0:4000->192.0.2.9:9", "192.0.2.2:4000->192.0.2.9:9"],
    ["0.0.0.0:4000->8.8.8.8:9", "192.0.2.2:4000->8.8.8.8:9"],
    ["[::]:4000->[::1]:9", "::1:4000->::1:9"],
    ["[::]:4000->[fd00::99]:9", "fd00::2:4000->fd00::99:9"],
    ["[::]:4000->[fe80::7]:9", "fe80::1:4000->fe80::7:9"],
    ["[::]:4000->[2001:db8::1]:9", "fd00::2:4000->2001:db8::1:9"],
  ])("are those of the interface it leaves by: %s", (tuple, name) => {
    const domain = tuple.startsWith("[") ? AF_INET6 : AF_INET;
    const state = after([socket(domain, SOCK_DGRAM), transfer("<sendto", tuple)], {}, { interfaces });
    expect(state.fd(3)?.name).toBe(name);
  });

  it("stay unknown where no interface is", () => {
    const state = after([socket(AF_INET6, SOCK_DGRAM), transfer("<sendto", "[::]:4000->[::1]:9")]);
    expect(state.fd(3)?.name).toBe(":::4000->::1:9");
  });
});

describe("datagram sockets of IPv6 that receive first", () => {
  const events = [socket(AF_INET6, SOCK_DGRAM), transfer("<recvfrom", "[::1]:4000->[::1]:53")];

  it("are servers, as those of IPv4 are", () => {
    expect(after(events, { view: "current" }).fd(3)).toMatchObject({
      role: "server",
      name: "::1:4000->::1:53",
    });
  });

  it("are clients where libs is to be equalled", () => {
    const state = after(events, { view: "current", compatible: true });
    expect(state.fd(3)).toMatchObject({ role: "client", name: "::1:53->::1:4000" });
  });
});

describe("raw sockets", () => {
  const events = [socket(AF_INET, SOCK_RAW_CLOEXEC, IPPROTO_ICMP)];

  it("are raw whatever flags stand beside their type, but for libs", () => {
    expect(after(events, { view: "current" }).fd(3)?.protocol).toBe("raw");
    expect(after(events, { view: "current", compatible: true }).fd(3)?.protocol).toBe("icmp");
  });
});

describe("unix sockets that cannot connect", () => {
  const events = (res: number) => [
    call("<socket", { fd: 3, domain: 1, type: 1, proto: 0 }),
    call(">connect", { fd: 3, addr: "/nope" }),
    call("<connect", { res, fd: 3, addr: "/nope" }),
  ];

  it("have no name in the current view, as with libs", () => {
    expect(after(events(-2), { view: "current" }).fd(3)?.name).toBe("");
    expect(after(events(0), { view: "current" }).fd(3)?.name).toBe("/nope");
    expect(after(events(-2)).fd(3)?.name).toBe("/nope");
  });
});

describe("the start of a pid namespace", () => {
  const ids = { tid: 10, pid: 10, ptid: 1, vtid: 1, vpid: 1 };
  const events = [
    call("<clone", { res: 0, exe: "sh", comm: "sh", ...ids, flags: 0, pidns_init_start_ts: 250 }),
  ];
  const spec = { threads: [], machine: { boot: 1_600_000_000_000_000_000n } };
  const startOf = (options: StateOptions, more: CaptureSpec = spec) =>
    after(events, options, more).threads.get(10)?.pidnsInitStartTsNs;

  it("counts from the machine's, which libs does not know", () => {
    expect(startOf({})).toBe(1_600_000_000_000_000_250n);
    expect(startOf({ view: "current" })).toBe(1_600_000_000_000_000_250n);
    expect(startOf({ view: "current", compatible: true })).toBe(250n);
  });

  it("is unknown where the machine's is", () => {
    expect(startOf({}, { threads: [] })).toBe(0n);
  });
});

describe("the directory of a process that the process list does not tell", () => {
  it("is unknown, but the root for other readers", () => {
    const spec = { threads: [{ tid: 10, cwd: "" }] };
    for (const view of ["recorded", "current"] as const) {
      expect(after([], { view }, spec).threads.get(10)?.cwd).toBe("");
      expect(after([], { view, compatible: true }, spec).threads.get(10)?.cwd).toBe("/");
    }
  });
});
