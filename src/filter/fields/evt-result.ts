import { type EventRecord, readI64 } from "../../decoder/event.ts";
import { isGeneric } from "../../decoder/event-name.ts";
import { paramIndex, paramLength, paramStart } from "../../decoder/params.ts";
import type { View } from "../../decoder/view.ts";
import { errnoName } from "../../schema/errno.ts";
import { EventFlag } from "../../schema/types.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import { ownFd } from "../../state/event-fd.ts";
import type { FdEntry } from "../../state/fd.ts";
import type { FieldSpec } from "../field.ts";
import { compiledField } from "./define.ts";

const ID_SIZE = 4;
const MAX_I32 = 0x7fffffff;

/** How calls ended. */
export const RESULT_FIELDS: readonly FieldSpec[] = [
  compiledField(
    "evt.rawres",
    "integer",
    "What the call returned; negative errno numbers for failures.",
    (_, view) => (event) => resultOfEvent(event, view),
    { cost: 2 },
  ),
  compiledField(
    "evt.res",
    "string",
    "SUCCESS, or the name of the error that the call failed with.",
    (_, view) => (event) => resultText(resultOfEvent(event, view)),
    { cost: 2 },
  ),
  compiledField(
    "evt.failed",
    "boolean",
    "Whether the call failed. Events without result have none in the current view; in the recorded view they did not fail.",
    (_, view) => (event) => {
      const result = resultOfEvent(event, view);
      return result === undefined ? (view === "recorded" ? false : undefined) : result < 0;
    },
    { cost: 2 },
  ),
  errorCount("evt.count.error", "calls", () => true),
  errorCount("evt.count.error.file", "opens and calls on files and directories", isFileEvent),
  errorCount("evt.count.error.net", "accepts, connects and calls on sockets", isNetworkEvent),
  errorCount("evt.count.error.memory", "calls that manage memory", isMemoryEvent),
  errorCount(
    "evt.count.error.other",
    "calls that have nothing to do with files, sockets and memory",
    (event, entry) =>
      !isFileEvent(event, entry) &&
      !isNetworkEvent(event, entry) &&
      (entry !== undefined || !isMemoryEvent(event)),
  ),
];

/** What the call returned, undefined for events that are not the end of a call with a result. */
export function resultOfEvent(event: EventRecord, view: View): number | bigint | undefined {
  const index = resultIndex(event, view);
  const { view: data, littleEndian } = event;
  switch (paramLength(event, index)) {
    case 8:
      return exactResult(data, paramStart(event, index), littleEndian);
    case 4:
      // Users and groups, of calls that cannot fail.
      return data.getUint32(paramStart(event, index), littleEndian);
    default:
      return undefined;
  }
}

function exactResult(data: DataView, start: number, littleEndian: boolean): number | bigint {
  const result = readI64(data, start, littleEndian);
  return Number.isSafeInteger(result) ? result : data.getBigInt64(start, littleEndian);
}

/** By default the first parameter; for sysdig 0.29.3 only one that is called a result, or an fd that the call made. */
function resultIndex(event: EventRecord, view: View): number {
  const { spec } = event;
  if (spec === undefined || !spec.isExit || spec.source !== "SYSCALL" || isGeneric(event)) return -1;
  if (view === "current") return event.paramCount > 0 ? 0 : -1;
  const index = paramIndex(event, "res");
  if (index >= 0 || (spec.flags & EventFlag.CREATES_FD) === 0) return index;
  return paramIndex(event, "fd");
}

function resultText(result: number | bigint | undefined): string | undefined {
  if (result === undefined) return undefined;
  return result >= 0 ? "SUCCESS" : (errnoName(-Number(result)) ?? String(result));
}

/** Counts failures among some events. What succeeded counts 0 in the current view, and is absent in the recorded one. */
function errorCount(
  name: string,
  calls: string,
  counts: (event: EventRecord, entry: FdEntry | undefined) => boolean,
): FieldSpec {
  const compile = (view: View) => (event: EventRecord, state: CaptureState) => {
    const result = resultOfEvent(event, view);
    if (result === undefined || !counts(event, ownFd(event, state))) return undefined;
    if (result < 0 || (state.imitates === "libs" && isNegativeId(event, result))) return 1;
    return view === "current" ? 0 : undefined;
  };
  const description = `1 for ${calls} that failed, 0 or absent for those that did not.`;
  return compiledField(name, "integer", description, (_, view) => compile(view), { cost: 2 });
}

/** Whether a user or group id would be negative if it had a sign, as it has for libs. */
function isNegativeId(event: EventRecord, result: number | bigint): boolean {
  return paramLength(event, 0) === ID_SIZE && result > MAX_I32;
}

const OPENING: ReadonlySet<string> = new Set(["open", "creat", "openat", "openat2", "open_by_handle_at"]);
const CONNECTING: ReadonlySet<string> = new Set(["accept", "accept4", "connect"]);

function isFileEvent({ spec }: EventRecord, entry: FdEntry | undefined): boolean {
  return entry === undefined
    ? OPENING.has(spec?.name ?? "")
    : entry.type === "file" || entry.type === "directory";
}

function isNetworkEvent({ spec }: EventRecord, entry: FdEntry | undefined): boolean {
  if (entry === undefined) return CONNECTING.has(spec?.name ?? "");
  return entry.type === "unix" || /^ipv[46]/.test(entry.type);
}

function isMemoryEvent({ spec }: EventRecord): boolean {
  return spec?.category === "MEMORY";
}
