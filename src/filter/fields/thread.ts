import { type EventRecord, timestampNs } from "../../decoder/event.ts";
import { CAPABILITY_NAMES } from "../../schema/capabilities.ts";
import { bigParam } from "../../state/system-call.ts";
import { isLeader, type Thread } from "../../state/thread.ts";
import type { FieldSpec, ReaderMemory, ReadField } from "../field.ts";
import { compiledField, field } from "./define.ts";
import { threadField } from "./thread-field.ts";

const BYTES_PER_KIB = 1024;
const MAX_PERCENT = 100;

/** The thread that made the event. */
export const THREAD_FIELDS: readonly FieldSpec[] = [
  field("thread.tid", "integer", "Thread id on the host.", ({ tid }) => tid),
  threadField("thread.vtid", "integer", "Thread id in the thread's own pid namespace.", ({ vtid }) =>
    vtid === -1 ? undefined : vtid,
  ),
  threadField("thread.ismain", "boolean", "Whether the thread is its process's main thread.", isLeader),
  threadField(
    "thread.nametid",
    "string",
    "proc.name and thread.tid, one behind the other.",
    ({ comm }, _, { tid }) => `${comm}${tid}`,
  ),
  compiledField(
    "thread.exectime",
    "duration",
    "For switch events, nanoseconds since the switch before on the same processor; 0 for others.",
    () => readExecutionTime(),
  ),
  compiledField(
    "thread.totexectime",
    "duration",
    "Sum of thread.exectime over the thread's switches so far.",
    () => readTotalExecutionTime(),
    { cost: 1 },
  ),
  cpuField("thread.cpu", "CPU", "cpu_usr", "cpu_sys"),
  cpuField("thread.cpu.user", "CPU in user mode", "cpu_usr"),
  cpuField("thread.cpu.system", "CPU in kernel mode", "cpu_sys"),
  memoryField("thread.vmsize", "Virtual memory in KiB", ({ vmSizeKb }) => vmSizeKb),
  memoryField("thread.vmrss", "Resident memory in KiB", ({ vmRssKb }) => vmRssKb),
  memoryField("thread.vmsize.b", "Virtual memory in bytes", ({ vmSizeKb }) => vmSizeKb * BYTES_PER_KIB),
  memoryField("thread.vmrss.b", "Resident memory in bytes", ({ vmRssKb }) => vmRssKb * BYTES_PER_KIB),
  threadField(
    "thread.pfmajor",
    "integer",
    "Page faults of the thread that read from disk.",
    ({ pfMajor }) => pfMajor,
  ),
  threadField(
    "thread.pfminor",
    "integer",
    "Page faults of the thread that did not.",
    ({ pfMinor }) => pfMinor,
  ),
  threadField(
    "thread.cgroups",
    "string",
    "All cgroups of the thread, blank-separated, as subsystem=path.",
    (thread) =>
      cgroupsOf(thread)
        .map(({ subsystem, path }) => `${subsystem}=${path}`)
        .join(" ") || undefined,
    { cost: 3 },
  ),
  compiledField(
    "thread.cgroup",
    "string",
    "Path of the thread's cgroup in a subsystem.",
    (argument) =>
      (_, { thread }) =>
        thread && cgroupsOf(thread).find(({ subsystem }) => subsystem === argument)?.path,
    { argument: "key", isArgumentRequired: true, example: ".cpuset", cost: 3 },
  ),
  capabilityField("permitted", "may use", ({ capPermitted }) => capPermitted),
  capabilityField("effective", "uses", ({ capEffective }) => capEffective),
  capabilityField("inheritable", "hands on to programs it executes", ({ capInheritable }) => capInheritable),
];

function memoryField(name: string, what: string, read: (thread: Thread) => number): FieldSpec {
  return threadField(name, "integer", `${what}, of main threads; 0 for others.`, (thread) =>
    isLeader(thread) ? read(thread) : 0,
  );
}

