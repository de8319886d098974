import { flagTableKinds } from "../create-document-schema.ts";
import type { FlagTableDocument, SchemaDocument } from "../document.ts";
import { PARAM_TYPES } from "../param-types.ts";
import type { ParamType } from "../types.ts";
import { finding, type LintFinding } from "./rules.ts";

/** Tables that libs uses for itself, and no parameter. */
const USED_ELSEWHERE: ReadonlySet<string> = new Set(["poll_flags"]);

/** Rules about the names of values. */
export function lintFlagTables(document: SchemaDocument): LintFinding[] {
  const uses = usesOf(document);
  const kinds = flagTableKinds(document);
  return document.flagTables.flatMap((table) => {
    const types = uses.get(table.name) ?? new Set<ParamType>();
    return [
      ...lintUse(table.name, types),
      ...lintNames(table),
      ...(kinds.get(table.name) === "bitmask" ? lintOverlaps(table) : lintAliases(table)),
      ...lintWidths(table, types),
    ];
  });
}

function usesOf({ events }: SchemaDocument): ReadonlyMap<string, ReadonlySet<ParamType>> {
  const uses = new Map<string, Set<ParamType>>();
  for (const { params } of events)
    for (const { flagTable, type } of params)
      if (flagTable !== undefined) uses.set(flagTable, (uses.get(flagTable) ?? new Set()).add(type));
  return uses;
}

function lintUse(name: string, types: ReadonlySet<ParamType>): LintFinding[] {
  if (types.size === 0 && !USED_ELSEWHERE.has(name))
    return [finding("flag-table-unused", name, "no parameter has it")];
  const kinds = new Set([...types].map((type) => (type.startsWith("ENUMFLAGS") ? "enumeration" : "flags")));
  return kinds.size > 1 ? [finding("flag-table-kind", name, [...types].join(" and "))] : [];
}

function lintNames({ name: table, entries }: FlagTableDocument): LintFinding[] {
  const repeated = entries.filter(({ name }, at) => entries.findIndex((entry) => entry.name === name) < at);
  return repeated.map(({ name }) => finding("flag-repeated", table, name));
}

function lintAliases({ name: table, entries }: FlagTableDocument): LintFinding[] {
  return entries.flatMap(({ name, value }, at) => {
    const other = entries.slice(0, at).find((entry) => entry.value === value && entry.name !== name);
    return other === undefined
      ? []
      : [finding("flag-alias", table, `${other.name} and ${name} are ${value}`)];
  });
}

/**
 * Two flags of one value cannot be told apart. A flag of several bits is a name for flags together, or a field of
 * bits of its own; one that has only some bits in common with others is neither.
 */
function lintOverlaps({ name: table, entries }: FlagTableDocument): LintFinding[] {
  return entries.flatMap(({ name, value }, at) => {
    const same = entries.slice(0, at).find((entry) => entry.value === value && entry.name !== name);
    if (same !== undefined) return [finding("flag-overlap", table, `${same.name} and ${name} are ${value}`)];
    const parts = entries.filter((entry) => entry.value !== value && isPartOf(entry.value, value));
    const covered = parts.reduce((bits, part) => bits | part.value, 0) >>> 0;
    if (covered === 0 || covered === value) return [];
    const names = parts.map((part) => part.name).join(", ");
    return [finding("flag-overlap", table, `${name} has the bits of ${names}, and others`)];
  });
}

function isPartOf(bits: number, mask: number): boolean {
  return bits !== 0 && (bits & mask) >>> 0 === bits;
}

function lintWidths(
  { name: table, entries }: FlagTableDocument,
  types: ReadonlySet<ParamType>,
): LintFinding[] {
  const sizes = [...types].map((type) => PARAM_TYPES[type].sizeBytes ?? 4);
  const limit = 2 ** (8 * Math.min(4, ...sizes));
  const wide = entries.filter(({ value }) => value >= limit);
  return wide.map(({ name, value }) => {
    return finding("flag-too-wide", table, `${name} is ${value}, parameters have ${[...types].join(", ")}`);
  });
}

/** Rules about the numbers of system calls and the events they are recorded as. */
export function lintSyscalls({ syscalls, events }: SchemaDocument): LintFinding[] {
  return syscalls.flatMap(({ name, code, enter, exit }, at) => {
    const found: LintFinding[] = [];
    const other = syscalls.slice(0, at).find((call) => call.code === code);
    if (other !== undefined) found.push(finding("syscall-repeated", name, `${other.name} has ${code} too`));
    if (enter === undefined || exit === undefined) return found;
    const isPair = enter % 2 === 0 && exit === enter + 1 && events[exit] !== undefined;
    if (!isPair || events[exit]?.flags.includes("UNUSED"))
      found.push(finding("syscall-events", name, `events ${enter} and ${exit}`));
    return found;
  });
}
