import { splitRows } from "./rows.ts";
import { SYSCALL_ROWS } from "./syscalls.gen.ts";

interface SyscallRow {
  readonly name: string;
  readonly events: readonly number[];
}

let syscalls: readonly SyscallRow[] | undefined;
let syscallsByEvent: readonly (readonly number[])[] | undefined;

/**
 * Name of a `ppm_sc` code, libs' own number of a system call or tracepoint on every architecture, such as 5 → `open`.
 * `GENERIC` events carry it as their first parameter (libs, ppm_sc codes of ppm_events_public.h).
 */
export function syscallName(ppmSc: number): string | undefined {
  return allSyscalls()[ppmSc]?.name;
}

/** Codes of the events a system call is recorded as, ascending, older versions included (libs, event to ppm_sc map). */
export function eventsOfSyscall(ppmSc: number): readonly number[] {
  return allSyscalls()[ppmSc]?.events ?? [];
}

/** The `ppm_sc` codes an event is recorded for, ascending; none for events made in userspace. */
export function syscallsOfEvent(code: number): readonly number[] {
  syscallsByEvent ??= indexByEvent(allSyscalls());
  return syscallsByEvent[code] ?? [];
}

/** Whether libs has a system call or tracepoint of that name. */
export function isSyscallName(name: string): boolean {
  return allSyscalls().some((call) => call.name === name);
}

function allSyscalls(): readonly SyscallRow[] {
  syscalls ??= parseSyscalls(SYSCALL_ROWS);
  return syscalls;
}

// One system call a line: PPM_SC name EVENT EVENT …
function parseSyscalls(text: string): readonly SyscallRow[] {
  const table: SyscallRow[] = [];
  for (const row of splitRows(text)) {
    const [code, name = "", ...events] = row.split(" ");
    table[Number(code)] = { name, events: events.map(Number) };
  }
  return table;
}

function indexByEvent(table: readonly SyscallRow[]): readonly (readonly number[])[] {
  const index: number[][] = [];
  table.forEach(({ events }, ppmSc) => {
    for (const event of events) {
      index[event] ??= [];
      index[event].push(ppmSc);
    }
  });
  return index;
}
