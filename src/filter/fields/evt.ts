import type { EventRecord } from "../../decoder/event.ts";
import { asyncNameBounds, eventName, isGeneric } from "../../decoder/event-name.ts";
import { decodeText } from "../../format/text.ts";
import { currentSchema } from "../../schema/current.ts";
import { codesByName } from "../../schema/lookup.ts";
import { categoryOfSyscall } from "../../schema/syscall-categories.ts";
import { type EventCategory, EventFlag } from "../../schema/types.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import { ownFd } from "../../state/event-fd.ts";
import { FD_TYPES, type FdEntry } from "../../state/fd.ts";
import { unsignedParam } from "../../state/system-call.ts";
import type { Thread } from "../../state/thread.ts";
import { FieldError, type FieldSpec, type ReadField } from "../field.ts";
import { absentField, compiledField, field, isIndex } from "./define.ts";

/** What kind of event it is and where it comes from. */
export const EVENT_FIELDS: readonly FieldSpec[] = [
  field("evt.num", "integer", "Number of the event in the capture, from 1.", ({ number }) => number),
  field(
    "evt.type",
    "string",
    "Name of the event; for events that stand for any system call, the call's.",
    typeName,
  ),
  compiledField(
    "evt.type.is",
    "integer",
    "1 for events of the type given by name or by number in the event table, 0 for others.",
    (argument = "") => isOfType(argument),
    { argument: "number-or-name", isArgumentRequired: true, example: ".open" },
  ),
  field("syscall.type", "string", "Name of the system call; absent for events that are none.", (event) =>
    event.spec?.source === "SYSCALL" ? typeName(event) : undefined,
  ),
  field(
    "evt.dir",
    "string",
    "> for the start of a call and for events without an end, < for the end.",
    ({ code }) => ((code & 1) === 0 ? ">" : "<"),
  ),
  compiledField(
    "evt.category",
    "string",
    "Class of the event. For reading, writing and the like the kind of fd decides: file, net, ipc or unknown. In the " +
      "current view calls without an event of their own are other.",
    (_, view) => (view === "recorded" ? recordedCategory : category),
    { cost: 1 },
  ),
  field("evt.cpu", "integer", "Number of the processor that recorded the event.", ({ cpu }) => cpu),
  field("evt.source", "string", "Where events come from: syscall for all that the kernel tells.", source),
  field("evt.is_async", "boolean", "Whether the event was made by the capturing program.", isAsync),
  field(
    "evt.asynctype",
    "string",
    "Kind of an event that the capturing program made, such as container; absent for others.",
    (event) => (isAsync(event) ? typeName(event) : undefined),
  ),
  field(
    "evt.hostname",
    "string",
    "Name of the machine that was recorded; absent where the capture does not tell.",
    (_, { machine }) => machine?.hostname || undefined,
  ),
  absentField(
    "evt.pluginname",
    "string",
    "Name of the plugin behind the event; captures of system calls have none.",
  ),
  absentField(
    "evt.plugininfo",
    "string",
    "The event in the words of its plugin; captures of system calls have none.",
  ),
  field("evt.count", "integer", "Always 1, for counting.", () => 1),
  field("evt.count.exit", "integer", "1 for the end of a call, absent otherwise.", ({ spec }) =>
    spec?.isExit ? 1 : undefined,
  ),
  sampleCount(
    "evt.count.procinfo",
    "1 for process samples of a main thread",
    (thread) => thread.tid === thread.pid,
  ),
  sampleCount("evt.count.threadinfo", "1 for process samples of any thread", () => true),
  flag(
    "evt.is_io",
    "Whether the event's type reads or writes.",
    EventFlag.READS_FROM_FD | EventFlag.WRITES_TO_FD,
  ),
  flag("evt.is_io_read", "Whether the event's type reads.", EventFlag.READS_FROM_FD),
  flag("evt.is_io_write", "Whether the event's type writes.", EventFlag.WRITES_TO_FD),
  flag("evt.is_wait", "Whether the event's type can make a thread wait.", EventFlag.WAITS),
  field("evt.io_dir", "string", "read or write, for types that do one of them.", ({ spec }) => {
    if (spec === undefined) return undefined;
    if ((spec.flags & EventFlag.WRITES_TO_FD) !== 0) return "write";
    return (spec.flags & EventFlag.READS_FROM_FD) !== 0 ? "read" : undefined;
  }),
];

function flag(name: string, description: string, mask: number): FieldSpec {
  return field(name, "boolean", description, ({ spec }) => spec !== undefined && (spec.flags & mask) !== 0);
}

function typeName(event: EventRecord): string {
  const own = asyncNameBounds(event);
  return own === undefined ? eventName(event) : decodeText(event.bytes, own.start, own.end);
}

/** A name stands for the events of all versions of the call, at its start and its end. */
function isOfType(argument: string): ReadField {
  const codes = new Set(isIndex(argument) ? [Number(argument)] : codesByName(currentSchema, argument));
  if (codes.size === 0) throw new FieldError(`evt.type.is: there is no event type "${argument}"`);
  return ({ code }) => (codes.has(code) ? 1 : 0);
}

/** Events of plugins carry the plugin's number, which is 0 for those about system calls. */
function source(event: EventRecord): string | undefined {
  const plugin = unsignedParam({ exit: event, enter: undefined }, "plugin_id") ?? 0;
  return plugin === 0 ? "syscall" : undefined;
}

function isAsync({ spec }: EventRecord): boolean {
  return spec?.source === "METAEVENT";
}

/** Counts process samples. Other events count 0 in the current view, and are absent in the recorded one. */
function sampleCount(name: string, what: string, counts: (thread: Thread) => boolean): FieldSpec {
  return compiledField(
    name,
    "integer",
    `${what}, 0 or absent for other events.`,
    (_, view) =>
      (event, { thread }) => {
        const isCounted = event.spec?.name === "procinfo" && thread !== undefined && counts(thread);
        return isCounted ? 1 : view === "current" ? 0 : undefined;
      },
  );
}

/** Whether the category is one of those that the kind of fd makes precise. */
export function isIoCategory(name: EventCategory | undefined): boolean {
  return name === "IO_READ" || name === "IO_WRITE" || name === "IO_OTHER";
}

/** Of calls without an event of their own the class is that of the call. */
function recordedCategory(event: EventRecord, state: CaptureState): string {
  return isGeneric(event)
    ? categoryText(categoryOfSyscall(eventName(event)), undefined)
    : category(event, state);
}

function category(event: EventRecord, state: CaptureState): string {
  const name = event.spec?.category ?? "UNKNOWN";
  return categoryText(name, isIoCategory(name) ? ownFd(event, state) : undefined);
}

function categoryText(name: EventCategory, entry: FdEntry | undefined): string {
  if (isIoCategory(name)) return ioCategory(entry);
  // Upper case sets the calls that make pipes and the like apart from those that use them.
  return name === "IPC" ? name : name.toLowerCase();
}

const IPC_TYPES: ReadonlySet<FdEntry["type"]> = new Set([
  "pipe",
  "unix",
  "eventfd",
  "signalfd",
  "inotify",
  "userfaultfd",
]);

function ioCategory(entry: FdEntry | undefined): string {
  if (entry === undefined) return "unknown";
  const { word } = FD_TYPES[entry.type];
  if (word === "file" || word === "directory") return "file";
  if (word === "ipv4" || word === "ipv6") return "net";
  return IPC_TYPES.has(entry.type) ? "ipc" : "unknown";
}
