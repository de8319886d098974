import type { GivenValue, SynthEvent } from "../../src/edit/synth/capture-spec.ts";
import { synthesise } from "../../src/edit/synth/synthesise.ts";

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
  return synthesise({ events: events.map(synthEvent) });
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

function synthEvent({ name, tid, params, tsNs }: GivenEvent): SynthEvent {
  const values = Object.entries(params).map(([param, value]) => [param, givenValue(value)]);
  return { event: name, tid, at: tsNs, params: Object.fromEntries(values) };
}

/** Text stands for itself and a NUL, whatever the type of the parameter. */
function givenValue(value: GivenParam): GivenValue {
  return typeof value === "string" ? { text: `${value}\0` } : (value ?? null);
}

function endpoint4(text: string): Buffer {
  const [address = "", port] = text.split(":");
  const bytes = Buffer.alloc(6);
  address.split(".").forEach((part, at) => {
    bytes[at] = Number(part);
  });
  bytes.writeUInt16LE(Number(port), 4);
  return bytes;
}
