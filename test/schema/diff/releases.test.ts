import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { SchemaChange } from "../../../src/schema/diff/change.ts";
import { diffSchemas } from "../../../src/schema/diff/diff-schemas.ts";
import type { EventDocument, SchemaDocument } from "../../../src/schema/document.ts";
import { findPoint, type HistoryPoint, loadHistory } from "../../../src/schema/history/history.ts";
import { describeWithReference } from "../../helpers/reference.ts";

const history = await loadHistory();

/** The reference's words for a difference of two releases. */
interface DiffFacts {
  readonly from: string;
  readonly to: string;
  readonly same_table?: true;
  readonly events_added?: readonly { readonly code: number }[];
  readonly events_removed?: readonly { readonly code: number }[];
  readonly events_changed?: readonly EventChangeFacts[];
  readonly dyn_tables_changed?: Readonly<Record<string, readonly unknown[]>>;
}

interface EventChangeFacts {
  readonly code: number;
  readonly enum: string;
  readonly enum_renamed?: readonly string[];
  readonly name_changed?: readonly string[];
  readonly flags?: { readonly added: readonly string[]; readonly removed: readonly string[] };
  readonly category?: readonly (readonly [readonly string[], string])[];
  readonly params_changed?: readonly ParamChangeFacts[];
  readonly params_appended?: readonly { readonly pos: number }[];
  readonly params_removed_from_tail?: readonly { readonly pos: number }[];
}

interface ParamChangeFacts {
  readonly pos: number;
  readonly severity: readonly string[];
  readonly [aspect: string]: unknown;
}

const TAGS: Readonly<Record<string, string>> = {
  "2015-03-02 master": "2015-03-02",
  "2022-03-21 (= sysdig 0.29.3)": "sysdig-0.29.3",
};

describeWithReference("differences between releases", ["facts", "events", "diffs_releases.json"], (path) => {
  const diffs = JSON.parse(readFileSync(path, "utf8")) as DiffFacts[];
  const documentOf = (tag: string) => history.document(findPoint(history, TAGS[tag] ?? tag) as HistoryPoint);

  it.each(diffs.map((diff) => [diff.from, diff.to, diff] as const))("from %s to %s", (from, to, facts) => {
    const [before, after] = [documentOf(from), documentOf(to)];
    const changes = diffSchemas(before, after);
    const events = changes.filter(({ code }) => code !== undefined);
    const codes = (rule: string) => events.filter((change) => change.rule === rule).map(({ code }) => code);
    expect(codes("event-added")).toEqual((facts.events_added ?? []).map(({ code }) => code));
    expect(codes("event-removed")).toEqual((facts.events_removed ?? []).map(({ code }) => code));
    expect(eventFacts(events, before, after)).toEqual((facts.events_changed ?? []).map(plain));
    const dynamic = changes.filter(({ rule }) => rule === "dynamic-table-added").map(({ table }) => table);
    expect(dynamic.sort()).toEqual(Object.keys(facts.dyn_tables_changed ?? {}).sort());
    if (facts.same_table) expect(events).toEqual([]);
  });

  it.each([
    ["RETYPE-INCOMPATIBLE-WIDTH", "param-retyped", ["breaking"]],
    ["retype-same-width-different-kind", "param-retyped", ["risky"]],
    ["retype-same-encoding", "param-retyped", ["risky"]],
  ])("weighs %s as the reference does", (word, rule, severities) => {
    const found = diffs.flatMap(({ from, to, events_changed = [] }) => {
      const changes = diffSchemas(documentOf(from), documentOf(to));
      return events_changed.flatMap(({ code, params_changed = [] }) =>
        params_changed
          .filter(({ severity }) => severity.includes(word))
          .map(
            ({ pos }) => changes.find((c) => c.code === code && c.param === pos && c.rule === rule)?.severity,
          ),
      );
    });
    expect([...new Set(found)]).toEqual(severities);
  });
});

