import { describe, expect, it } from "vitest";
import { type Capture, openCapture } from "../../../src/capture/capture.ts";
import type { ScapEvent } from "../../../src/capture/event.ts";
import { decodeParams } from "../../../src/decoder/param-value.ts";
import { SpecError } from "../../../src/edit/spec/spec-error.ts";
import type { CaptureSpec, SynthEvent } from "../../../src/edit/synth/capture-spec.ts";
import { synthesise } from "../../../src/edit/synth/synthesise.ts";
import { BLOCK_TYPES, blockTypeOf } from "../../../src/format/catalogue.ts";
import { currentSchema } from "../../../src/schema/current.ts";
import { hex } from "../../helpers/bytes.ts";

/** The bytes worked out by hand in the description of the format. */
const SECTION_HEADER = "0a0d0d0a 1c000000 4d3c2b1a 0100 0200 ffffffffffffffff 1c000000";
const READ_EVENT = `16020000 38000000 0000 000064a7b3b6e00d 6400000000000000 2a000000 0700 02000000
  0800 0400 0400000000000000 726f6f74 38000000`;
const INTERFACE_LIST = `19020000 2c000000 1a000000 0100 0200 7f000001 00000000 00000000 0000000000000000 6c6f 0000
  2c000000`;
const USER_LIST = `20020000 40000000 23000000 00 00000000 00000000 0400 726f6f74 0500 2f726f6f74 0700
  2f62696e2f7368 0f000000 01 00000000 0400 726f6f74 0000 40000000`;
const PROCESS_LIST = `15020000 d8000000 ca000000 6400000000000000 6400000000000000 0100000000000000
  6400000000000000 6400000000000000 0400 62617368 0900 2f62696e2f62617368 0900 2f62696e2f62617368
  0600 2d63006c7300 0600 2f726f6f742f 0004000000000000 00000000 00000000 00000000 01000000 02000000 03000000
  0400000000000000 0500000000000000 0800 413d3100423d3200 6400000000000000 6400000000000000 0600 6370753d2f00
  0100 2f e8030000 00 000000000000000000000000000000000000000000000000 0000 d8000000`;
const FD_LIST = `18020000 40000000 6400000000000000 2a000000 0300000000000000 4d00000000000000 10 01000000 0b00
  2f6574632f706173737764 01080000 0000 40000000`;

