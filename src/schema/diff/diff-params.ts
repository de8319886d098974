import type { EventDocument, ParamDocument } from "../document.ts";
import { aboutEvent, type SchemaChange } from "./change.ts";
import { wireForm } from "./wire-form.ts";

/** Differences between the parameters of two versions of an event, position by position. */
export function diffParams(before: EventDocument, after: EventDocument): SchemaChange[] {
  const about = aboutEvent(after);
  const common = Math.min(before.params.length, after.params.length);
  const changes: SchemaChange[] = [];
  for (let param = 0; param < common; param++) {
    const [old, now] = [before.params[param] as ParamDocument, after.params[param] as ParamDocument];
    const found = [
      nameChange(param, before.params, after.params),
      typeChange(old, now),
      formatChange(old, now),
      flagTableChange(old, now),
      dirfdChange(old, now),
      dynamicTableChange(old, now),
    ];
    for (const change of found) if (change !== undefined) changes.push({ ...change, ...about, param });
  }
  return [...changes, ...lengthChanges(before, after, common)];
}

type Found = SchemaChange | undefined;

function nameChange(at: number, before: readonly ParamDocument[], after: readonly ParamDocument[]): Found {
  const old = (before[at] as ParamDocument).name;
  const now = (after[at] as ParamDocument).name;
  if (old === now) return undefined;
  const names = { before: old, after: now };
  const cameFrom = before.findIndex(({ name }) => name === now);
  if (cameFrom >= 0) {
    const why = `${now} stood at place ${cameFrom}: readers of the other age take one for the other`;
    return { rule: "param-moved", severity: "breaking", why, ...names };
  }
  const nowAt = after.findIndex(({ name }) => name === old);
  const why =
    nowAt >= 0
      ? `the same bytes, but the name ${old} now means the parameter at place ${nowAt}`
      : `the same bytes, but filters and scripts that ask for ${old} no longer find them`;
  return { rule: "param-renamed", severity: "risky", why, ...names };
}

function typeChange(before: ParamDocument, after: ParamDocument): Found {
  if (before.type === after.type) return undefined;
  const types = { rule: "param-retyped", before: before.type, after: after.type } as const;
  const [old, now] = [wireForm(before.type), wireForm(after.type)];
  if (old === now)
    return { ...types, severity: "risky", why: `the same bytes (${old}), read as another thing` };
  return { ...types, severity: "breaking", why: `${old} was written, ${now} is expected` };
}

function formatChange({ format: before }: ParamDocument, { format: after }: ParamDocument): Found {
  if (before === after) return undefined;
  const why = "the same value, printed in another way";
  return { rule: "param-format-changed", severity: "compatible", why, before, after };
}

function flagTableChange({ flagTable: before }: ParamDocument, { flagTable: after }: ParamDocument): Found {
  if (before === after) return undefined;
  const change = {
    rule: "param-flag-table-changed",
    ...(before && { before }),
    ...(after && { after }),
  } as const;
  if (before === undefined) return { ...change, severity: "compatible", why: "values have names now" };
  const why =
    after === undefined ? "values have no names any more" : "the same values, named by another table";
  return { ...change, severity: "risky", why };
}

function dirfdChange({ dirfdParam: before }: ParamDocument, { dirfdParam: after }: ParamDocument): Found {
  if (before === after) return undefined;
  const change = {
    rule: "param-dirfd-changed",
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  } as const;
  if (before === undefined)
    return { ...change, severity: "compatible", why: "the path can be made absolute now" };
  return { ...change, severity: "risky", why: "the same path, made absolute from another directory" };
}

function dynamicTableChange(
  { dynamicTable: before }: ParamDocument,
  { dynamicTable: after }: ParamDocument,
): Found {
  // From or to a dynamic parameter is another type.
  if (before === after || before === undefined || after === undefined) return undefined;
  const why = "the first byte of the value chooses from other forms";
  return { rule: "param-dynamic-table-changed", severity: "breaking", why, before, after };
}

function lengthChanges(before: EventDocument, after: EventDocument, common: number): SchemaChange[] {
  const about = aboutEvent(after);
  return [
    ...before.params.slice(common).map(({ name, type }, index): SchemaChange => {
      const why = "old captures have it, and readers of the new table do not know what it is";
      const param = common + index;
      return { rule: "param-removed", severity: "breaking", why, ...about, param, before: `${type} ${name}` };
    }),
    ...after.params.slice(common).map(({ name, type }, index): SchemaChange => {
      const why = "old captures end before it, old readers stop before it";
      const param = common + index;
      return {
        rule: "param-appended",
        severity: "compatible",
        why,
        ...about,
        param,
        after: `${type} ${name}`,
      };
    }),
  ];
}