/** What the changes say of each event that is in both tables, in the reference's words. */
function eventFacts(
  changes: readonly SchemaChange[],
  before: SchemaDocument,
  after: SchemaDocument,
): EventChangeFacts[] {
  const common = after.events.filter(({ code }) => code < before.events.length);
  return common.flatMap((event) => {
    const own = changes.filter(({ code }) => code === event.code);
    return own.length === 0 ? [] : [changeFacts(event, before.events[event.code] as EventDocument, own)];
  });
}

function changeFacts(
  now: EventDocument,
  old: EventDocument,
  changes: readonly SchemaChange[],
): EventChangeFacts {
  const has = (...rules: string[]) => changes.some(({ rule }) => rules.includes(rule));
  const of = (rule: string) => changes.filter((change) => change.rule === rule);
  const names = [old.name, now.name];
  const isRenamed =
    has("event-renamed", "code-taken", "event-retired", "code-reused") && old.name !== now.name;
  return {
    code: now.code,
    enum: `PPME_${now.enumName}`,
    ...(has("enum-renamed") && { enum_renamed: [`PPME_${old.enumName}`, `PPME_${now.enumName}`] }),
    ...(isRenamed && { name_changed: names }),
    ...(has("event-flag-added", "event-flag-removed") && {
      flags: {
        added: of("event-flag-added")
          .map(({ after }) => `EF_${after}`)
          .sort(),
        removed: of("event-flag-removed")
          .map(({ before }) => `EF_${before}`)
          .sort(),
      },
    }),
    ...(has("source-changed", "category-changed") && { category: [categoryFacts(old), categoryFacts(now)] }),
    ...(has("param-appended") && {
      params_appended: of("param-appended").map(({ param }) => ({ pos: param ?? -1 })),
    }),
    ...(has("param-removed") && {
      params_removed_from_tail: of("param-removed").map(({ param }) => ({ pos: param ?? -1 })),
    }),
    ...paramFacts(changes),
  };
}

const ASPECTS: Readonly<Record<string, string>> = {
  "param-renamed": "renamed",
  "param-moved": "renamed",
  "param-retyped": "retyped",
  "param-format-changed": "fmt",
  "param-flag-table-changed": "flags_table",
  "param-dirfd-changed": "dirfd_param",
};

function paramFacts(changes: readonly SchemaChange[]): { params_changed?: ParamChangeFacts[] } {
  const byPlace = new Map<number, Record<string, unknown>>();
  for (const { rule, param = -1, before = null, after = null } of changes) {
    const aspect = ASPECTS[rule];
    if (aspect === undefined) continue;
    const prefix = { retyped: "PT_", fmt: "PF_" }[aspect] ?? "";
    const values = [before, after].map((value) => (value === null || prefix === "" ? value : prefix + value));
    byPlace.set(param, { ...byPlace.get(param), [aspect]: values });
  }
  if (byPlace.size === 0) return {};
  return { params_changed: [...byPlace].map(([pos, aspects]) => ({ ...aspects, pos, severity: [] })) };
}

function categoryFacts({ source, category }: EventDocument): [string[], string] {
  return [source === "NONE" ? [] : [`EC_${source}`], `EC_${category}`];
}

/** The reference's words without what only repeats the tables or weighs. */
function plain({
  flags,
  params_appended,
  params_removed_from_tail,
  params_changed,
  ...facts
}: EventChangeFacts) {
  const places = (list: readonly { pos: number }[]) => list.map(({ pos }) => ({ pos }));
  return {
    ...facts,
    ...(flags && { flags: { added: [...flags.added].sort(), removed: [...flags.removed].sort() } }),
    ...(params_appended && { params_appended: places(params_appended) }),
    ...(params_removed_from_tail && { params_removed_from_tail: places(params_removed_from_tail) }),
    ...(params_changed && { params_changed: params_changed.map((change) => ({ ...change, severity: [] })) }),
  };
}
