import type { FdInfo, FdList } from "../format/fd-list.ts";
import type { CaptureState } from "../state/capture-state.ts";
import type { FdEntry, FdType } from "../state/fd.ts";
import { PROTOCOL_NUMBERS } from "../state/overlaid-end.ts";
import type { Thread } from "../state/thread.ts";

const ADDRESS_SIZES = { ipv4: 4, ipv6: 16 } as const;
/** Kinds of fd of which a list tells no more than a name. */
type NamedType = Exclude<
  FdType,
  "file" | "ipv4" | "ipv6" | "ipv4-server" | "ipv6-server" | "unix" | "unknown"
>;

/** The fds of a thread as a list has them; undefined where the thread has none of its own. */
export function fdListOf(state: CaptureState, thread: Thread): FdList | undefined {
  if (!state.threads.ownsFds(thread)) return undefined;
  const fds = [...state.fdsOf(thread)].map(([number, entry]) => fdInfoOf(number, entry));
  return fds.length === 0 ? undefined : { tid: thread.tid, fds };
}

/** An fd as a list tells it, as far as it can. */
export function fdInfoOf(number: number, entry: FdEntry): FdInfo {
  const base = { fd: number, ino: entry.ino };
  const { type, name } = entry;
  switch (type) {
    case "file":
      return { ...base, kind: "file", name, openFlags: entry.openFlags, dev: entry.dev };
    case "ipv4":
    case "ipv6":
      return { ...base, kind: type, ...endsOf(type, entry) };
    case "ipv4-server":
      return { ...base, kind: type, ...listenerOf("ipv4", entry) };
    case "ipv6-server":
      return { ...base, kind: type, ...listenerOf("ipv6", entry) };
    case "unix":
      return {
        ...base,
        kind: "unix",
        source: entry.unixSource ?? 0n,
        destination: entry.unixDestination ?? 0n,
        name,
      };
    case "unknown":
      return { ...base, kind: "unsupported", name };
    default:
      return { ...base, kind: type satisfies NamedType, name };
  }
}

/** Lists have the local end first, whoever opened the connection. */
function endsOf(family: "ipv4" | "ipv6", { role, source, destination, protocol }: FdEntry) {
  const [local, peer] = role === "server" ? [destination, source] : [source, destination];
  const size = ADDRESS_SIZES[family];
  return {
    sourceAddress: addressOf(local?.address, size),
    destinationAddress: addressOf(peer?.address, size),
    sourcePort: local?.port ?? 0,
    destinationPort: peer?.port ?? 0,
    l4Protocol: PROTOCOL_NUMBERS[protocol],
  };
}

function listenerOf(family: "ipv4" | "ipv6", { destination, protocol }: FdEntry) {
  return {
    address: addressOf(destination?.address, ADDRESS_SIZES[family]),
    port: destination?.port ?? 0,
    l4Protocol: PROTOCOL_NUMBERS[protocol],
  };
}

function addressOf(address: Uint8Array | undefined, size: number): Uint8Array {
  return address?.length === size ? address : new Uint8Array(size);
}