function readExecutionTime(): ReadField {
  const processors = new Map<number, bigint>();
  const read: ReadField = (event) => switchTime(event, processors);
  return Object.assign(read, { memory: memoryOf(processors, new WeakMap()) });
}

function switchTime(event: EventRecord, processors: Map<number, bigint>): bigint {
  if (event.spec?.name !== "switch") return 0n;
  const now = timestampNs(event);
  const last = processors.get(event.cpu) ?? now;
  processors.set(event.cpu, now);
  return now - last;
}

function readTotalExecutionTime(): ReadField {
  const processors = new Map<number, bigint>();
  const totals = new WeakMap<Thread, bigint>();
  const read: ReadField = (event, { thread }) => {
    const time = switchTime(event, processors);
    if (thread === undefined) return undefined;
    const total = (totals.get(thread) ?? 0n) + time;
    totals.set(thread, total);
    return total;
  };
  return Object.assign(read, { memory: memoryOf(processors, totals) });
}

function memoryOf(processors: Map<number, bigint>, totals: WeakMap<Thread, bigint>): ReaderMemory {
  return {
    save: ({ threads }) => ({
      processors: [...processors],
      threads: [...threads.byTid.values()].flatMap((thread) => {
        const total = totals.get(thread) ?? 0n;
        return total === 0n ? [] : [[thread.tid, total] as const];
      }),
    }),
    restore(times, { threads }) {
      for (const [cpu, tsNs] of times.processors) processors.set(cpu, tsNs);
      for (const [tid, total] of times.threads) {
        const thread = threads.get(tid);
        if (thread !== undefined) totals.set(thread, total);
      }
    },
  };
}

/** Processor time between two samples of a thread. */
function cpuField(name: string, what: string, ...counters: readonly string[]): FieldSpec {
  const description = `${what} that the thread used since the sample before, in percent; for process samples only.`;
  return compiledField(name, "double", description, () => readCpuUse(counters), { cost: 2 });
}

function readCpuUse(counters: readonly string[]): ReadField {
  const lastOf = new WeakMap<Thread, bigint>();
  const read: ReadField = (event, { thread }) => {
    if (event.spec?.name !== "procinfo" || thread === undefined) return undefined;
    const call = { exit: event, enter: undefined };
    const used = counters.reduce((sum, name) => sum + (bigParam(call, name) ?? 0n), 0n);
    const last = lastOf.get(thread) ?? 0n;
    lastOf.set(thread, used);
    return last === 0n ? 0 : Math.min(Number(used - last), MAX_PERCENT);
  };
  return Object.assign(read, { memory: memoryOf(new Map(), lastOf) });
}

interface Cgroup {
  readonly subsystem: string;
  readonly path: string;
}

/** Names that subsystems have in filters, where the kernel's are others. */
const SUBSYSTEM_NAMES: Readonly<Record<string, string>> = { perf: "perf_event", mem: "memory", io: "blkio" };

/** An entry that is none makes all of them unreliable. */
function cgroupsOf({ cgroups }: Thread): readonly Cgroup[] {
  if (cgroups.some((entry) => !entry.includes("="))) return [];
  return cgroups.map((entry) => {
    const equals = entry.indexOf("=");
    const name = entry.slice(0, equals).replace("_cgroup", "");
    return { subsystem: SUBSYSTEM_NAMES[name] ?? name, path: entry.slice(equals + 1) };
  });
}

function capabilityField(set: string, does: string, read: (thread: Thread) => bigint): FieldSpec {
  return threadField(
    `thread.cap_${set}`,
    "string",
    `Capabilities that the thread ${does}, blank-separated.`,
    (thread) => {
      const capabilities = read(thread);
      return CAPABILITY_NAMES.filter((_, bit) => ((capabilities >> BigInt(bit)) & 1n) === 1n).join(" ");
    },
    { cost: 3 },
  );
}
