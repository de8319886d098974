import fc from "fast-check";
import type {
  CaptureSpec,
  FdSpec,
  GivenValue,
  SynthEvent,
  ThreadSpec,
  VersionsSpec,
} from "../../src/edit/synth/capture-spec.ts";
import { currentSchema } from "../../src/schema/current.ts";
import { PARAM_TYPES } from "../../src/schema/param-types.ts";
import { EventFlag, type EventSpec, type ParamSpec } from "../../src/schema/types.ts";

const u32 = fc.nat(0xffffffff);
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const port = fc.nat(0xffff);
/** Text as captures have it: any bytes but NUL, of which those that are not UTF-8 come as lone surrogates. */
const text = fc.string({
  unit: fc.constantFrom("a", "B", "/", ".", " ", "=", "é", "\u{1f600}", "\udcff"),
  maxLength: 12,
});
const path = fc
  .array(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 4 })
  .map((parts) => `/${parts.join("/")}`);
const ipv4 = fc.ipV4();
const ipv6 = fc.ipV6();
const tuple = fc.oneof(
  fc.tuple(ipv4, port, ipv4, port).map(([a, p, b, q]) => `${a}:${p}->${b}:${q}`),
  fc.tuple(ipv6, port, ipv6, port).map(([a, p, b, q]) => `[${a}]:${p}->[${b}]:${q}`),
);
const address = fc.oneof(
  fc.tuple(ipv4, port).map(([a, p]) => `${a}:${p}`),
  fc.tuple(ipv6, port).map(([a, p]) => `[${a}]:${p}`),
);
const bytes = fc.uint8Array({ maxLength: 40 });

const SPECS: readonly EventSpec[] = Array.from({ length: currentSchema.eventCount }, (_, code) =>
  currentSchema.event(code),
).filter((spec): spec is EventSpec => spec !== undefined && (spec.flags & EventFlag.UNUSED) === 0);

/** Descriptions of valid captures, of every version of every block and either byte order. */
export const anyCapture: fc.Arbitrary<CaptureSpec> = fc
  .record({
    processList: fc.integer({ min: 1, max: 9 }),
    fdList: fc.integer({ min: 1, max: 2 }),
    interfaceList: fc.integer({ min: 1, max: 2 }),
    userList: fc.integer({ min: 1, max: 2 }),
    events: fc.integer({ min: 1, max: 2 }),
    preRelease: fc.boolean(),
    target: fc.constantFrom("libs" as const, "sysdig-0.29" as const),
  })
  .chain((versions) => sections(versions));

function sections(versions: VersionsSpec): fc.Arbitrary<CaptureSpec> {
  return fc.record(
    {
      section: fc.record({
        byteOrder: fc.constantFrom("little", "big"),
        comments: fc.array(text, { maxLength: 2 }),
      }),
      versions: fc.constant(versions),
      start: u64.map((ns) => ns / 2n),
      machine: fc.record(
        { cpus: fc.nat(1000), memory: u64, hostname: text, boot: u64 },
        { requiredKeys: [] },
      ),
      interfaces: fc.array(
        fc.record(
          { name: text, address: fc.oneof(ipv4, ipv6), linkSpeed: u64 },
          { requiredKeys: ["name", "address"] },
        ),
        { maxLength: 3 },
      ),
      users: fc.array(fc.record({ uid: u32, gid: u32, name: text, home: path, shell: path }), {
        maxLength: 3,
      }),
      groups: fc.array(fc.record({ gid: u32, name: text }), { maxLength: 3 }),
      threads: fc.uniqueArray(anyThread, { maxLength: 4, selector: ({ tid }) => tid }),
      events: fc.array(versions.events === 1 ? anyEvent(isSmall) : anyEvent(() => true), { maxLength: 12 }),
    },
    { requiredKeys: ["versions"] },
  );
}

const anyFd: fc.Arbitrary<FdSpec> = fc.oneof(
  fc.record({ fd: fc.nat(1000), name: path, openFlags: u32, ino: u64 }),
  fc.record({ fd: fc.nat(1000), tuple, protocol: fc.constantFrom("tcp" as const, "udp" as const) }),
  fc.record({ fd: fc.nat(1000), address }),
  fc.record({
    fd: fc.nat(1000),
    kind: fc.constant("unix" as const),
    name: path,
    source: u64,
    destination: u64,
  }),
  fc.record({
    fd: fc.nat(1000),
    kind: fc.constantFrom("pipe" as const, "directory" as const, "pidfd" as const),
    name: text,
  }),
);

const anyThread: fc.Arbitrary<ThreadSpec> = fc.record(
  {
    tid: fc.integer({ min: 1, max: 2 ** 31 }),
    ptid: fc.integer({ min: -1, max: 2 ** 31 }),
    comm: text,
    exe: text,
    exepath: path,
    args: fc.array(
      text.filter((word) => word !== ""),
      { maxLength: 3 },
    ),
    cwd: path,
    flags: u32,
    uid: u32,
    gid: u32,
    vmSizeKb: u32,
    pfMajor: u64,
    env: fc.array(
      text.filter((word) => word !== ""),
      { maxLength: 3 },
    ),
    cgroups: fc.array(
      path.map((name) => `cpu=${name}`),
      { maxLength: 2 },
    ),
    root: path,
    loginuid: u32,
    exeWritable: fc.boolean(),
    capEffective: u64,
    fds: fc.array(anyFd, { maxLength: 4 }),
  },
  { requiredKeys: ["tid"] },
);

function isSmall(spec: EventSpec): boolean {
  return (spec.flags & EventFlag.LARGE_PAYLOAD) === 0;
}

function anyEvent(fits: (spec: EventSpec) => boolean): fc.Arbitrary<SynthEvent> {
  return fc.constantFrom(...SPECS.filter(fits)).chain((spec) =>
    fc.record(
      {
        event: fc.constant(spec.code),
        tid: fc.integer({ min: -1, max: 2 ** 31 }),
        cpu: fc.nat(255),
        at: fc.nat(10 ** 9).map((ns) => `+${ns}ns`),
        params: fc.tuple(...spec.params.map(anyValue)),
        stateOnly: fc.boolean(),
        comments: fc.array(text, { maxLength: 1 }),
      },
      { requiredKeys: ["event", "tid", "params"] },
    ),
  );
}

/** A value of a parameter, or none. */
export function anyValue(param: ParamSpec): fc.Arbitrary<GivenValue> {
  return fc.option(presentValue(param), { freq: 6 });
}

function presentValue({ type, dynamic }: ParamSpec): fc.Arbitrary<GivenValue> {
  const { isInteger, sizeBytes } = PARAM_TYPES[type];
  if (isInteger) return fc.bigInt({ min: 0n, max: 2n ** BigInt(8 * (sizeBytes ?? 1)) - 1n });
  switch (type) {
    case "CHARBUF":
    case "FSPATH":
    case "FSRELPATH":
      return fc.oneof(text, path);
    case "SOCKADDR":
      return fc.oneof(address, path);
    case "SOCKTUPLE":
      return tuple;
    case "IPV4ADDR":
      return ipv4;
    case "IPV6ADDR":
      return ipv6;
    case "FDLIST":
      return fc.array(fc.record({ fd: fc.integer({ min: -1, max: 2 ** 31 }), flags: fc.nat(0xffff) }), {
        maxLength: 3,
      });
    case "DYN":
      return fc.constantFrom(...(dynamic ?? [])).chain((choice) =>
        presentValue({ name: "", type: choice.type, format: choice.format }).map((value) => ({
          type: choice.type,
          value,
        })),
      );
    default:
      return bytes;
  }
}
