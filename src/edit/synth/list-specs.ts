import type { FdInfo, FileFd, NamedFd, SocketFd } from "../../format/fd-list.ts";
import type { NetworkInterface } from "../../format/interface-list.ts";
import type { MachineInfo } from "../../format/machine-info.ts";
import {
  OLD_TAIL_FIELDS,
  TAIL_FIELDS,
  THREAD_FIELDS,
  type ThreadInfo,
  UNKNOWN_THREAD,
} from "../../format/thread-info.ts";
import type { GroupInfo, UserInfo } from "../../format/user-list.ts";
import type { Schema } from "../../schema/types.ts";
import { type Path, SpecError } from "../spec/spec-error.ts";
import { parseAddress, parseEndpoint, parseSocketTuple } from "./address-literal.ts";
import type {
  FdSpec,
  GivenNumber,
  GroupSpec,
  InterfaceSpec,
  MachineSpec,
  ThreadSpec,
  UserSpec,
} from "./capture-spec.ts";
import { bytesOf } from "./given-bytes.ts";
import { timeNs, u32Of, u64Of } from "./given-number.ts";
import { flagsOf } from "./param-literal.ts";

const L4_PROTOCOLS = ["unknown", "na", "tcp", "udp", "icmp", "raw"];
const DEFAULT_FD_LIMIT = 1024;
const U64_FIELDS = [...THREAD_FIELDS, ...TAIL_FIELDS, ...OLD_TAIL_FIELDS].filter(
  ({ type }) => type === "u64",
);

/** Machine info; what is not given is zero. */
export function machineOf(spec: MachineSpec, path: Path): MachineInfo {
  const u64 = (given: GivenNumber | undefined, key: string) => u64Of(given ?? 0, [...path, key]);
  return {
    cpuCount: spec.cpus ?? 1,
    memorySizeBytes: u64(spec.memory, "memory"),
    maxPid: u64(spec.maxPid, "maxPid"),
    hostname: spec.hostname ?? "",
    bootTsNs: spec.boot === undefined ? 0n : timeNs(spec.boot, undefined, [...path, "boot"]),
    flags: u64(spec.flags, "flags"),
  };
}

/** An address of an interface; mask and broadcast address follow from the prefix length where they are not given. */
export function interfaceOf(spec: InterfaceSpec, path: Path): NetworkInterface {
  const [text = "", prefix] = spec.address.split("/");
  const address = parseAddress(text, null, [...path, "address"]);
  const family = address.length === 4 ? "ipv4" : "ipv6";
  const bits = prefix === undefined ? 8 * address.length : Number(prefix);
  if (!(bits >= 0 && bits <= 8 * address.length))
    throw new SpecError([...path, "address"], `"${prefix}" is no prefix length`);
  const given = (key: "netmask" | "broadcast") =>
    spec[key] === undefined ? undefined : parseAddress(spec[key], address.length, [...path, key]);
  const netmask = given("netmask") ?? address.map((_, k) => maskByte(bits, k));
  const broadcast =
    given("broadcast") ??
    address.map((byte, k) => (family === "ipv4" ? byte | (~(netmask[k] as number) & 0xff) : 0));
  return {
    family,
    address,
    netmask,
    broadcast,
    linkSpeed: u64Of(spec.linkSpeed ?? 0, path),
    name: spec.name,
  };
}

/** A user with what is usual where nothing is said. */
export function userOf({ uid, gid, name, home, shell }: UserSpec): UserInfo {
  return { uid, gid: gid ?? uid, name, homeDir: home ?? "/", shell: shell ?? "/bin/sh" };
}

/** A group. */
export function groupOf({ gid, name }: GroupSpec): GroupInfo {
  return { gid, name };
}

