import type { IpEndpoint } from "../decoder/socket-address.ts";
import type { JsonValue, SupplementNote } from "../format/state-supplement.ts";
import { type ThreadInfo, UNKNOWN_THREAD } from "../format/thread-info.ts";
import { FD_TYPES, type FdEntry } from "./fd.ts";
import { createThread, type Thread } from "./thread.ts";

/** What the tables of threads go by is told and changed apart from the other fields. */
const IDENTITY: ReadonlySet<string> = new Set(["tid", "pid", "ptid"]);
/** A thread of which nothing is known tells the types of the fields. */
const UNKNOWN = createThread(0);
export const THREAD_KEYS: readonly (keyof Thread)[] = [
  ...(Object.keys(UNKNOWN_THREAD) as (keyof ThreadInfo)[]).filter((key) => !IDENTITY.has(key)),
  "cloneTsNs",
];
export const FD_KEYS = [
  "type",
  "name",
  "rawName",
  "openFlags",
  "dev",
  "ino",
  "closeOnExec",
  "protocol",
  "role",
  "connection",
  "source",
  "destination",
  "unixSource",
  "unixDestination",
  "pid",
] as const satisfies readonly (keyof FdEntry)[];
const BIG_FD_KEYS: ReadonlySet<string> = new Set(["ino", "unixSource", "unixDestination"]);
const NUMBER_FD_KEYS: ReadonlySet<string> = new Set(["openFlags", "dev", "pid"]);
const ADDRESS_SIZES: ReadonlySet<number> = new Set([4, 16]);
const WORDS: Readonly<Record<string, ReadonlySet<string>>> = {
  type: new Set(Object.keys(FD_TYPES)),
  protocol: new Set(["unknown", "tcp", "udp", "icmp", "raw"]),
  role: new Set(["none", "client", "server"]),
  view: new Set(["recorded", "current"]),
  connection: new Set(["none", "pending", "connected", "failed"]),
};
const NUMBERS: ReadonlySet<string> = new Set(["tid", "pid", "ptid", "fd", "exited"]);
const FLAGS: ReadonlySet<string> = new Set(["madeUp", "gone", "closeOnExec"]);

/** The value of a note's member that is a number, a flag or a word of our own; undefined where it is none. */
export function plainMember(key: string, value: JsonValue | undefined): JsonValue | undefined {
  const example: unknown = key in UNKNOWN ? UNKNOWN[key as keyof Thread] : undefined;
  if (NUMBERS.has(key) || NUMBER_FD_KEYS.has(key) || typeof example === "number")
    return isWhole(value) ? value : undefined;
  if (FLAGS.has(key) || typeof example === "boolean") return typeof value === "boolean" ? value : undefined;
  if (key === "tsNs" || BIG_FD_KEYS.has(key) || typeof example === "bigint") return bigOf(value)?.toString();
  return isWord(key, value) ? value : undefined;
}

/** The value of a thread's field; undefined where its type is not that of the field. */
export function threadValue(key: keyof Thread, value: JsonValue | undefined): unknown {
  const example = UNKNOWN[key];
  if (typeof example === "bigint") return bigOf(value);
  if (Array.isArray(example))
    return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;
  // Whole numbers only: others fit no field, and no conversion to 64 bits.
  if (typeof example === "number") return isWhole(value) ? value : undefined;
  return typeof value === typeof example ? value : undefined;
}

/** The value of an fd's field; undefined where its type is not that of the field. */
export function fdValue(key: string, value: JsonValue | undefined): unknown {
  if (WORDS[key] !== undefined) return isWord(key, value) ? value : undefined;
  if (BIG_FD_KEYS.has(key)) return bigOf(value);
  if (NUMBER_FD_KEYS.has(key)) return isWhole(value) ? value : undefined;
  if (key === "closeOnExec") return typeof value === "boolean" ? value : undefined;
  if (key === "source" || key === "destination") return endpointOf(value);
  return typeof value === "string" ? value : undefined;
}

export function isWhole(value: JsonValue | undefined): value is number {
  return Number.isSafeInteger(value);
}

export function isWord(key: string, value: JsonValue | undefined): boolean {
  return typeof value === "string" && WORDS[key]?.has(value) === true;
}

export function bigOf(value: JsonValue | undefined): bigint | undefined {
  return typeof value === "string" && /^\d{1,20}$/.test(value)
    ? BigInt.asUintN(64, BigInt(value))
    : undefined;
}

export function endpointOf(value: JsonValue | undefined): IpEndpoint | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { address, port } = value as SupplementNote;
  const bytes = typeof address === "string" ? bytesOfHex(address) : undefined;
  if (bytes === undefined || !ADDRESS_SIZES.has(bytes.length) || !isPort(port)) return undefined;
  return { address: bytes, port };
}

function isPort(value: JsonValue | undefined): value is number {
  return isWhole(value) && value >= 0 && value <= 0xffff;
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function bytesOfHex(digits: string): Uint8Array | undefined {
  if (!/^(?:[0-9a-f]{2})*$/.test(digits)) return undefined;
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Numbers of 64 bits become text, addresses hexadecimal digits. */
export function jsonOf(value: unknown): JsonValue {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Uint8Array) return hexOf(value);
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, jsonOf(member)]));
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}
