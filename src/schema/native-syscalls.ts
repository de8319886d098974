import { IA32_ROWS, NATIVE_SYSCALL_ROWS } from "./native-syscalls.gen.ts";
import { splitRows } from "./rows.ts";
import { ARCHITECTURES, type Architecture } from "./types.ts";

interface Ia32Syscall {
  readonly x8664: number | undefined;
  readonly name: string | undefined;
}

const namesByArchitecture = new Map<Architecture, readonly string[]>();
let ia32: readonly Ia32Syscall[] | undefined;

/**
 * Name of a kernel's own system call number, such as 257 on x86_64 → `openat`
 * (libs, syscall table and its compatibility headers; twelve retired x86_64 calls from older Linux headers).
 */
export function nativeSyscallName(arch: Architecture, nr: number): string | undefined {
  let names = namesByArchitecture.get(arch);
  if (names === undefined) {
    names = parseColumn(ARCHITECTURES.indexOf(arch));
    namesByArchitecture.set(arch, names);
  }
  return names[nr];
}

/** The x86_64 number libs records an ia32 system call as; undefined for calls that only ia32 has (libs, ia32 map). */
export function ia32ToX8664(nr: number): number | undefined {
  return ia32Syscalls()[nr]?.x8664;
}

/** Name of an ia32 system call: that of the x86_64 call it is recorded as, or its own where there is none. */
export function ia32SyscallName(nr: number): string | undefined {
  const syscall = ia32Syscalls()[nr];
  return syscall?.x8664 === undefined ? syscall?.name : nativeSyscallName("x86_64", syscall.x8664);
}

// One name a line, then its number on each architecture or "-".
function parseColumn(column: number): readonly string[] {
  const names: string[] = [];
  for (const row of splitRows(NATIVE_SYSCALL_ROWS)) {
    const [name = "", ...numbers] = row.split(" ");
    const nr = numbers[column] ?? "-";
    if (nr !== "-") names[Number(nr)] = name;
  }
  return names;
}

// One ia32 number a line, then its x86_64 number, or "-" and the name of a call that x86_64 does not have.
function ia32Syscalls(): readonly Ia32Syscall[] {
  if (ia32 !== undefined) return ia32;
  const table: Ia32Syscall[] = [];
  for (const row of splitRows(IA32_ROWS)) {
    const [nr, x8664 = "-", name] = row.split(" ");
    table[Number(nr)] = { x8664: x8664 === "-" ? undefined : Number(x8664), name };
  }
  ia32 = table;
  return table;
}
