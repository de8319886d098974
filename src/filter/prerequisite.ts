import { isZero } from "../decoder/address-text.ts";
import type { EventRecord } from "../decoder/event.ts";
import { paramLength, paramStart } from "../decoder/params.ts";
import type { IpEndpoint } from "../decoder/socket-address.ts";
import { cachedBySpec } from "../decoder/spec-cache.ts";
import type { EventSpec, ParamSpec } from "../schema/types.ts";
import type { CaptureState } from "../state/capture-state.ts";
import type { FdEntry } from "../state/fd.ts";
import { UNKNOWN_NAME } from "../state/thread.ts";
import type { ValueOrigin } from "./field.ts";
import { compareBytes, parseIp } from "./ip-literal.ts";
import type { Operator } from "./operators.ts";
import { parsePort } from "./ports.ts";

/** Something without which in the capture no event can pass a filter. */
export interface Prerequisite {
  /** Whether an event may tell it. */
  isToldBy(event: EventRecord): boolean;
  /** Whether the state has it, before any event. */
  isKnownTo(state: CaptureState): boolean;
}

/** Operators that only fit values with the whole of what is written in them. */
const CONTAINING: ReadonlySet<Operator> = new Set(["=", "in", "contains", "startswith", "endswith"]);
const EQUALITIES: ReadonlySet<Operator> = new Set(["=", "in"]);
/** Only such texts are surely made of the same bytes wherever they stand. */
const PLAIN = /^[\x20-\x7e]+$/;

/** What a comparison of a field with texts wants of the capture: one thing at most. */
export function prerequisiteOf(
  origin: ValueOrigin,
  operator: Operator,
  texts: readonly string[],
): readonly Prerequisite[] {
  const wanted = WANTED[origin](operator, texts);
  return wanted === undefined ? [] : [wanted];
}

/** Any of several will do. */
export function anyPrerequisite(wanted: readonly Prerequisite[]): Prerequisite {
  return {
    isToldBy: (event) => wanted.some((each) => each.isToldBy(event)),
    isKnownTo: (state) => wanted.some((each) => each.isKnownTo(state)),
  };
}

/** Undefined where a value could fit that no capture tells. */
const WANTED: Readonly<
  Record<ValueOrigin, (operator: Operator, texts: readonly string[]) => Prerequisite | undefined>
> = { name: wantedNames, command: wantedCommands, port: wantedPorts, address: wantedAddresses };

function wantedNames(operator: Operator, texts: readonly string[]): Prerequisite | undefined {
  const isSure = texts.every((text) => PLAIN.test(text) && !UNKNOWN_NAME.includes(text));
  if (!CONTAINING.has(operator) || !isSure) return undefined;
  return {
    isToldBy: holder(
      nameParams,
      texts.map((text) => new TextEncoder().encode(text)),
    ),
    isKnownTo: ({ threads }) => some(threads.byTid, ({ comm }) => texts.some((text) => comm.includes(text))),
  };
}

/** Of each text the longest word: blanks may stand between arguments or in them. */
function wantedCommands(operator: Operator, texts: readonly string[]): Prerequisite | undefined {
  const words = texts.map((text) => longest(text.split(" ")));
  const isSure = words.every((word) => PLAIN.test(word) && !UNKNOWN_NAME.includes(word));
  if (!CONTAINING.has(operator) || !isSure) return undefined;
  const hasWord = (text: string) => words.some((word) => text.includes(word));
  return {
    isToldBy: holder(
      commandParams,
      words.map((word) => new TextEncoder().encode(word)),
    ),
    isKnownTo: ({ threads }) =>
      some(threads.byTid, ({ comm, exe, args }) => hasWord(comm) || hasWord(exe) || args.some(hasWord)),
  };
}

function longest(words: readonly string[]): string {
  return words.reduce((found, word) => (word.length > found.length ? word : found), "");
}

/** Port 0 also stands for what is not known. */
function wantedPorts(operator: Operator, texts: readonly string[]): Prerequisite | undefined {
  const ports = texts.map((text) => parsePort(text) ?? 0);
  if (!EQUALITIES.has(operator) || ports.includes(0)) return undefined;
  return {
    // In either byte order, which finds some that are none.
    isToldBy: holder(
      addressParams,
      ports.flatMap((port) => [Uint8Array.of(port & 0xff, port >> 8), Uint8Array.of(port >> 8, port & 0xff)]),
    ),
    isKnownTo: (state) => someEnd(state, ({ port }) => ports.includes(port)),
  };
}

/** The address of zeros also stands for what is not known. Networks and ranges could be anything. */
function wantedAddresses(operator: Operator, texts: readonly string[]): Prerequisite | undefined {
  const addresses = texts.map((text) => parseIp(text) ?? new Uint8Array(0));
  if (!EQUALITIES.has(operator) || addresses.some((address) => isZero(address, 0, address.length)))
    return undefined;
  const isWanted = (address: Uint8Array) => addresses.some((wanted) => compareBytes(wanted, address) === 0);
  return {
    isToldBy: holder(addressParams, addresses),
    isKnownTo: (state) =>
      state.interfaces.some(({ address }) => isWanted(address)) ||
      someEnd(state, ({ address }) => isWanted(address)),
  };
}

function someEnd({ threads }: CaptureState, isWanted: (end: IpEndpoint) => boolean): boolean {
  const has = ({ source, destination }: FdEntry) =>
    (source !== undefined && isWanted(source)) || (destination !== undefined && isWanted(destination));
  return some(threads.byTid, ({ fds }) => fds !== undefined && some(fds, has));
}

function some<T>(entries: Iterable<readonly [number, T]>, fits: (value: T) => boolean): boolean {
  for (const [, value] of entries) if (fits(value)) return true;
  return false;
}

/** Whether an event has one of the byte strings in one of its parameters of a kind. */
function holder(
  kind: (spec: EventSpec) => readonly number[],
  needles: readonly Uint8Array[],
): Prerequisite["isToldBy"] {
  return (event) => {
    if (event.spec === undefined) return false;
    for (const index of kind(event.spec)) {
      const length = paramLength(event, index);
      if (length === 0) continue;
      const at = paramStart(event, index);
      for (const needle of needles) if (isIn(event.bytes, at, at + length, needle)) return true;
    }
    return false;
  };
}

const NAME_PARAMS: ReadonlySet<string> = new Set(["comm", "exe", "arg2_str"]);
/** Parameters that may become the name of a thread. */
const nameParams = indexesOf(({ name }) => NAME_PARAMS.has(name));
/** Parameters that may become a part of its command line. */
const commandParams = indexesOf(({ name }) => NAME_PARAMS.has(name) || name === "args");
/** Parameters that may become the ends of a socket. */
const addressParams = indexesOf(({ type }) => type === "SOCKADDR" || type === "SOCKTUPLE");

function indexesOf(isMeant: (param: ParamSpec) => boolean) {
  return cachedBySpec(({ params }): readonly number[] =>
    params.flatMap((param, index) => (isMeant(param) ? [index] : [])),
  );
}

function isIn(bytes: Uint8Array, from: number, end: number, needle: Uint8Array): boolean {
  const last = end - needle.length;
  for (let at = from; at <= last; at++) {
    let k = 0;
    while (k < needle.length && bytes[at + k] === needle[k]) k++;
    if (k === needle.length) return true;
  }
  return false;
}
