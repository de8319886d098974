import type { EventRecord } from "../../decoder/event.ts";
import type { IpEndpoint } from "../../decoder/socket-address.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import { eventFd } from "../../state/event-fd.ts";
import { type FdEntry, isIpSocket, shownProtocol } from "../../state/fd.ts";
import type { FieldResult, FieldSpec, FieldType } from "../field.ts";
import { absentField, type FieldTraits, field } from "./define.ts";
import { isLocalAddress } from "./local-address.ts";

const ONLY_FILTER: FieldTraits = { isPrintable: false, isComparable: false, isTransformable: false };
const ENDS: FieldTraits = { ...ONLY_FILTER, matching: "ends" };
const NAMELESS: FieldTraits = { isComparable: false, isTransformable: false };

/** The ends of IP sockets. */
export const SOCKET_FIELDS: readonly FieldSpec[] = [
  field(
    "fd.ip",
    "ip",
    "Either address of an IP socket: one that fits is enough, for != both must differ.",
    addresses,
    { ...ENDS, cost: 1, origin: "address" },
  ),
  ...endFields("c", "the client", clientEnd),
  ...endFields("s", "the server", serverEnd),
  ...endFields("l", "the process's own end", localEnd),
  ...endFields("r", "the other end", remoteEnd),
  field("fd.net", "net", "Either address of an IP socket, to be asked whether a network has it.", addresses, {
    ...ENDS,
    cost: 1,
  }),
  field(
    "fd.port",
    "port",
    "Either port of an IP socket: one that fits is enough, for != both must differ.",
    ports,
    { ...ENDS, cost: 1, origin: "port" },
  ),
  field("fd.proto", "port", "The same as fd.port.", ports, { ...ENDS, cost: 1, origin: "port" }),
  socket("fd.l4proto", "string", "tcp, udp, icmp or raw; <NA> where it is none or not known.", protocol),
  socket("fd.sockfamily", "string", "ip or unix; absent for what is no such socket.", family),
  socket(
    "fd.is_server",
    "boolean",
    "Whether the socket listens, or the recorded machine has the server's address.",
    isServer,
  ),
  socket(
    "fd.connected",
    "boolean",
    "Whether the socket is connected, or being connected without waiting for it.",
    ({ connection }) => connection === "connected" || connection === "pending",
  ),
];

type ReadEntry = (entry: FdEntry, state: CaptureState) => FieldResult;

function socket(
  name: string,
  type: FieldType,
  description: string,
  read: ReadEntry,
  traits: FieldTraits = {},
): FieldSpec {
  return field(name, type, description, (event, state) => readEntry(event, state, read), {
    cost: 1,
    ...traits,
  });
}

function readEntry(event: EventRecord, state: CaptureState, read: ReadEntry): FieldResult {
  const { entry } = eventFd(event, state);
  return entry && read(entry, state);
}

type FindEnd = (entry: FdEntry, state: CaptureState) => IpEndpoint | undefined;

/** Address, network, name, port and service of one end. */
function endFields(letter: string, whose: string, find: FindEnd): FieldSpec[] {
  const port: ReadEntry = (entry, state) => find(entry, state)?.port;
  const address: ReadEntry = (entry, state) => find(entry, state)?.address;
  return [
    socket(`fd.${letter}ip`, "ip", `IP address of ${whose}.`, address, { origin: "address" }),
    socket(
      `fd.${letter}net`,
      "net",
      `IP address of ${whose}, to be asked whether a network has it.`,
      address,
      ONLY_FILTER,
    ),
    absentField(
      `fd.${letter}ip.name`,
      "string",
      `Host name of ${whose}. Captures do not tell names, so it is always absent.`,
      NAMELESS,
    ),
    socket(`fd.${letter}port`, "port", `Port of ${whose}.`, port, { origin: "port" }),
    socket(`fd.${letter}proto`, "string", `Port of ${whose} as text.`, (entry, state) =>
      find(entry, state)?.port.toString(),
    ),
  ];
}

/** The ends are only told apart where it is known which one connected. */
function clientEnd({ type, role, source }: FdEntry): IpEndpoint | undefined {
  return isConnection(type) && role !== "none" ? source : undefined;
}

function serverEnd({ type, role, destination }: FdEntry): IpEndpoint | undefined {
  return isConnection(type) && role === "none" ? undefined : destination;
}

function localEnd(entry: FdEntry, state: CaptureState): IpEndpoint | undefined {
  return clientEnd(entry) && (isClientLocal(entry, state) ? entry.source : entry.destination);
}

function remoteEnd(entry: FdEntry, state: CaptureState): IpEndpoint | undefined {
  return clientEnd(entry) && (isClientLocal(entry, state) ? entry.destination : entry.source);
}

/**
 * Where the interface list does not tell, as in a container or between processes of one machine, the role does; other
 * readers take the server's end.
 */
function isClientLocal({ source, destination, role }: FdEntry, state: CaptureState): boolean {
  const isLocal = (end: IpEndpoint | undefined) => end !== undefined && isLocalAddress(end.address, state);
  const clientIsLocal = isLocal(source);
  if (state.imitates !== undefined) return clientIsLocal;
  return clientIsLocal === isLocal(destination) ? role === "client" : clientIsLocal;
}

function isConnection(type: FdEntry["type"]): boolean {
  return type === "ipv4" || type === "ipv6";
}

function ends(event: EventRecord, state: CaptureState): readonly IpEndpoint[] {
  const { entry } = eventFd(event, state);
  if (entry === undefined || !isIpSocket(entry)) return [];
  return [entry.source, entry.destination].filter((end) => end !== undefined);
}

function addresses(event: EventRecord, state: CaptureState): FieldResult {
  const found = ends(event, state);
  return found.length === 0 ? undefined : found.map(({ address }) => address);
}

function ports(event: EventRecord, state: CaptureState): FieldResult {
  const found = ends(event, state);
  return found.length === 0 ? undefined : found.map(({ port }) => port);
}

function protocol(entry: FdEntry): string {
  const known = isIpSocket(entry) ? shownProtocol(entry) : "unknown";
  return known === "unknown" ? "<NA>" : known;
}

function family(entry: FdEntry): string | undefined {
  if (isIpSocket(entry)) return "ip";
  return entry.type === "unix" ? "unix" : undefined;
}

function isServer(entry: FdEntry, state: CaptureState): boolean {
  if (!isIpSocket(entry)) return false;
  if (!isConnection(entry.type)) return true;
  return entry.destination !== undefined && isLocalAddress(entry.destination.address, state);
}
