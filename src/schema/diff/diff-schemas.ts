import type { SchemaDocument } from "../document.ts";
import type { SchemaChange } from "./change.ts";
import { diffEvents } from "./diff-events.ts";
import { diffSyscalls } from "./diff-syscalls.ts";
import { diffDynamicTables, diffFlagTables } from "./diff-tables.ts";

/** All differences between two event tables, the older first; what is equal is not mentioned. */
export function diffSchemas(before: SchemaDocument, after: SchemaDocument): SchemaChange[] {
  return [
    ...diffWhole(before, after),
    ...diffEvents(before, after),
    ...diffFlagTables(before, after),
    ...diffDynamicTables(before, after),
    ...diffSyscalls(before, after),
  ];
}

function diffWhole(before: SchemaDocument, after: SchemaDocument): SchemaChange[] {
  const changes: SchemaChange[] = [];
  if (before.headerBytes !== after.headerBytes) {
    const sizes = { before: before.headerBytes, after: after.headerBytes };
    const why = "old readers do not know the blocks that the new header comes in";
    changes.push({ rule: "header-size-changed", severity: "breaking", why, ...sizes });
  }
  if (before.maxParams !== after.maxParams) {
    const counts = { before: before.maxParams, after: after.maxParams };
    const isFewer = after.maxParams < before.maxParams;
    const why = isFewer ? "readers may refuse events that have more" : "old readers may have room for fewer";
    changes.push({ rule: "max-params-changed", severity: isFewer ? "risky" : "compatible", why, ...counts });
  }
  return [...changes, ...typeChanges(before.paramTypes, after.paramTypes)];
}

function typeChanges(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): SchemaChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((name) => before[name] !== after[name])
    .map((item): SchemaChange => {
      const [old, now] = [before[item], after[item]];
      const numbers = { ...(old !== undefined && { before: old }), ...(now !== undefined && { after: now }) };
      const why = "numbers of types are in no capture";
      return { rule: "param-type-changed", severity: "compatible", why, item, ...numbers };
    });
}
