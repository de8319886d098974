import type { EventRecord } from "../../decoder/event.ts";
import { EventFlag } from "../../schema/types.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import { eventFd, ownFd } from "../../state/event-fd.ts";
import { type FdEntry, isIpSocket } from "../../state/fd.ts";
import { resultOf, type SystemCall, unsignedParam } from "../../state/system-call.ts";
import { systemCallOf } from "../../state/system-call-of.ts";
import type { FieldSpec } from "../field.ts";
import { field } from "./define.ts";
import { isIoCategory } from "./evt.ts";
import { resultOfEvent } from "./evt-result.ts";

/** libs' open flags (`file_flags`); read and write access are bits of their own. */
const O_RDONLY = 0x1;
const O_WRONLY = 0x2;
const O_CREAT = 0x4;
const O_TMPFILE = 0x2000;
const O_F_CREATED = 0x4000;
const ANY_EXECUTE = 0o111;

const OPENS: ReadonlySet<string> = new Set(["open", "openat", "openat2", "open_by_handle_at"]);
const CREATES: ReadonlySet<string> = new Set(["open", "openat", "openat2", "creat"]);

/** What opens, reads and writes did. */
export const IO_FIELDS: readonly FieldSpec[] = [
  opens("evt.is_open_read", "Whether a file was opened, or tried to be, for reading.", hasFlag(O_RDONLY)),
  opens("evt.is_open_write", "Whether a file was opened, or tried to be, for writing.", hasFlag(O_WRONLY)),
  opens(
    "evt.is_open_exec",
    "Whether a file was opened, or tried to be, that is executable once it is created.",
    createsExecutable,
    CREATES,
  ),
  opens("evt.is_open_create", "Whether the call created the file that it opened.", createsFile),
  bytesMoved("evt.buflen", ""),
  bytesMoved("evt.buflen.in", " in", { way: "IO_READ" }),
  bytesMoved("evt.buflen.out", " out", { way: "IO_WRITE" }),
  bytesMoved("evt.buflen.file", " from or to files", { among: isFile }),
  bytesMoved("evt.buflen.file.in", " in from files", { way: "IO_READ", among: isFile }),
  bytesMoved("evt.buflen.file.out", " out to files", { way: "IO_WRITE", among: isFile }),
  bytesMoved("evt.buflen.net", " through IP sockets", { among: isIpSocket }),
  bytesMoved("evt.buflen.net.in", " in through IP sockets", { way: "IO_READ", among: isIpSocket }),
  bytesMoved("evt.buflen.net.out", " out through IP sockets", { way: "IO_WRITE", among: isIpSocket }),
  field(
    "evt.is_syslog",
    "boolean",
    "Whether the event's type writes and its fd is /dev/log.",
    isSyslogEvent,
    {
      cost: 1,
    },
  ),
];

/** Whether the event writes to the system's log. */
export function isSyslogEvent(event: EventRecord, state: CaptureState): boolean {
  const writes = event.spec !== undefined && (event.spec.flags & EventFlag.WRITES_TO_FD) !== 0;
  return writes && (eventFd(event, state).entry?.name.includes("/dev/log") ?? false);
}

/** A question about finished calls that open files. */
function opens(
  name: string,
  description: string,
  test: (call: SystemCall) => boolean,
  among = OPENS,
): FieldSpec {
  return field(
    name,
    "boolean",
    description,
    (event, state) => {
      const { spec } = event;
      return spec?.isExit === true && among.has(spec.name) && test(systemCallOf(event, state));
    },
    { cost: 2 },
  );
}

function hasFlag(mask: number): (call: SystemCall) => boolean {
  return (call) => (openFlags(call) & mask) !== 0;
}

function openFlags(call: SystemCall): number {
  return unsignedParam(call, "flags") ?? 0;
}

function createsExecutable(call: SystemCall): boolean {
  const creates = call.exit.spec?.name === "creat" || (openFlags(call) & (O_CREAT | O_TMPFILE)) !== 0;
  return creates && ((unsignedParam(call, "mode") ?? 0) & ANY_EXECUTE) !== 0;
}

/** The kernel tells of files it created; one without a name is new whenever the call worked. */
function createsFile(call: SystemCall): boolean {
  const flags = openFlags(call);
  return (flags & O_F_CREATED) !== 0 || ((flags & O_TMPFILE) !== 0 && (resultOf(call) ?? -1) >= 0);
}

interface Moved {
  readonly way?: "IO_READ" | "IO_WRITE";
  readonly among?: (entry: FdEntry) => boolean;
}

/** What a call on a known fd returned, where that is no error: mostly the number of bytes. */
function bytesMoved(name: string, which: string, { way, among = () => true }: Moved = {}): FieldSpec {
  const description = `Bytes moved${which}: the result of calls on known fds that read, write and the like.`;
  return field(
    name,
    "integer",
    description,
    (event, state) => {
      const kind = event.spec?.category;
      if (way === undefined ? !isIoCategory(kind) : kind !== way) return undefined;
      const entry = ownFd(event, state);
      if (entry === undefined || !among(entry)) return undefined;
      const result = resultOfEvent(event, "current");
      return result === undefined || result < 0 ? undefined : result;
    },
    { cost: 2 },
  );
}

function isFile({ type }: FdEntry): boolean {
  return type === "file";
}
