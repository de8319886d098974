import { currentSchema } from "../../src/schema/current.ts";
import { codesByName } from "../../src/schema/lookup.ts";
import { PARAM_TYPES } from "../../src/schema/param-types.ts";
import { EventFlag, type EventSpec, type ParamSpec } from "../../src/schema/types.ts";
import { concat, littleEndian } from "./bytes.ts";

/** A parameter as a test gives it: a number, text, bytes; undefined is "no value". */
export type GivenParam = number | bigint | string | Uint8Array | undefined;

/** An event as a test gives it: `>` or `<` and the name, the thread, the parameters by name. */
export interface GivenEvent {
  readonly name: string;
  readonly tid: number;
  readonly params: Readonly<Record<string, GivenParam>>;
  readonly tsNs: bigint;
}

let clockNs = 1_600_000_000_000_000_000n;

/** An event `microseconds` after the one made before. */
export function event(
  name: string,
  tid: number,
  params: GivenEvent["params"] = {},
  microseconds = 1,
): GivenEvent {
  clockNs += BigInt(microseconds) * 1000n;
  return { name, tid, params, tsNs: clockNs };
}

/** A capture with these events and nothing else. */
export function captureOf(...events: readonly GivenEvent[]): Uint8Array {
  return concat(sectionHeader(), ...events.map(eventBlock));
}

/** The values of a NUL-separated list. */
export function list(...values: string[]): Uint8Array {
  return Buffer.from(values.map((value) => `${value}\0`).join(""));
}

/** An IPv4 connection as a SOCKTUPLE. */
export function tuple4(source: string, destination: string): Uint8Array {
  return Buffer.concat([Buffer.of(2), endpoint4(source), endpoint4(destination)]);
}

/** An IPv4 address and port as a SOCKADDR. */
export function address4(address: string): Uint8Array {
  return Buffer.concat([Buffer.of(2), endpoint4(address)]);
}

const { block, sectionHeader, i64, u16, u32, u64 } = littleEndian;

/** Time, tid, length, code and number of parameters. */
const HEADER_SIZE = 26;
const EVENT_V2 = 0x216;
const EVENT_V2_LARGE = 0x221;

function endpoint4(text: string): Buffer {
  const [address = "", port] = text.split(":");
  const bytes = Buffer.alloc(6);
  address.split(".").forEach((part, at) => {
    bytes[at] = Number(part);
  });
  bytes.writeUInt16LE(Number(port), 4);
  return bytes;
}

function eventBlock({ name, tid, params, tsNs }: GivenEvent): Uint8Array {
  const spec = specOf(name);
  const isLarge = (spec.flags & EventFlag.LARGE_PAYLOAD) !== 0;
  for (const given of Object.keys(params)) {
    if (!spec.params.some((param) => param.name === given))
      throw new Error(`${name} has no parameter ${given}`);
  }
  const values = spec.params.map((param) => encode(param, params[param.name]));
  const lengths = concat(...values.map(({ length }) => (isLarge ? u32(length) : u16(length))));
  const data = concat(...values);
  const head = [
    u64(tsNs),
    i64(tid),
    u32(HEADER_SIZE + lengths.length + data.length),
    u16(spec.code),
    u32(values.length),
  ];
  return block(isLarge ? EVENT_V2_LARGE : EVENT_V2, u16(0), ...head, lengths, data);
}

/** The newest event of a name such as `>open` or `<openat`. */
function specOf(name: string): EventSpec {
  const isExit = name.startsWith("<");
  const code = codesByName(currentSchema, name.slice(1)).findLast(
    (candidate) => (candidate & 1) === (isExit ? 1 : 0),
  );
  const spec = code === undefined ? undefined : currentSchema.event(code);
  if (spec === undefined) throw new Error(`no event ${name}`);
  return spec;
}

function encode(param: ParamSpec, value: GivenParam): Uint8Array {
  if (value === undefined) return new Uint8Array(0);
  if (typeof value === "string") return Buffer.from(`${value}\0`);
  if (typeof value === "object") return value;
  const size = PARAM_TYPES[param.type].sizeBytes ?? 8;
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt.asIntN(64, BigInt(value)));
  return bytes.subarray(0, size);
}
