import { type EventRecord, timestampNs } from "../../decoder/event.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import { FD_TYPES } from "../../state/fd.ts";
import type { Thread } from "../../state/thread.ts";
import type { FieldSpec } from "../field.ts";
import { absentField, compiledField, indexOf } from "./define.ts";
import { commandLine, countThreads, environmentOf, parentOf, variable } from "./lineage.ts";
import { known, threadField } from "./thread-field.ts";

const PERCENT = 100;

/** The process that made the event. */
export const PROCESS_FIELDS: readonly FieldSpec[] = [
  threadField("proc.pid", "integer", "Process id on the host.", ({ pid }) => pid),
  threadField("proc.vpid", "integer", "Process id in the process's own pid namespace.", ({ vpid }) =>
    id(vpid),
  ),
  threadField(
    "proc.name",
    "string",
    "Name of the program as the kernel has it, 15 bytes at most.",
    ({ comm }) => comm,
    { origin: "name" },
  ),
  threadField(
    "proc.exe",
    "string",
    "First word of the command line, as the program was called.",
    ({ exe }) => exe,
    { origin: "command" },
  ),
  compiledField(
    "proc.args",
    "string",
    "Arguments of the program, blank-separated, or the one at the place in brackets, counted from 0.",
    (argument) => {
      const index = indexOf(argument);
      return (_, { thread }) =>
        thread && (index === undefined ? thread.args.join(" ") : (thread.args[index] ?? ""));
    },
    { argument: "index", example: "[0]", cost: 2, origin: "command" },
  ),
  threadField("proc.cmdline", "string", "Name and arguments of the program.", commandLine, {
    cost: 2,
    origin: "command",
  }),
  threadField(
    "proc.exeline",
    "string",
    "proc.exe and the arguments.",
    ({ exe, args }) => `${exe} ${args.join(" ")}`,
    { cost: 2, origin: "command" },
  ),
  threadField("proc.cmdnargs", "integer", "Number of arguments.", ({ args }) => args.length),
  threadField(
    "proc.cmdlenargs",
    "integer",
    "Length of all arguments together, without the blanks between them.",
    ({ args }) => args.reduce((length, argument) => length + byteLength(argument), 0),
    { cost: 2 },
  ),
  compiledField(
    "proc.env",
    "string",
    "Environment of the process, blank-separated, or the value of the variable in brackets.",
    (argument) => (_, state) => state.thread && environmentText(state, state.thread, argument),
    { argument: "key", example: "[HOME]", cost: 2 },
  ),
  threadField("proc.cwd", "string", "Current directory, with a slash at the end.", (thread, state) =>
    state.cwdOf(thread),
  ),
  threadField("proc.tty", "integer", "Number of the controlling terminal, 0 for none.", ({ tty }) => tty),
  threadField(
    "proc.nthreads",
    "integer",
    "Living threads of the process.",
    (thread, state, event) => countThreads(state, thread, event).all,
    { cost: 3 },
  ),
  threadField(
    "proc.nchilds",
    "integer",
    "Living threads of the process besides its main thread.",
    (thread, state, event) => countThreads(state, thread, event).others,
    { cost: 3 },
  ),
  threadField(
    "proc.duration",
    "duration",
    "Nanoseconds since the process or thread was made; absent for those older than the capture.",
    age,
  ),
  threadField(
    "proc.pid.ts",
    "time",
    "When the process or thread was made; absent likewise.",
    ({ cloneTsNs }) => known(cloneTsNs),
  ),
  threadField(
    "proc.ppid.duration",
    "duration",
    "Nanoseconds since the parent was made.",
    (thread, state, event) => {
      const parent = parentOf(state, thread);
      return parent && age(parent, state, event);
    },
    { cost: 2 },
  ),
  threadField(
    "proc.ppid.ts",
    "time",
    "When the parent was made.",
    (thread, state) => {
      const parent = parentOf(state, thread);
      return parent && known(parent.cloneTsNs);
    },
    { cost: 2 },
  ),
  threadField("proc.fdopencount", "integer", "Fds that the process has open.", openFds),
  threadField("proc.fdlimit", "integer", "How many fds the process may have open.", fdLimit),
  threadField(
    "proc.fdusage",
    "double",
    "Fds that the process has open, in percent of what it may.",
    (thread, state) => {
      const limit = fdLimit(thread, state);
      return limit > 0 ? Math.min((PERCENT * openFds(thread, state)) / limit, PERCENT) : 0;
    },
  ),
  threadField("proc.vmsize", "integer", "Virtual memory in KiB.", ({ vmSizeKb }) => vmSizeKb),
  threadField("proc.vmrss", "integer", "Resident memory in KiB.", ({ vmRssKb }) => vmRssKb),
  threadField("proc.vmswap", "integer", "Swapped memory in KiB.", ({ vmSwapKb }) => vmSwapKb),
  ...standardStream("stdin", 0),
  ...standardStream("stdout", 1),
  ...standardStream("stderr", 2),
  ...["healthcheck", "liveness_probe", "readiness_probe"].map((kind) =>
    absentField(
      `proc.is_container_${kind}`,
      "boolean",
      `Former mark of programs that a container's ${kind.replace("_", " ")} runs; always absent.`,
    ),
  ),
];

function id(value: number): number | undefined {
  return value === -1 ? undefined : value;
}

function age({ cloneTsNs }: Thread, _: CaptureState, event: EventRecord): bigint | undefined {
  return cloneTsNs === 0n ? undefined : timestampNs(event) - cloneTsNs;
}

function environmentText(state: CaptureState, thread: Thread, name: string | undefined): string {
  const environment = environmentOf(state, thread);
  return name === undefined ? environment.join(" ") : variable(environment, name);
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function openFds(thread: Thread, state: CaptureState): number {
  return state.fdsOf(state.leaderOf(thread) ?? thread).size;
}

function fdLimit(thread: Thread, state: CaptureState): number {
  return (state.leaderOf(thread) ?? thread).fdLimit;
}

function standardStream(name: string, fd: number): FieldSpec[] {
  return [
    threadField(`proc.${name}.type`, "string", `Kind of fd that ${name} is.`, (_, state) => {
      const entry = state.fd(fd);
      return entry && FD_TYPES[entry.type].word;
    }),
    threadField(`proc.${name}.name`, "string", `Name of what ${name} is.`, (_, state) => state.fd(fd)?.name),
  ];
}
