import { Param } from "../../decoder/param-keys.ts";
import { type SocketTuple, socketAddressText, unmapEndpoint } from "../../decoder/socket-address.ts";
import type { CaptureState } from "../capture-state.ts";
import {
  acceptFd,
  connectFd,
  type Direction,
  overwriteRecord,
  overwriteSource,
  transferFd,
  type UpdateEnds,
} from "../connections.ts";
import {
  changeFd,
  createFd,
  FdDraft,
  type FdEntry,
  type FdType,
  isIpSocket,
  type L4Protocol,
} from "../fd.ts";
import {
  addressParam,
  bigParam,
  idParam,
  resultOf,
  type SystemCall,
  tupleParam,
  unsignedParam,
} from "../system-call.ts";
import { isIpv4Tuple, updateAsLibs } from "../transfer-as-libs.ts";
import { onSuccess } from "./credentials.ts";
import { addFd } from "./files.ts";
import type { Handler } from "./table.ts";

const EINPROGRESS = 115;
const SOCKET_TYPE_MASK = 0xff;
/** Set in socket types and accept4's flags, in Linux's own number. */
const SOCK_CLOEXEC = 0x80000;
const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const SOCK_RAW = 3;

/** Address family (libs' and Linux's number) to kind of fd. */
const TYPE_OF_DOMAIN: Readonly<Record<number, FdType>> = { 1: "unix", 2: "ipv4", 10: "ipv6", 16: "netlink" };
const PROTOCOL_OF_NUMBER: Readonly<Record<number, L4Protocol>> = {
  1: "icmp",
  6: "tcp",
  17: "udp",
  255: "raw",
};

/** Calls on sockets. */
export const SOCKET_HANDLERS: Readonly<Record<string, Handler>> = {
  socket: onSuccess(openSocket),
  socketpair: onSuccess(makePair),
  bind: onSuccess(bindSocket),
  connect: connectSocket,
  getsockopt: (state, call) => {
    const fd = idParam(call, Param.fd);
    if (fd !== undefined && state.thread !== undefined) state.thread.lastFd = fd;
  },
  accept: onSuccess(acceptConnection),
  accept4: onSuccess(acceptConnection),
  recv: transfers("receive"),
  recvfrom: transfers("receive"),
  recvmsg: transfers("receive"),
  recvmmsg: transfers("receive"),
  read: transfers("receive"),
  readv: transfers("receive"),
  send: sendsTo((state) => state.view === "current"),
  sendto: sendsTo(() => true),
  sendmsg: sendsTo((state) => state.view === "current"),
  sendmmsg: transfers("send"),
  write: transfers("send"),
  writev: transfers("send"),
};

/** Enter events that already change what an fd is. */
export const SOCKET_ENTER_HANDLERS: Readonly<Record<string, Handler>> = {
  connect: startConnect,
  sendto: (state, call) => inferDatagramSocket(state, call),
};

/** Where the start of the call is lost, nothing is known but that what had the fd before is gone. */
function openSocket(state: CaptureState, call: SystemCall): void {
  const fd = resultOf(call);
  const domain = unsignedParam(call, Param.domain);
  if (domain !== undefined) addFd(state, fd, socketEntry(state, call, domain));
  else if (fd !== undefined && state.thread !== undefined && state.imitates !== "sysdig")
    state.threads.deleteFd(state.thread, fd);
}

function socketEntry(state: CaptureState, call: SystemCall, domain: number): FdEntry {
  const type = TYPE_OF_DOMAIN[domain] ?? "unknown";
  const fd = new FdDraft(type);
  if (type === "ipv4" || type === "ipv6")
    fd.protocol = protocolOf(
      state,
      unsignedParam(call, Param.type) ?? 0,
      unsignedParam(call, Param.proto) ?? 0,
    );
  return fd;
}

