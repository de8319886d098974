import { ARCHITECTURES } from "../../src/schema/types.ts";
import { check, checkWords } from "./check.ts";
import type { EventSyscallFacts, Ia32Facts, SyscallFacts } from "./facts.ts";

/** Rows `PPM_SC name EVENT EVENT …`. */
export function renderSyscallRows(ppmSc: SyscallFacts["ppm_sc"], map: EventSyscallFacts): string[] {
  const events = new Map(map.ppm_sc_to_events.map((entry) => [entry.ppm_sc, entry.events]));
  checkWords(ppmSc.map(({ name }) => name));
  return ppmSc.map(({ code, name }) => [code, name, ...ascending(events.get(code) ?? [])].join(" "));
}

/** Rows `name NR NR …`, a column for each architecture, in the order of libs' own numbers. */
export function renderNativeRows(facts: SyscallFacts): string[] {
  const known = ARCHITECTURES.map((arch) => new Map(facts.arch[arch]?.map(({ name, nr }) => [name, nr])));
  const count = Object.values(facts.arch).reduce((sum, rows) => sum + rows.length, 0);
  check(count === known.reduce((sum, { size }) => sum + size, 0), "a system call has two numbers");
  const names = new Set([
    ...facts.ppm_sc.map(({ name }) => name),
    ...known.flatMap((numbers) => [...numbers.keys()]),
  ]);
  return checkWords([...names])
    .filter((name) => known.some((numbers) => numbers.has(name)))
    .map((name) => [name, ...known.map((numbers) => numbers.get(name) ?? "-")].join(" "));
}

/** Rows `IA32 X86_64`, or `IA32 - name` for calls that x86_64 does not have. */
export function renderIa32Rows(map: readonly Ia32Facts[]): string[] {
  return map.map(({ nr, x86_64, ia32_only_name = "" }) => {
    check(x86_64 >= 0 || /^\w+$/.test(ia32_only_name), `ia32 system call ${nr} has no name`);
    return x86_64 >= 0 ? `${nr} ${x86_64}` : `${nr} - ${ia32_only_name}`;
  });
}

function ascending(numbers: readonly number[]): number[] {
  return [...numbers].sort((a, b) => a - b);
}
