import { nativeSyscallName } from "../schema/native-syscalls.ts";
import { syscallName } from "../schema/syscalls.ts";
import type { EventRecord } from "./event.ts";
import { paramLength, paramStart } from "./params.ts";
import { cachedBySpec } from "./spec-cache.ts";
import type { TextSink } from "./text-sink.ts";

const GENERIC_ENTER = 0;
const GENERIC_EXIT = 1;
const UNKNOWN_SYSCALL = 0;
const ASYNC_EVENT = 402;
const ASYNC_NAME_PARAM = 1;

/**
 * Name of an event as people know it: the system call behind a generic event, an async event's own name, else the
 * name in the event table. Codes that the table does not have are called by their number.
 */
export function eventName(event: EventRecord): string {
  const { code, spec } = event;
  if (spec === undefined) return `unknown:${code}`;
  if (code === GENERIC_ENTER || code === GENERIC_EXIT) return genericName(event) ?? spec.name;
  return spec.name;
}

/** Writes the name of an event: an async event's own, else `eventName`. */
export function writeEventName(sink: TextSink, event: EventRecord): void {
  const { spec } = event;
  const own = asyncNameBounds(event);
  if (own !== undefined) sink.textBytes(event.bytes, own.start, own.end);
  else if (spec === undefined || isGeneric(event)) sink.ascii(eventName(event));
  else sink.encoded(nameBytesOf(spec));
}

const nameBytesOf = cachedBySpec(({ name }) => new TextEncoder().encode(name));

/** Whether the event stands for a system call without an event of its own; its arguments are not shown. */
export function isGeneric({ code }: EventRecord): boolean {
  return code === GENERIC_ENTER || code === GENERIC_EXIT;
}

/** Bounds in the event's bytes of an async event's own name. */
export function asyncNameBounds(event: EventRecord): { start: number; end: number } | undefined {
  if (event.code !== ASYNC_EVENT) return undefined;
  const length = paramLength(event, ASYNC_NAME_PARAM);
  if (length < 2) return undefined;
  const start = paramStart(event, ASYNC_NAME_PARAM);
  return { start, end: start + length - 1 };
}

/** libs' number of the system call behind a generic event; undefined where it is none. */
export function syscallCode(event: EventRecord): number | undefined {
  if (paramLength(event, 0) !== 2) return undefined;
  return event.view.getUint16(paramStart(event, 0), event.littleEndian);
}

/** Current generic events also carry the native number, which names calls that libs has no code for. */
function genericName(event: EventRecord): string | undefined {
  const ppmSc = syscallCode(event);
  if (ppmSc === undefined) return undefined;
  if (ppmSc !== UNKNOWN_SYSCALL || event.code !== GENERIC_EXIT || paramLength(event, 1) !== 2)
    return syscallName(ppmSc);
  const native = event.view.getUint16(paramStart(event, 1), event.littleEndian);
  // Captures do not say which machine they come from; most are from x86_64.
  return nativeSyscallName("x86_64", native) ?? syscallName(ppmSc);
}