function protocolOf({ imitates }: CaptureState, type: number, proto: number): L4Protocol {
  const kind = type & SOCKET_TYPE_MASK;
  const named = PROTOCOL_OF_NUMBER[proto];
  // libs does not see that a socket is raw where flags stand beside its type.
  const isRaw = (imitates === "libs" ? type : kind) === SOCK_RAW;
  if (named !== undefined) return isRaw ? "raw" : named;
  if (proto !== 0) return "unknown";
  return kind === SOCK_STREAM ? "tcp" : kind === SOCK_DGRAM ? "udp" : "unknown";
}

function makePair(state: CaptureState, call: SystemCall): void {
  const first = idParam(call, Param.fd1);
  const second = idParam(call, Param.fd2);
  if (first === second) return;
  const fd = new FdDraft("unix");
  fd.closeOnExec = ((unsignedParam(call, Param.type) ?? 0) & SOCK_CLOEXEC) !== 0;
  const peer = fd.copy();
  fd.unixSource = peer.unixDestination = bigParam(call, Param.source);
  fd.unixDestination = peer.unixSource = bigParam(call, Param.peer);
  addFd(state, first, fd);
  addFd(state, second, peer);
}

function bindSocket(state: CaptureState, call: SystemCall): void {
  const number = idParam(call, Param.fd) ?? -1;
  const fd = state.fd(number);
  const address = addressParam(call, Param.addr);
  if (fd === undefined || address === undefined) return;
  const name = socketAddressText(address);
  if (address.family !== "ipv4" && address.family !== "ipv6")
    return state.setFd(number, changeFd(fd, { name }));
  if (address.port === 0) return state.setFd(number, changeFd(fd, { name }));
  const destination = unmapEndpoint(address);
  const type = destination.address.length === 4 ? "ipv4-server" : "ipv6-server";
  state.setFd(number, changeFd(fd, { type, name, destination, source: undefined, role: "server" }));
}

/**
 * An address given to connect makes an IPv6 socket an IPv4 one where it is mapped, and names a unix socket: in the
 * current view only once it is connected, as with libs. sysdig believes the address of whatever the fd was.
 */
function startConnect(state: CaptureState, { exit: enter }: SystemCall): void {
  const call = { exit: enter, enter: undefined };
  const number = idParam(call, Param.fd) ?? -1;
  const fd = state.fd(number);
  const address = addressParam(call, Param.addr);
  if (fd === undefined || address === undefined) return;
  const believes = state.imitates === "sysdig";
  if (address.family === "unix") {
    const isNamed = fd.type === "unix" && state.view === "recorded";
    if (isNamed || believes) state.setFd(number, changeFd(fd, { name: address.path }));
  } else if (address.family === "ipv4" || address.family === "ipv6") {
    const end = unmapEndpoint(address);
    const type = end.address.length === 4 ? "ipv4" : "ipv6";
    if (believes || end !== address) state.setFd(number, changeFd(fd, { type }));
  }
}

function connectSocket(state: CaptureState, call: SystemCall): void {
  const result = resultOf(call);
  const number = idParam(call, Param.fd) ?? -1;
  const fd = state.fd(number);
  const isPending = result === -EINPROGRESS;
  if (fd === undefined || result === undefined || (result < 0 && !isPending)) return;
  const tuple = tupleParam(call, Param.tuple);
  if (tuple !== undefined) state.setFd(number, connectedFd(state, fd, tuple, isPending));
  else nameByAddress(state, call, number, fd, isPending);
}

/**
 * Other readers lose the protocol of an IPv6 socket that connects to an IPv4 address, and have no name for a connection
 * without protocol; libs has none for raw ones of IPv6 either.
 */
function connectedFd(
  { imitates }: CaptureState,
  fd: FdEntry,
  tuple: SocketTuple,
  isPending: boolean,
): FdEntry {
  const connected = connectFd(fd, tuple, isPending, imitates !== "libs");
  const isMapped = tuple.family === "ipv6" && connected.type === "ipv4";
  const isRaw = imitates === "libs" && connected.type === "ipv6" && fd.protocol === "raw";
  const isNameless = isMapped || isRaw || (isIpSocket(connected) && fd.protocol === "unknown");
  return imitates !== undefined && isNameless
    ? changeFd(connected, { protocol: isMapped ? "unknown" : fd.protocol, name: "<unknown>" })
    : connected;
}

