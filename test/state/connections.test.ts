import { describe, expect, it } from "vitest";
import { EventReader } from "../../src/capture/event-reader.ts";
import type { CaptureSpec, FdSpec, SynthEvent } from "../../src/edit/synth/capture-spec.ts";
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

describe("bound datagram sockets, to be compared with sysdig 0.29.3, have what it shows", () => {
  const interfaces = [{ name: "eth0", address: "10.0.0.5/24" }];
  const compatible = { compatible: true };
  const listener: FdSpec = { fd: 3, kind: "ipv4-server", address: "0.0.0.0:55441", protocol: "udp" };
  const unix: FdSpec = {
    fd: 4,
    kind: "unix",
    source: "0xffff8edc4f33bc00",
    destination: "0x1122334455667788",
    name: "/x",
  };
  const tcp: FdSpec = { fd: 5, kind: "ipv4", tuple: "1.2.3.4:1->5.6.7.8:2570", protocol: "tcp" };
  const ipv6: FdSpec = { fd: 6, kind: "ipv6-server", address: "[1:2:3:4:5:6:7:8]:9", protocol: "tcp" };
  const send = transfer("<sendto", "0.0.0.0:55441->127.0.0.1:514");
  const receive = transfer("<recvfrom", "9.9.9.9:53->0.0.0.0:55441");
  const listed = (fds: readonly FdSpec[]): CaptureSpec => ({
    interfaces,
    threads: [{ tid: 10, pid: 10, comm: "sh", fds }],
  });

  // What sysdig printed of captures with these lists.
  it.each([
    ["nothing", [], "145.216.3.0:514"],
    ["a file", [{ fd: 4, name: "/etc/passwd" }], "145.216.3.0:514"],
    ["a unix socket", [unix], "145.216.3.255:21862"],
    ["a unix socket and a file", [unix, { fd: 7, name: "/etc/passwd" }], "145.216.3.255:21862"],
    ["a connection", [unix, tcp], "145.216.3.8:2570"],
    ["a socket of IPv6", [unix, ipv6], "145.216.3.4:1536"],
  ] satisfies [string, FdSpec[], string][])(
    "where %s comes before it in the list",
    (_, before, destination) => {
      const state = after([send], compatible, listed([...before, listener]));
      expect(state.fd(3)?.name).toBe(`10.0.0.5:55441->${destination}`);
    },
  );

  it("where it receives first", () => {
    const state = after([receive], compatible, listed([unix, listener]));
    expect(state.fd(3)?.name).toBe("9.9.9.9:53->145.216.3.255:21862");
  });

  it("where it was bound during the capture", () => {
    const bind = [socket(AF_INET, SOCK_DGRAM), call("<bind", { res: 0, addr: "0.0.0.0:55441", fd: 3 })];
    const made = (transferred: SynthEvent) =>
      after(
        [call(">socket", { domain: AF_INET, type: SOCK_DGRAM, proto: 0 }), ...bind, transferred],
        compatible,
        {
          interfaces,
        },
      ).fd(3)?.name;
    expect(made(receive)).toBe("9.9.9.9:53->145.216.3.0:55441");
    expect(made(send)).toBe("145.216.3.0:514->10.0.0.5:55441");
  });

  it("but not in what is written into captures", () => {
    const state = after([send], { compatible: true, isWritten: true }, listed([unix, listener]));
    expect(state.fd(3)?.destination).toEqual({ address: new Uint8Array([127, 0, 0, 1]), port: 514 });
  });
});
