import type { FdInfo } from "../../format/fd-list.ts";
import type { ThreadInfo } from "../../format/thread-info.ts";
import type { WriteTarget } from "../../format/write-target.ts";

/** A whole number; text may be hexadecimal (`0x1f`), octal (`0o644`), or have a unit (`8Gi`). */
export type GivenNumber = number | bigint | string;

/**
 * A point in time: nanoseconds since 1970, text such as `2024-03-01T12:00:00.5Z`, or for events `+1ms`, which counts
 * from the event before.
 */
export type GivenTime = GivenNumber;

/** Bytes as they stand in the capture, whatever the type of the parameter. */
export type GivenBytes =
  | Uint8Array
  | { readonly hex: string }
  | { readonly base64: string }
  | { readonly text: string }
  /** `text` over and over, up to `size` bytes. */
  | { readonly repeat: string; readonly size: GivenNumber };

/**
 * A parameter's value: numbers, names of flags (`O_RDONLY|O_CLOEXEC`), of errors (`ENOENT`), signals and system calls,
 * text, addresses (`10.0.0.1:80`, `[::1]:80`, a path), tuples (`10.0.0.1:4000->10.0.0.2:80`), lists of texts for argv
 * and the like, poll lists (`{fd, flags}`), `{type, value}` where the type depends, bytes. Null is "no value".
 */
export type GivenValue =
  | null
  | boolean
  | GivenNumber
  | GivenBytes
  | readonly (string | PollEntrySpec)[]
  | { readonly type: string; readonly value: GivenValue };

export interface PollEntrySpec {
  readonly fd: GivenNumber;
  readonly flags: GivenValue;
}

/** A section of a capture. Every part may be missing; blocks of parts that are missing are not written. */
export interface CaptureSpec {
  readonly section?: SectionSpec;
  readonly versions?: VersionsSpec;
  /** Time of the first event; 2024-01-01T00:00:00Z. */
  readonly start?: GivenTime;
  /** From one event to the next; 1us. */
  readonly step?: GivenNumber;
  readonly machine?: MachineSpec;
  readonly interfaces?: readonly InterfaceSpec[];
  readonly users?: readonly UserSpec[];
  readonly groups?: readonly GroupSpec[];
  readonly threads?: readonly ThreadSpec[];
  readonly events?: readonly SynthEvent[];
  readonly faults?: readonly FaultSpec[];
}

export interface SectionSpec {
  readonly version?: string;
  readonly byteOrder?: "little" | "big";
  readonly comments?: readonly string[];
  readonly application?: string;
}

/** Versions of the blocks that are written; the newest where nothing is said. */
export interface VersionsSpec {
  readonly processList?: number;
  readonly fdList?: number;
  readonly interfaceList?: number;
  readonly userList?: number;
  readonly events?: number;
  /** The block ids of January and February 2014, where the version had one. */
  readonly preRelease?: boolean;
  /** What has to be able to read it; `libs`. */
  readonly target?: WriteTarget["name"];
}

export interface MachineSpec {
  readonly cpus?: number;
  readonly memory?: GivenNumber;
  readonly maxPid?: GivenNumber;
  readonly hostname?: string;
  readonly boot?: GivenTime;
  readonly flags?: GivenNumber;
}

export interface InterfaceSpec {
  readonly name: string;
  /** With the length of the prefix, from which the mask follows: `10.0.0.5/24`. */
  readonly address: string;
  readonly netmask?: string;
  readonly broadcast?: string;
  readonly linkSpeed?: GivenNumber;
}

export interface UserSpec {
  readonly uid: number;
  readonly gid?: number;
  readonly name: string;
  readonly home?: string;
  readonly shell?: string;
}

export interface GroupSpec {
  readonly gid: number;
  readonly name: string;
}

type GivenThreadField<T> = T extends readonly string[]
  ? readonly string[]
  : T extends bigint
    ? GivenNumber
    : T;

/** A thread: the fields of the process list by their names, and its fds. Only `tid` is needed. */
export type ThreadSpec = {
  readonly [K in Exclude<keyof ThreadInfo, "tid" | "flags">]?: GivenThreadField<ThreadInfo[K]>;
} & { readonly tid: number; readonly flags?: GivenValue; readonly fds?: readonly FdSpec[] };

/** An open file descriptor. The kind follows from what is given: `tuple`, `address`, `name`. */
export interface FdSpec {
  readonly fd: number;
  readonly kind?: FdInfo["kind"];
  readonly ino?: GivenNumber;
  readonly name?: string;
  readonly openFlags?: GivenValue;
  readonly dev?: GivenNumber;
  /** Both ends of a socket: `10.0.0.1:4000->10.0.0.2:80`. */
  readonly tuple?: string;
  /** The end of a server's socket: `0.0.0.0:80`. */
  readonly address?: string;
  readonly protocol?: "unknown" | "na" | "tcp" | "udp" | "icmp" | "raw";
  readonly source?: GivenNumber;
  readonly destination?: GivenNumber;
  /** Number of a type that is not known, with the bytes that describe it. */
  readonly type?: number;
  readonly raw?: GivenBytes;
}

/** An event. */
export interface SynthEvent {
  /** `>openat` (enter), `<openat` (exit), a name of the event table such as `SYSCALL_OPENAT_2_X`, or a code. */
  readonly event: string | number | bigint;
  /** That of the event before; -1 for the first. */
  readonly tid?: number;
  readonly at?: GivenTime;
  readonly cpu?: number;
  /** Values by name, or in their order. */
  readonly params?: Readonly<Record<string, GivenValue>> | readonly GivenValue[];
  /** How many parameters are written, as by drivers that knew fewer. */
  readonly paramCount?: number;
  /** Written as an event with flags. */
  readonly dumpFlags?: number;
  /** Kept for the state alone; the same as dump flag 1. */
  readonly stateOnly?: boolean;
  readonly comments?: readonly string[];
}

/**
 * Damage done to what was written, in order. `block` (from 1, the section header) or `event` (from 1) chooses a block;
 * faults without either are done to the bytes of the whole section in the end.
 */
export interface FaultSpec {
  readonly block?: number;
  readonly event?: number;
  /** The block's type becomes this. */
  readonly setType?: GivenNumber;
  /** The length in front of the block becomes this. */
  readonly setLength?: GivenNumber;
  /** The length behind the block becomes this. */
  readonly setTrailer?: GivenNumber;
  /** The event's own length becomes this. */
  readonly setEventLength?: GivenNumber;
  /** The event's count of parameters becomes this. */
  readonly setParamCount?: GivenNumber;
  /** The block is left out. */
  readonly drop?: boolean;
  /** The block stands there so many times more. */
  readonly repeat?: number;
  /** A block of another type in front of it. */
  readonly insertType?: GivenNumber;
  /** Bytes: the body of the inserted block; without `insertType` bytes put in front of the block as they are. */
  readonly insert?: GivenBytes;
  /** Position in the block, or in the section; a negative one counts from the end. */
  readonly offset?: number;
  /** Bytes that are written over those at `offset`. */
  readonly patch?: GivenBytes;
  /** A bit (0–7) of the byte at `offset` that is turned over. */
  readonly flip?: number;
  /** What is left of the block, or of the section; a negative number is what is cut off. */
  readonly truncate?: number;
  /** Bytes behind the section. */
  readonly append?: GivenBytes;
}
