import { findCallSplit } from "./call-split.ts";
import { ia32SyscallName, ia32ToX8664, nativeSyscallName } from "./native-syscalls.ts";
import { eventsOfSyscall, syscallName } from "./syscalls.ts";
import { type Architecture, EventFlag, type EventSpec, type FlagTable, type Schema } from "./types.ts";

const NOTICE = "/* Generated from the event model in src/schema/. Do not edit. */";
// Kernels add new calls under the same number everywhere, counting up; this leaves room for a decade.
const NATIVE_LIMIT = 512;
const PPM_SC_LIMIT = 512;
const GENERIC_EXIT = 1;

/**
 * C header of the events: `enum ppm_event_code`, and `PPM_EVENTS(X)`, which calls
 * `X(PPME_… name, number of parameters, whether their lengths are 32 bits wide)` for each code in order.
 */
export function renderEventHeader(schema: Schema): string {
  const events = range(schema.eventCount)
    .map((code) => schema.event(code))
    .filter(isDefined);
  return header("EVENTS_GEN_H", [
    "enum ppm_event_code {",
    ...events.map(({ enumName, code }) => `\tPPME_${enumName} = ${code},`),
    `\tPPM_EVENT_COUNT = ${schema.eventCount},`,
    "};",
    "",
    ...xMacro("PPM_EVENTS", events.map(eventRow)),
  ]);
}

/**
 * C header of the numbers that libs gives to flags and enumerations, which are not Linux's:
 * constants named `TABLE__NAME`, such as `FILE_FLAGS__O_CREAT`.
 */
export function renderFlagHeader(schema: Schema): string {
  const tables = schema.flagTables.names().map((name) => schema.flagTables.get(name));
  return header("FLAGS_GEN_H", tables.filter(isDefined).flatMap(renderFlagTable));
}

/**
 * C header of the system calls: `enum ppm_sc_code`; for each architecture `SYSCALLS_<ARCH>(X)`, which calls
 * `X(native number, ppm_sc code, code of the exit event)`; and `SYSCALLS_IA32(X)` for 32-bit callers on x86_64,
 * which calls `X(ia32 number, x86_64 number)`.
 */
export function renderSyscallHeader(schema: Schema, architectures: readonly Architecture[]): string {
  const names = syscallNames();
  return header("SYSCALLS_GEN_H", [
    "enum ppm_sc_code {",
    ...names.map(([code, name]) => `\tPPM_SC_${name.toUpperCase()} = ${code},`),
    "};",
    ...architectures.flatMap((arch) => [
      "",
      ...xMacro(
        `SYSCALLS_${arch.toUpperCase()}`,
        syscallRows(schema, (nr) => nativeSyscallName(arch, nr)),
      ),
    ]),
    "",
    ...xMacro("SYSCALLS_IA32", ia32Rows()),
  ]);
}

/**
 * C header of the names of system calls, for each architecture `SYSCALL_NAMES_<ARCH>(X)`, which calls
 * `X(native number, "name", "category of its event")`.
 */
export function renderSyscallNameHeader(schema: Schema, architectures: readonly Architecture[]): string {
  const codes = new Map(syscallNames().map(([code, name]) => [name, code]));
  const categoryOf = (name: string) => schema.event(exitEvent(schema, codes.get(name)))?.category ?? "OTHER";
  return header(
    "SYSCALL_NAMES_GEN_H",
    architectures.flatMap((arch) => {
      const names = Array.from(
        { length: NATIVE_LIMIT },
        (_, nr) => [nr, nativeSyscallName(arch, nr)] as const,
      );
      const rows = names.flatMap(([nr, name]) =>
        name === undefined ? [] : [`${nr}, "${name}", "${categoryOf(name).toLowerCase()}"`],
      );
      return [...xMacro(`SYSCALL_NAMES_${arch.toUpperCase()}`, rows), ""];
    }),
  );
}

/**
 * C header of the calls that were recorded in two events up to 2025: `EVENT_SPLITS(X)`, which calls `X(code of the exit
 * event, code of the enter event, which of the exit event's parameters those of the enter event are …)`.
 */
