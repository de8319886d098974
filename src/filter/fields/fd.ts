import type { EventRecord } from "../../decoder/event.ts";
import type { View } from "../../decoder/view.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import { concernsFd, type EventFd, eventFd } from "../../state/event-fd.ts";
import { FD_TYPES, type FdEntry } from "../../state/fd.ts";
import { resultOf } from "../../state/system-call.ts";
import type { FieldResult, FieldSpec, FieldType, ReadField } from "../field.ts";
import { compiledField, type FieldTraits, field, indexOf } from "./define.ts";
import { nameFromEvent, rawNameFromEvent } from "./event-fd-name.ts";
import { isNameChanged } from "./fd-name-change.ts";
import { directoryOf, fileNameOf } from "./paths.ts";

/** libs' open flags (`file_flags`). */
const FD_UPPER_LAYER = 0x8000;
const FD_LOWER_LAYER = 0x10000;
const UNKNOWN_TYPE = "o";

/** The fd that an event is about. */
export const FD_FIELDS: readonly FieldSpec[] = [
  field(
    "fd.num",
    "integer",
    "Number of the fd; -1 for an open, accept or the like that failed.",
    (event, state) => eventFd(event, state).number,
    { cost: 1 },
  ),
  entryField(
    "fd.type",
    "string",
    "Kind of fd as a word: file, directory, ipv4, unix, pipe, event …",
    typeWord,
  ),
  field("fd.typechar", "string", "Kind of fd as a letter; o where it is not known.", typeChar, { cost: 1 }),
  compiledField(
    "fd.types",
    "string",
    "Kinds of all fds that the process has open, or the kind of the one with the number in brackets.",
    (argument) => readTypes(indexOf(argument)),
    { matching: "list", argument: "index", example: "[1]", isComparable: false, cost: 3 },
  ),
  compiledField(
    "fd.name",
    "string",
    "Path of a file, ends of a connection. Calls that failed to open or connect something give what they tried.",
    (_, view) => nameReader(view),
    { cost: 1 },
  ),
  field("fd.nameraw", "string", "Path as the program gave it, without repeated slashes.", rawName, {
    cost: 2,
  }),
  compiledField(
    "fd.containername",
    "string",
    "Container id, colon and fd.name; nothing before the colon on the host.",
    (_, view) => inContainer(nameReader(view)),
    { cost: 3 },
  ),
  field("fd.directory", "string", "Directory that a file is in; of a directory its own name.", directory, {
    cost: 2,
  }),
  field(
    "fd.containerdirectory",
    "string",
    "Container id, colon and fd.directory; nothing before the colon on the host.",
    inContainer(directory),
    { cost: 3 },
  ),
  entryField("fd.filename", "string", "Last component of a file's path.", ({ type, name }) =>
    type === "file" ? fileNameOf(name) : undefined,
  ),
  field(
    "fd.uid",
    "string",
    "Thread id and fd number, one behind the other.",
    (event, state) => {
      const { number } = eventFd(event, state);
      return number === undefined ? undefined : `${event.tid}${number}`;
    },
    { cost: 1 },
  ),
  field("fd.name_changed", "boolean", "Whether the event gave its fd another name.", nameChanged, {
    cost: 2,
  }),
  entryField("fd.dev", "integer", "Number of the device that holds the file.", ({ dev }) => dev, {
    format: (value) => value.toString(16).toUpperCase(),
  }),
  entryField("fd.dev.major", "integer", "Major part of fd.dev.", ({ dev }) => (dev >>> 8) & 0xfff),
  entryField(
    "fd.dev.minor",
    "integer",
    "Minor part of fd.dev.",
    ({ dev }) => (dev & 0xff) | ((dev >>> 12) & 0xfff00),
  ),
  entryField("fd.ino", "integer", "Inode number of the file.", ({ ino }) => ino),
  entryField(
    "fd.is_upper_layer",
    "boolean",
    "Whether the file is in the upper layer of an overlay.",
    ({ openFlags }) => (openFlags & FD_UPPER_LAYER) !== 0,
  ),
  entryField(
    "fd.is_lower_layer",
    "boolean",
    "Whether the file is in the lower layer of an overlay.",
    ({ openFlags }) => (openFlags & FD_LOWER_LAYER) !== 0,
  ),
];