describe("synthesise", () => {
  it("writes the smallest capture there is", () => {
    const spec: CaptureSpec = {
      start: 10n ** 18n,
      events: [{ event: "<read", tid: 100, params: { res: 4, data: "root" }, paramCount: 2 }],
    };
    expect(synthesise(spec)).toEqual(hex(SECTION_HEADER + READ_EVENT));
  });

  it("writes the lists of a machine", () => {
    const spec: CaptureSpec = {
      versions: { target: "sysdig-0.29" },
      interfaces: [{ name: "lo", address: "127.0.0.1", netmask: "0.0.0.0", broadcast: "0.0.0.0" }],
      users: [{ uid: 0, name: "root", home: "/root" }],
      groups: [{ gid: 0, name: "root" }],
      threads: [
        {
          ...{ tid: 100, ptid: 1, sid: 100, vpgid: 100, exe: "/bin/bash", exepath: "/bin/bash" },
          ...{
            args: ["-c", "ls"],
            cwd: "/root/",
            vmSizeKb: 1,
            vmRssKb: 2,
            vmSwapKb: 3,
            pfMajor: 4,
            pfMinor: 5,
          },
          ...{ env: ["A=1", "B=2"], cgroups: ["cpu=/"], loginuid: 1000 },
          fds: [{ fd: 3, name: "/etc/passwd", openFlags: "O_RDONLY", ino: 77, dev: 0x801 }],
        },
      ],
    };
    const expected = [SECTION_HEADER, INTERFACE_LIST, USER_LIST, PROCESS_LIST, FD_LIST].join("");
    expect(synthesise(spec)).toEqual(hex(expected));
  });

  it("encodes values as their types have it", async () => {
    const events: SynthEvent[] = [
      {
        event: "<openat",
        tid: 7,
        params: { fd: -2, dirfd: "AT_FDCWD", name: "/x", flags: "O_RDONLY|O_CLOEXEC" },
      },
      { event: "<connect", params: { res: "ECONNREFUSED", tuple: "10.0.0.1:4000->10.0.0.2:80", fd: 3 } },
      { event: "<accept4", at: "+1ms", params: { tuple: "[::1]:1->[fe80::2]:65535" } },
      { event: ">kill", params: { pid: 9, sig: "SIGKILL" } },
      { event: "<poll", params: { res: 1, fds: [{ fd: 3, flags: "POLLIN|POLLOUT" }] } },
      { event: "<setsockopt", params: { val: { type: "RELTIME", value: "10ms" } } },
      { event: "<write", params: { data: { hex: "00ff 10" } } },
      { event: "<execve", params: { args: ["-a", ""], env: [], uid: -1 } },
    ];
    const taken = await eventsOf(
      synthesise({ start: "2024-03-01T12:00:00.000000001Z", step: "2us", events }),
    );
    expect(taken.map(({ tid }) => tid)).toEqual(events.map(() => 7));
    expect(taken.map(({ tsNs }) => tsNs - 1_709_294_400_000_000_000n).slice(0, 4)).toEqual([
      1n,
      2001n,
      1_002_001n,
      1_004_001n,
    ]);
    expect(taken.map(({ params }) => params)).toMatchObject([
      { fd: -2, dirfd: -100, name: "/x", flags: 0x1001 },
      { res: -111n, tuple: { source: { port: 4000 }, destination: { address: Uint8Array.of(10, 0, 0, 2) } } },
      { tuple: { family: "ipv6", destination: { port: 65535 } } },
      { pid: 9, sig: 9 },
      { fds: [{ fd: 3, flags: 5 }] },
      { val: { type: "RELTIME", value: 10_000_000n } },
      { data: Uint8Array.of(0, 255, 16) },
      { args: Uint8Array.of(45, 97, 0, 0), env: null, uid: 0xffffffff },
    ]);
  });

  it("writes big-endian captures, and those of every version", async () => {
    for (const byteOrder of ["little", "big"] as const) {
      for (let version = 1; version <= 9; version++) {
        const old = Math.min(version, 2);
        const bytes = synthesise({
          section: { byteOrder },
          versions: { processList: version, fdList: old, interfaceList: old, userList: old, events: old },
          ...{ machine: { hostname: "h" }, interfaces: [{ name: "eth0", address: "10.0.0.5/24" }] },
          ...{
            users: [{ uid: 5, name: "u" }],
            threads: [{ tid: 4, comm: "c", fds: [{ fd: 1, name: "/f" }] }],
          },
          events: [{ event: "<read", tid: 4, params: { res: 1, data: "a", fd: 1 } }],
        });
        const capture = openCapture(bytes);
        const [event] = await eventsIn(capture);
        expect(capture.damage).toEqual([]);
        expect(event?.state.machine?.hostname).toBe("h");
        expect(event?.thread?.comm).toBe("c");
        expect(event?.state.interfaces[0]?.broadcast).toEqual(Uint8Array.of(10, 0, 0, 255));
      }
    }
  });

  it("writes the newest event of a name, one of the table, or any code", async () => {
    const events: SynthEvent[] = [
      { event: "<openat" },
      { event: "SYSCALL_OPENAT_E" },
      { event: 9999, params: [{ hex: "01" }, null] },
      { event: "procexit" },
    ];
    const taken = await eventsOf(synthesise({ events }));
    expect(taken.map(({ code }) => currentSchema.event(code)?.enumName ?? code)).toEqual([
      "SYSCALL_OPENAT_2_X",
      "SYSCALL_OPENAT_E",
      9999,
      "PROCEXIT_1_E",
    ]);
  });

  it("writes sections one behind the other, event flags and comments", async () => {
    const bytes = synthesise([
      { section: { comments: ["first"] }, events: [{ event: "<close", stateOnly: true, comments: ["why"] }] },
      { section: { byteOrder: "big", application: "me" }, events: [{ event: "<close" }] },
    ]);
    const capture = openCapture(bytes);
    const seen = [];
    for await (const event of capture.events())
      seen.push([event.record.dumpFlags, capture.section?.comments]);
    expect(seen).toEqual([
      [1, ["first"]],
      [0, []],
    ]);
  });

  it("does the damage it is asked for", async () => {
    const sound = synthesise({ events: [{ event: "<close" }, { event: "<read" }] });
    const damaged = (faults: CaptureSpec["faults"] & object) =>
      synthesise({ events: [{ event: "<close" }, { event: "<read" }], faults });
    const first = 28;
    expect(damaged([{ truncate: 30 }])).toEqual(sound.subarray(0, 30));
    expect(damaged([{ truncate: -1 }])).toEqual(sound.subarray(0, -1));
    expect(damaged([{ append: { hex: "ff" } }]).at(-1)).toBe(0xff);
    expect(damaged([{ event: 1, drop: true }]).length).toBe(
      sound.length - viewOf(sound).getUint32(first + 4, true),
    );
    expect(viewOf(damaged([{ block: 2, setLength: 7 }])).getUint32(first + 4, true)).toBe(7);
    expect(viewOf(damaged([{ event: 1, setEventLength: 3 }])).getUint32(first + 26, true)).toBe(3);
    expect(viewOf(damaged([{ event: 1, setParamCount: 3 }])).getUint32(first + 32, true)).toBe(3);
    expect(viewOf(damaged([{ event: 1, setType: 0x999 }])).getUint32(first, true)).toBe(0x999);
    expect(
      viewOf(damaged([{ event: 1, insertType: 0x999, insert: { hex: "00" } }])).getUint32(first + 4, true),
    ).toBe(16);
    expect(damaged([{ offset: 3, flip: 0 }])[3]).toBe(0x0b);
    expect(damaged([{ event: 2, offset: -1, patch: { hex: "aa" } }]).at(-1)).toBe(0xaa);
    expect(damaged([{ event: 1, repeat: 2 }]).length).toBe(
      sound.length + 2 * viewOf(sound).getUint32(first + 4, true),
    );
  });

  it.each<[string, object, string]>([
    ["a key that is not known", { event: [] }, `event: "event" is not known here; did you mean "events"?`],
    [
      "no event of the name",
      { events: [{ event: "<opneat" }] },
      `events[0].event: there is no event "opneat"; did you mean`,
    ],
    [
      "a call without an event of its own",
      { events: [{ event: ">getpid" }] },
      `getpid has no event of its own; write ">syscall" with params: {ID: getpid}`,
    ],
    ["an event with two sides", { events: [{ event: "openat" }] }, `say which event of openat`],
    ["no such parameter", { events: [{ event: "<close", params: { fdd: 1 } }] }, `did you mean "fd"?`],
    [
      "no such flag",
      { events: [{ event: "<openat", params: { flags: "O_RDNLY" } }] },
      `did you mean "O_RDONLY"?`,
    ],
    [
      "an error where there is none",
      { events: [{ event: "<openat", params: { fd: "ENOENT" } }] },
      `"ENOENT" is no number`,
    ],
    ["too large a number", { events: [{ event: ">kill", params: { sig: 256 } }] }, "256 does not fit"],
    ["a date without a zone", { start: "2024-01-01T00:00:00" }, "is no time such as"],
    ["a wrong type", { threads: [{ tid: "x" }] }, `threads[0].tid: a whole number is needed here, not "x"`],
    ["what is missing", { threads: [{}] }, `threads[0]: "tid" is missing`],
    [
      "an address that is none",
      { interfaces: [{ name: "a", address: "1.2.3" }] },
      `interfaces[0].address: "1.2.3" is no`,
    ],
    [
      "ends of two families",
      { events: [{ event: "<connect", params: { tuple: "1.1.1.1:1->[::1]:1" } }] },
      "different families",
    ],
    ["a fault without its block", { faults: [{ block: 5, drop: true }] }, "there are only 1 blocks"],
    ["a fault of nothing", { faults: [{ drop: true }] }, "drop needs a block"],
    [
      "an event that does not fit",
      { events: [{ event: "<read", params: { data: { repeat: "a", size: 70000 } } }] },
      "65535",
    ],
  ])("refuses %s and says where", (_, spec, message) => {
    expect(() => synthesise(spec as CaptureSpec)).toThrow(message);
    expect(() => synthesise(spec as CaptureSpec)).toThrow(SpecError);
  });

  it("can write every block of the catalogue but state supplements", () => {
    const written = new Set<number>();
    for (const preRelease of [false, true]) {
      for (let version = 1; version <= 9; version++) {
        const old = Math.min(version, 2);
        const bytes = synthesise({
          versions: {
            processList: version,
            fdList: old,
            interfaceList: old,
            userList: old,
            events: old,
            preRelease,
          },
          ...{ machine: {}, interfaces: [], users: [], threads: [{ tid: 1, fds: [] }] },
          events: [
            ...[false, true].map((stateOnly) => ({ event: "<close", ...(stateOnly ? { stateOnly } : {}) })),
            ...(old === 2 ? [{ event: "asyncevent" }, { event: "asyncevent", stateOnly: true }] : []),
          ],
        });
        for (let at = 0; at < bytes.length; at += viewOf(bytes).getUint32(at + 4, true))
          written.add(viewOf(bytes).getUint32(at, true));
      }
    }
    const missing = [...BLOCK_TYPES.keys()]
      .filter((id) => !written.has(id))
      .map((id) => blockTypeOf(id).name);
    // State supplements are for those who cut captures.
    expect(missing).toEqual(["ST"]);
  });
});

async function eventsIn(capture: Capture): Promise<ScapEvent[]> {
  const events: ScapEvent[] = [];
  for await (const event of capture.events()) events.push(event);
  return events;
}

async function eventsOf(bytes: Uint8Array) {
  const taken = [];
  for await (const { code, tid, tsNs, record } of openCapture(bytes).events()) {
    const names = currentSchema.event(code)?.params.map(({ name }) => name) ?? [];
    const params = Object.fromEntries(decodeParams(record).map((value, k) => [names[k] ?? k, value]));
    taken.push({ code, tid, tsNs, params });
  }
  return taken;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