/** A thread; it is its own process, at the root of the file system, where nothing else is said. */
export function threadOf(spec: ThreadSpec, schema: Schema, path: Path): ThreadInfo {
  const { fds: _fds, flags = 0, ...fields } = spec;
  const { tid, pid = tid, exepath = "" } = spec;
  const exe = spec.exe ?? exepath;
  const u64s = U64_FIELDS.flatMap(({ name }) => {
    const given = fields[name as keyof typeof fields];
    // The schema allows nothing else for these fields.
    return given === undefined ? [] : [[name, u64Of(given as GivenNumber, [...path, name])]];
  });
  const table = schema.flagTables.get("clone_flags");
  return {
    ...UNKNOWN_THREAD,
    ...{ pid, exe, vtid: tid, vpid: pid, comm: baseName(exepath === "" ? exe : exepath) },
    ...{ cwd: "/", root: "/", fdLimit: DEFAULT_FD_LIMIT },
    // Their types are those of the schema, which was checked.
    ...(fields as Partial<ThreadInfo>),
    ...Object.fromEntries(u64s),
    flags: table === undefined ? 0 : Number(flagsOf(flags, table, [...path, "flags"])),
  };
}

/** An fd, of the kind that is given or that follows from what is. */
export function fdOf(spec: FdSpec, schema: Schema, path: Path): FdInfo {
  const base = { fd: spec.fd, ino: u64Of(spec.ino ?? 0, [...path, "ino"]) };
  const kind = spec.kind ?? kindOf(spec);
  switch (kind) {
    case "ipv4":
    case "ipv6":
      return { ...base, ...socketOf(spec, kind, path) };
    case "ipv4-server":
    case "ipv6-server": {
      const { address, port } = parseEndpoint(spec.address ?? "", [...path, "address"]);
      if (address.length !== (kind === "ipv4-server" ? 4 : 16))
        throw new SpecError([...path, "address"], `this is no address for kind ${kind}`);
      return { ...base, kind, address, port, l4Protocol: protocolOf(spec) };
    }
    case "unix": {
      const source = u64Of(spec.source ?? 0, [...path, "source"]);
      const destination = u64Of(spec.destination ?? 0, [...path, "destination"]);
      return { ...base, kind, source, destination, name: spec.name ?? "" };
    }
    case "file":
      return { ...base, ...fileOf(spec, schema, path) };
    case "unknown":
      return {
        ...base,
        kind,
        type: spec.type ?? 0,
        raw: bytesOf(spec.raw ?? new Uint8Array(0), [...path, "raw"]),
      };
    default:
      return { ...base, kind, name: spec.name ?? "" } satisfies NamedFd;
  }
}

function kindOf(spec: FdSpec): FdInfo["kind"] {
  if (spec.tuple !== undefined) return isIpv6(spec.tuple) ? "ipv6" : "ipv4";
  if (spec.address !== undefined) return isIpv6(spec.address) ? "ipv6-server" : "ipv4-server";
  return spec.type === undefined && spec.raw === undefined ? "file" : "unknown";
}

function isIpv6(text: string): boolean {
  return text.startsWith("[") || (text.match(/:/g) ?? []).length > 2;
}

function socketOf(spec: FdSpec, kind: "ipv4" | "ipv6", path: Path): Omit<SocketFd, "fd" | "ino"> {
  const tuple = parseSocketTuple(spec.tuple ?? "", [...path, "tuple"]);
  if (tuple.family !== kind) throw new SpecError([...path, "tuple"], `a tuple of kind ${kind} is needed`);
  return {
    kind,
    sourceAddress: tuple.source.address,
    destinationAddress: tuple.destination.address,
    sourcePort: tuple.source.port,
    destinationPort: tuple.destination.port,
    l4Protocol: protocolOf(spec),
  };
}

function fileOf(spec: FdSpec, schema: Schema, path: Path): Omit<FileFd, "fd" | "ino"> {
  const table = schema.flagTables.get("file_flags");
  const openFlags =
    table === undefined ? 0 : Number(flagsOf(spec.openFlags ?? 0, table, [...path, "openFlags"]));
  return { kind: "file", name: spec.name ?? "", openFlags, dev: u32Of(spec.dev ?? 0, [...path, "dev"]) };
}

function protocolOf({ protocol = "tcp" }: FdSpec): number {
  return L4_PROTOCOLS.indexOf(protocol);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function maskByte(bits: number, index: number): number {
  return (0xff00 >> Math.min(8, Math.max(0, bits - 8 * index))) & 0xff;
}