/** A field of what the fd refers to, absent where that is not known. */
function entryField(
  name: string,
  type: FieldType,
  description: string,
  read: (entry: FdEntry) => FieldResult,
  traits: FieldTraits = {},
): FieldSpec {
  return field(
    name,
    type,
    description,
    (event, state) => {
      const { entry } = eventFd(event, state);
      return entry && read(entry);
    },
    { cost: 1, ...traits },
  );
}

function typeWord({ type }: FdEntry): string {
  return FD_TYPES[type].word;
}

/** Kinds of fds that calls make, for those that failed. */
const TYPE_OF_CALL: Readonly<Record<string, string>> = {
  open: "f",
  openat: "f",
  openat2: "f",
  creat: "f",
  socket: "4",
  accept: "4",
  accept4: "4",
  pipe: "p",
  pipe2: "p",
  eventfd: "e",
  eventfd2: "e",
  signalfd: "s",
  signalfd4: "s",
  timerfd_create: "t",
  inotify_init: "i",
  inotify_init1: "i",
};

function typeChar(event: EventRecord, state: CaptureState): string | undefined {
  const { number, entry } = eventFd(event, state);
  if (number === undefined) return undefined;
  if (entry !== undefined) return FD_TYPES[entry.type].letter;
  const name = event.spec?.name ?? "";
  return (Object.hasOwn(TYPE_OF_CALL, name) && TYPE_OF_CALL[name]) || UNKNOWN_TYPE;
}

function readTypes(fd: number | undefined): ReadField {
  return (event, state) => {
    const { thread } = state;
    if (thread === undefined || !concernsFd(event)) return undefined;
    if (fd === undefined) return [...new Set([...state.fdsOf(thread).values()].map(typeWord))];
    const entry = state.fd(fd);
    return entry === undefined ? undefined : [typeWord(entry)];
  };
}

type ReadText = (event: EventRecord, state: CaptureState) => string | undefined;

function nameReader(view: View): ReadText {
  return (event, state) => {
    const { number, entry } = eventFd(event, state);
    if (number === undefined) return undefined;
    return entry === undefined || isFailedConnect(event, view) ? nameFromEvent(event, state) : entry.name;
  };
}

/** sysdig 0.29.3 names sockets that failed to connect after what they tried. */
function isFailedConnect(event: EventRecord, view: View): boolean {
  if (view === "current" || event.spec?.name !== "connect" || !event.spec.isExit) return false;
  return (resultOf({ exit: event, enter: undefined }) ?? 0) < 0;
}

function rawName(event: EventRecord, state: CaptureState): string | undefined {
  const fd = eventFd(event, state);
  if (fd.number === undefined) return undefined;
  const name = fd.entry === undefined ? rawNameFromEvent(event, state) : (fd.entry.rawName ?? "");
  return name?.replace(/\/{2,}/g, "/");
}

function directory(event: EventRecord, state: CaptureState): string | undefined {
  const fd = eventFd(event, state);
  if (fd.number === undefined) return undefined;
  if (fd.entry?.type === "directory") return fd.entry.name;
  const path = pathOf(fd, event, state);
  return path === undefined ? undefined : directoryOf(path);
}

function pathOf({ entry }: EventFd, event: EventRecord, state: CaptureState): string | undefined {
  if (entry === undefined) return nameFromEvent(event, state);
  return entry.type === "file" ? entry.name : undefined;
}

function inContainer(read: ReadText): ReadText {
  return (event, state) => {
    const text = read(event, state);
    // libs has left containers to a plugin.
    const thread = state.imitates === "libs" ? undefined : state.thread;
    const id = thread === undefined ? "" : state.containerIdOf(thread);
    return text === undefined ? undefined : `${id}:${text}`;
  };
}

function nameChanged(event: EventRecord, state: CaptureState): boolean | undefined {
  const { number, entry } = eventFd(event, state);
  return number === undefined || entry === undefined ? undefined : isNameChanged(event, state, number, entry);
}
