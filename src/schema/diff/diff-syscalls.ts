import type { SchemaDocument, SyscallDocument } from "../document.ts";
import type { SchemaChange } from "./change.ts";

/** Differences between the numbers of system calls, which generic events carry. */
export function diffSyscalls(
  { syscalls: old }: SchemaDocument,
  { syscalls: now }: SchemaDocument,
): SchemaChange[] {
  const tables = { before: byName(old), after: byName(now) };
  return [
    ...old.flatMap((call) => fateOf(call, tables, old)),
    ...now.flatMap((call) => newcomer(call, tables, old)),
  ];
}

interface Tables {
  readonly before: ReadonlyMap<string, SyscallDocument>;
  readonly after: ReadonlyMap<string, SyscallDocument>;
}

function byName(syscalls: readonly SyscallDocument[]): ReadonlyMap<string, SyscallDocument> {
  return new Map(syscalls.map((call) => [call.name, call]));
}

/** What became of a call of the older table. */
function fateOf(call: SyscallDocument, tables: Tables, old: readonly SyscallDocument[]): SchemaChange[] {
  const { name: item, code } = call;
  const now = tables.after.get(item);
  const heir = heirOf(call, tables);
  if (heir !== undefined) {
    const why = `the same number, but filters that ask for ${item} ${now === undefined ? "no longer find it" : "find another call"}`;
    return [{ rule: "syscall-renamed", severity: "risky", why, item: heir, before: item, after: heir }];
  }
  if (now === undefined) {
    const isShared = old.some((other) => other.name !== item && other.code === code);
    const why = isShared
      ? "its number was that of another call"
      : "generic events of old captures have no name";
    const severity = isShared ? "compatible" : "risky";
    return [{ rule: "syscall-removed", severity, why, item, before: code }];
  }
  const changes: SchemaChange[] = [];
  if (now.code !== code) {
    const why = "generic events of old captures have the number of another call, or of none";
    changes.push({
      rule: "syscall-renumbered",
      severity: "breaking",
      why,
      item,
      before: code,
      after: now.code,
    });
  }
  if (call.exit !== now.exit) {
    const why = "drivers record it as another event, whose code says so";
    const events = { before: call.exit ?? "generic", after: now.exit ?? "generic" };
    changes.push({ rule: "syscall-events-changed", severity: "compatible", why, item, ...events });
  }
  return changes;
}

/** The new name that stands at a call's number, where the call itself stands there no longer. */
function heirOf({ name, code }: SyscallDocument, { before, after }: Tables): string | undefined {
  if (after.get(name)?.code === code) return undefined;
  return [...after.values()].find((other) => other.code === code && !before.has(other.name))?.name;
}

function newcomer(call: SyscallDocument, tables: Tables, old: readonly SyscallDocument[]): SchemaChange[] {
  const { name: item, code } = call;
  if (tables.before.has(item) || old.some((other) => heirOf(other, tables) === item)) return [];
  const why = "old readers have no name for it";
  return [{ rule: "syscall-added", severity: "compatible", why, item, after: code }];
}
