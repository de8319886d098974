import type { ParamType } from "./types.ts";

/** What is fixed about a parameter type, whatever its value. */
export interface ParamTypeInfo {
  /** libs' own number of the type; it is never written in a capture. */
  readonly id: number;
  /** Size on the wire, null where the length table of the event decides; every parameter may also be empty. */
  readonly sizeBytes: number | null;
  /** The value is one integer in the byte order of the capturing machine. */
  readonly isInteger: boolean;
  /** The integer is a two's complement one; false for all that is not an integer. */
  readonly signed: boolean;
  /** Some event of libs' history has a parameter of the type; the others exist for filter fields only. */
  readonly inEvents: boolean;
}

/** Facts of every parameter type (libs, ppm_events_public.h and driver concept); no size ever changed since 2014. */
export const PARAM_TYPES: Readonly<Record<ParamType, ParamTypeInfo>> = {
  NONE: filterOnly(bytes(0, 0)),
  INT8: integer(1, 1, true),
  INT16: integer(2, 2, true),
  INT32: integer(3, 4, true),
  INT64: integer(4, 8, true),
  UINT8: integer(5, 1, false),
  UINT16: integer(6, 2, false),
  UINT32: integer(7, 4, false),
  UINT64: integer(8, 8, false),
  CHARBUF: bytes(9, null),
  BYTEBUF: bytes(10, null),
  ERRNO: integer(11, 8, true),
  SOCKADDR: bytes(12, null),
  SOCKTUPLE: bytes(13, null),
  FD: integer(14, 8, true),
  PID: integer(15, 8, true),
  FDLIST: bytes(16, null),
  FSPATH: bytes(17, null),
  SYSCALLID: integer(18, 2, false),
  SIGTYPE: integer(19, 1, false),
  RELTIME: integer(20, 8, false),
  ABSTIME: integer(21, 8, false),
  PORT: integer(22, 2, false),
  L4PROTO: filterOnly(integer(23, 1, false)),
  SOCKFAMILY: filterOnly(integer(24, 1, false)),
  BOOL: filterOnly(integer(25, 4, false)),
  IPV4ADDR: bytes(26, 4),
  DYN: bytes(27, null),
  FLAGS8: integer(28, 1, false),
  FLAGS16: integer(29, 2, false),
  FLAGS32: integer(30, 4, false),
  UID: integer(31, 4, false),
  GID: integer(32, 4, false),
  DOUBLE: filterOnly(bytes(33, 8)),
  SIGSET: integer(34, 4, false),
  CHARBUFARRAY: bytes(35, null),
  CHARBUF_PAIR_ARRAY: bytes(36, null),
  IPV4NET: filterOnly(bytes(37, null)),
  IPV6ADDR: bytes(38, 16),
  IPV6NET: filterOnly(bytes(39, null)),
  IPADDR: filterOnly(bytes(40, null)),
  IPNET: filterOnly(bytes(41, null)),
  MODE: integer(42, 4, false),
  FSRELPATH: bytes(43, null),
  ENUMFLAGS8: integer(44, 1, false),
  ENUMFLAGS16: integer(45, 2, false),
  ENUMFLAGS32: integer(46, 4, false),
  FD32: integer(47, 4, true),
  PID32: integer(48, 4, true),
};

function integer(id: number, sizeBytes: number, signed: boolean): ParamTypeInfo {
  return { id, sizeBytes, isInteger: true, signed, inEvents: true };
}

function bytes(id: number, sizeBytes: number | null): ParamTypeInfo {
  return { id, sizeBytes, isInteger: false, signed: false, inEvents: true };
}

function filterOnly(info: ParamTypeInfo): ParamTypeInfo {
  return { ...info, inEvents: false };
}