export function renderSplitHeader(schema: Schema): string {
  const exits = range(schema.eventCount / 2).map((pair) => schema.event(2 * pair + 1));
  return header(
    "SPLITS_GEN_H",
    xMacro(
      "EVENT_SPLITS",
      exits.flatMap((spec) => splitRow(spec, schema)),
    ),
  );
}

function splitRow(spec: EventSpec | undefined, schema: Schema): string[] {
  const split = spec && findCallSplit(spec, schema);
  if (spec === undefined || split === undefined) return [];
  return [`PPME_${spec.enumName}, PPME_${split.enterSpec.enumName}, ${split.enterParams.join(", ")}`];
}

function header(guard: string, lines: readonly string[]): string {
  return [NOTICE, `#ifndef ${guard}`, `#define ${guard}`, "", ...lines, "", "#endif", ""].join("\n");
}

function eventRow({ enumName, params, flags }: EventSpec): string {
  return `PPME_${enumName}, ${params.length}, ${(flags & EventFlag.LARGE_PAYLOAD) === 0 ? 0 : 1}`;
}

function renderFlagTable({ name, entries }: FlagTable): string[] {
  const values = new Map(entries.map((entry) => [entry.name, entry.value]));
  const constants = [...values].map(
    ([entry, value]) => `\t${name.toUpperCase()}__${entry} = 0x${value.toString(16)},`,
  );
  return [`/* ${name} */`, "enum {", ...constants, "};", ""];
}

function syscallRows(schema: Schema, nameOf: (nr: number) => string | undefined): string[] {
  const codes = new Map(syscallNames().map(([code, name]) => [name, code]));
  return range(NATIVE_LIMIT)
    .map((nr) => [nr, nameOf(nr)] as const)
    .filter(([, name]) => name !== undefined)
    .map(([nr, name = ""]) => `${nr}, ${codes.get(name) ?? 0}, ${exitEvent(schema, codes.get(name))}`);
}

function ia32Rows(): string[] {
  const x8664 = new Map(range(NATIVE_LIMIT).map((nr) => [nativeSyscallName("x86_64", nr), nr]));
  const native = (nr: number) =>
    ia32ToX8664(nr) ??
    wideNames(ia32SyscallName(nr))
      .map((name) => x8664.get(name))
      .find(isDefined);
  return range(NATIVE_LIMIT).flatMap((nr) => {
    const number = native(nr);
    return number === undefined ? [] : [`${nr}, ${number}`];
  });
}

// ia32 has second versions of calls whose numbers, times or offsets were too narrow; x86_64 needs only one.
function wideNames(name: string | undefined): string[] {
  if (name === undefined) return [];
  const names = [name.replace(/_time64$/, ""), name.replace(/(_64|64|32)$/, ""), name.replace(/^_new/, "")];
  return name === "fstatat64" ? ["newfstatat"] : names;
}

// Of all versions of a call's event, the one that is recorded today; the generic event where it has none of its own.
function exitEvent(schema: Schema, ppmSc: number | undefined): number {
  const events = ppmSc === undefined ? [] : eventsOfSyscall(ppmSc);
  return events.find((code) => (code & 1) === 1 && !isOld(schema, code)) ?? GENERIC_EXIT;
}

function isOld(schema: Schema, code: number): boolean {
  return ((schema.event(code)?.flags ?? 0) & EventFlag.OLD_VERSION) !== 0;
}

function syscallNames(): [number, string][] {
  return range(PPM_SC_LIMIT)
    .map((code): [number, string] => [code, syscallName(code) ?? ""])
    .filter(([, name]) => name !== "");
}

function xMacro(name: string, rows: readonly string[]): string[] {
  return [
    `#define ${name}(X) \\`,
    ...rows.map((row, index) => `\tX(${row})${index < rows.length - 1 ? " \\" : ""}`),
  ];
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

function isDefined<T>(value: T | undefined): value is T {
  return value !== undefined;
}
