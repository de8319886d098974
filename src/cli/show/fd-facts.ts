import type { EventRecord } from "../../decoder/event.ts";
import { flagNames } from "../../decoder/flag-text.ts";
import { currentSchema } from "../../schema/current.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import { eventFd } from "../../state/event-fd.ts";
import { type FdEntry, isIpSocket, shownProtocol } from "../../state/fd.ts";

/** The fd that an event is about; without `entry` where nothing is known of it. */
export interface FdFacts {
  /** -1 where no fd came of the call, or none is known. */
  readonly number: number;
  readonly entry: FdEntryFacts | null;
}

export interface FdEntryFacts {
  readonly type: string;
  readonly name: string;
  /** As the program gave it. */
  readonly rawName: string | null;
  readonly openFlags: number;
  readonly flagNames: readonly string[];
  readonly closeOnExec: boolean;
  readonly dev: number;
  readonly ino: bigint;
  /** Null for what is no IP socket. */
  readonly protocol: string | null;
  readonly role: string;
  readonly connection: string;
  /** Process of a pidfd. */
  readonly pid: number | null;
}

/** Describes the fd of the event that the state was brought to last. */
export function describeFd(event: EventRecord, state: CaptureState): FdFacts | null {
  const { number, entry } = eventFd(event, state);
  return number === undefined ? null : { number, entry: entry === undefined ? null : describeEntry(entry) };
}

function describeEntry(entry: FdEntry): FdEntryFacts {
  const { type, name, rawName, openFlags, closeOnExec, dev, ino, role, connection, pid } = entry;
  const table = currentSchema.flagTables.get("file_flags");
  return {
    ...{ type, name, rawName: rawName ?? null, openFlags },
    flagNames: table === undefined ? [] : flagNames(table, openFlags),
    ...{ closeOnExec, dev, ino },
    protocol: isIpSocket(entry) ? shownProtocol(entry) : null,
    ...{ role, connection, pid: pid ?? null },
  };
}
