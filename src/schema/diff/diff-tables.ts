import type { DynamicTableDocument, FlagTableDocument, SchemaDocument } from "../document.ts";
import type { SchemaChange } from "./change.ts";
import { wireForm } from "./wire-form.ts";

/** Differences between the tables that name values. */
export function diffFlagTables(before: SchemaDocument, after: SchemaDocument): SchemaChange[] {
  const used = usedTables(before);
  return byName(before.flagTables, after.flagTables).flatMap(([name, old, now]): SchemaChange[] => {
    if (old === undefined)
      return [
        { rule: "flag-table-added", severity: "compatible", why: "values can have names now", table: name },
      ];
    if (now !== undefined) return diffFlagTable(old, now);
    const severity = used.has(name) ? "risky" : "compatible";
    const why = used.has(name) ? "the same values, but without names" : "no event used it";
    return [{ rule: "flag-table-removed", severity, why, table: name }];
  });
}

function usedTables({ events }: SchemaDocument): ReadonlySet<string | undefined> {
  return new Set(events.flatMap(({ params }) => params.map(({ flagTable }) => flagTable)));
}

function diffFlagTable(
  { name: table, entries: old }: FlagTableDocument,
  { entries: now }: FlagTableDocument,
) {
  const before = new Map(old.map(({ name, value }) => [name, value]));
  const after = new Map(now.map(({ name, value }) => [name, value]));
  const gone = old.filter(({ name }) => !after.has(name));
  const renamed = new Set<string>();
  const changes: SchemaChange[] = [];
  for (const { name, value } of gone) {
    const successor = now.find((entry) => entry.value === value && !before.has(entry.name));
    if (successor === undefined) {
      const why = "the same value, but without its name";
      changes.push({ rule: "flag-removed", severity: "risky", why, table, item: name, before: value });
      continue;
    }
    renamed.add(successor.name);
    const why = `the same value, but filters and scripts that ask for ${name} no longer find it`;
    const names = { before: name, after: successor.name };
    changes.push({ rule: "flag-renamed", severity: "risky", why, table, item: successor.name, ...names });
  }
  return [...changes, ...valueChanges(table, before, after), ...newNames(table, before, after, renamed)];
}

type Values = ReadonlyMap<string, number>;

function valueChanges(table: string, before: Values, after: Values): SchemaChange[] {
  return [...after].flatMap(([item, value]) => {
    const old = before.get(item);
    if (old === undefined || old === value) return [];
    const why = `old captures mean ${old} by it, readers of the new table look for ${value}`;
    return [
      { rule: "flag-value-changed", severity: "breaking", why, table, item, before: old, after: value },
    ];
  });
}

function newNames(
  table: string,
  before: Values,
  after: Values,
  renamed: ReadonlySet<string>,
): SchemaChange[] {
  const come = [...after].filter(([name]) => !before.has(name) && !renamed.has(name));
  return come.map(([item, value]): SchemaChange => {
    // A value whose name went to another value means something else now; a second name for it does no harm.
    const owner = [...before].find(([name, old]) => old === value && after.get(name) !== value)?.[0];
    if (owner === undefined)
      return {
        ...{ rule: "flag-added", severity: "compatible", why: "the value had no name, or has one more" },
        ...{ table, item, after: value },
      };
    const why = `old captures mean ${owner} by ${value}`;
    return { rule: "flag-value-reused", severity: "breaking", why, table, item, before: owner, after: value };
  });
}

/** Differences between the forms of dynamic parameters. */
export function diffDynamicTables(before: SchemaDocument, after: SchemaDocument): SchemaChange[] {
  return byName(before.dynamicTables, after.dynamicTables).flatMap(([table, old, now]): SchemaChange[] => {
    if (old === undefined)
      return [{ rule: "dynamic-table-added", severity: "compatible", why: "no parameter used it", table }];
    if (now === undefined)
      return [
        { rule: "dynamic-table-removed", severity: "breaking", why: "values can no longer be read", table },
      ];
    return diffChoices(old, now);
  });
}

function diffChoices(
  { name: table, choices: old }: DynamicTableDocument,
  { choices: now }: DynamicTableDocument,
) {
  const count = Math.max(old.length, now.length);
  return Array.from({ length: count }, (_, index): SchemaChange[] => {
    const [before, after] = [old[index], now[index]];
    const about = { table, item: String(index) };
    if (before === undefined || after === undefined) {
      const isNew = before === undefined;
      return [
        isNew
          ? { rule: "dynamic-choice-added", severity: "compatible", why: "no capture has it yet", ...about }
          : {
              rule: "dynamic-choice-removed",
              severity: "breaking",
              why: "values can no longer be read",
              ...about,
            },
      ];
    }
    if (before.type === after.type && before.format === after.format) return [];
    const types = { before: `${before.type}:${before.format}`, after: `${after.type}:${after.format}` };
    const [was, is] = [wireForm(before.type), wireForm(after.type)];
    const severity = was !== is ? "breaking" : before.type !== after.type ? "risky" : "compatible";
    const why =
      was === is ? "the same bytes, shown as another thing" : `${was} was written, ${is} is expected`;
    return [{ rule: "dynamic-choice-changed", severity, why, ...about, ...types }];
  }).flat();
}

/** Things of both lists by name, in the order of the second, those that are gone at the end. */
function byName<T extends { readonly name: string }>(
  before: readonly T[],
  after: readonly T[],
): [name: string, before: T | undefined, after: T | undefined][] {
  const [old, now] = [before, after].map((list) => new Map(list.map((item) => [item.name, item]))) as [
    Map<string, T>,
    Map<string, T>,
  ];
  return [...new Set([...now.keys(), ...old.keys()])].map((name) => [name, old.get(name), now.get(name)]);
}