/** Without a tuple, the address that connect was called with tells at least the other end. */
function nameByAddress(
  state: CaptureState,
  call: SystemCall,
  number: number,
  fd: FdEntry,
  isPending: boolean,
): void {
  const address = addressParam(call, Param.addr);
  if (address?.family === "unix" && fd.type === "unix")
    return state.setFd(number, changeFd(fd, { name: address.path }));
  if (address === undefined || (address.family !== "ipv4" && address.family !== "ipv6")) return;
  const destination = unmapEndpoint(address);
  const source = { address: new Uint8Array(destination.address.length), port: 0 };
  state.setFd(
    number,
    connectFd(fd, { family: address.family, source, destination }, isPending, state.imitates !== "libs"),
  );
}

function acceptConnection(state: CaptureState, call: SystemCall): void {
  const made = resultOf(call) ?? -1;
  const tuple = tupleParam(call, Param.tuple);
  // Nothing is known of the new fd, but what had its number before is gone.
  if (tuple === undefined) return forgetFd(state, made);
  const fd = new FdDraft("ipv4");
  fd.closeOnExec = ((unsignedParam(call, Param.flags) ?? 0) & SOCK_CLOEXEC) !== 0;
  acceptFd(fd, tuple);
  addFd(state, made, fd);
}

function forgetFd(state: CaptureState, fd: number): void {
  if (state.thread !== undefined && state.imitates === undefined) state.threads.deleteFd(state.thread, fd);
}

/** How other readers have the ends of a connection follow from a transfer; undefined where none is imitated. */
function updateOfOthers({ imitates, isWritten }: CaptureState): UpdateEnds | undefined {
  if (imitates === "libs") return updateAsLibs;
  if (imitates === undefined) return undefined;
  return isWritten ? overwriteSource : overwriteRecord;
}

function transfers(direction: Direction): Handler {
  return onSuccess((state, call) => transfer(state, call, direction));
}

function transfer(state: CaptureState, call: SystemCall, direction: Direction): void {
  const number = idParam(call, Param.fd);
  const fd = number === undefined ? undefined : (state.fd(number) ?? state.unplacedFd(number));
  if (number === undefined || fd === undefined) return;
  const tuple = tupleParam(call, Param.tuple);
  const socket = socketFor(state, fd, tuple);
  const changed = transferFd(socket, tuple, direction, state.interfaces, updateOfOthers(state));
  if (changed !== fd) state.addFd(number, changed);
}

/**
 * An fd with a connection is a socket: what it was known as before was closed unseen. libs believes that of connections
 * over IPv4 only, and keeps the file's inode and device.
 */
function socketFor({ imitates }: CaptureState, fd: FdEntry, tuple: SocketTuple | undefined): FdEntry {
  if (tuple === undefined || isIpSocket(fd) || fd.type === "unix") return fd;
  if (tuple.family !== "ipv4" && tuple.family !== "ipv6") return fd;
  if (imitates !== "libs") return createFd({ type: tuple.family });
  return isIpv4Tuple(tuple) ? createFd({ type: tuple.family, ino: fd.ino, dev: fd.dev }) : fd;
}

/** Data with an address; `infers` tells whether it shows what an fd is that is not known. */
function sendsTo(infers: (state: CaptureState) => boolean): Handler {
  return onSuccess((state, call) => {
    if (infers(state)) inferDatagramSocket(state, call);
    transfer(state, call, "send");
  });
}

/** A sendto with an address, on an fd that is not known, tells that it is a datagram socket. */
function inferDatagramSocket(state: CaptureState, call: SystemCall): void {
  const number = idParam(call, Param.fd) ?? -1;
  if (state.fd(number) !== undefined) return;
  const tuple = tupleParam(call, Param.tuple);
  if (tuple?.family !== "ipv4" && tuple?.family !== "ipv6") return;
  addFd(state, number, createFd({ type: tuple.family, protocol: "udp" }));
}
