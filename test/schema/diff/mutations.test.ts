import { describe, expect, it } from "vitest";
import type { ChangeRule, Severity } from "../../../src/schema/diff/change.ts";
import { diffSchemas } from "../../../src/schema/diff/diff-schemas.ts";
import type { ParamDocument } from "../../../src/schema/document.ts";
import { findPoint, type HistoryPoint, loadHistory } from "../../../src/schema/history/history.ts";
import { event, flags, type Mutation, param, params, paramWithout } from "../mutations.ts";

const history = await loadHistory();
const newest = history.document(findPoint(history, "newest") as HistoryPoint);

const OPEN = 3;
const CLOSE = 5;
const CLONE = 223;
const isSockopt = ({ dynamicTable }: ParamDocument) => dynamicTable === "sockopt_dynamic_param";
const SOCKOPT = newest.events.findIndex(({ params: own }) => own.some(isSockopt));
const SOCKOPT_VALUE = newest.events[SOCKOPT]?.params.findIndex(isSockopt) ?? -1;
const LATE: ParamDocument = { name: "late", type: "UINT32", format: "DEC" };

const MISTAKES: readonly (readonly [mistake: string, Mutation, ChangeRule, Severity])[] = [
  ["two parameters of one type change places", params(CLONE, swap(3, 4)), "param-moved", "breaking"],
  ["two parameters of different types change places", params(OPEN, swap(0, 1)), "param-moved", "breaking"],
  [
    "a parameter is put in the middle",
    params(OPEN, (old) => old.toSpliced(1, 0, LATE)),
    "param-moved",
    "breaking",
  ],
  [
    "a parameter in the middle is dropped",
    params(OPEN, (old) => old.toSpliced(1, 1)),
    "param-moved",
    "breaking",
  ],
  ["the last parameter is dropped", params(OPEN, (old) => old.slice(0, -1)), "param-removed", "breaking"],
  ["a parameter becomes wider", param(OPEN, 3, { type: "UINT64" }), "param-retyped", "breaking"],
  ["a text becomes bytes", param(OPEN, 1, { type: "BYTEBUF" }), "param-retyped", "breaking"],
  ["a number gets a sign", param(OPEN, 3, { type: "INT32" }), "param-retyped", "risky"],
  ["an errno becomes a number", param(CLOSE, 0, { type: "INT64" }), "param-retyped", "risky"],
  ["a path becomes relative", param(OPEN, 1, { type: "FSRELPATH", dirfdParam: 0 }), "param-retyped", "risky"],
  ["a parameter is renamed", param(OPEN, 1, { name: "path" }), "param-renamed", "risky"],
  [
    "a number is printed in another way",
    param(OPEN, 4, { format: "DEC" }),
    "param-format-changed",
    "compatible",
  ],
  [
    "values are named by another table",
    param(OPEN, 2, { flagTable: "mmap_flags" }),
    "param-flag-table-changed",
    "risky",
  ],
  ["values lose their names", paramWithout(OPEN, 2, "flagTable"), "param-flag-table-changed", "risky"],
  ["a path starts elsewhere", param(307, 2, { dirfdParam: 0 }), "param-dirfd-changed", "risky"],
  [
    "a dynamic parameter has other forms",
    param(SOCKOPT, SOCKOPT_VALUE, { dynamicTable: "bpf_dynamic_param" }),
    "param-dynamic-table-changed",
    "breaking",
  ],
  ["a parameter is added at the end", params(OPEN, (old) => [...old, LATE]), "param-appended", "compatible"],
  ["an event is renamed", event(OPEN, () => ({ name: "opened" })), "event-renamed", "risky"],
  [
    "an event is made unused",
    event(OPEN, () => ({ name: "NA", flags: ["UNUSED"] })),
    "event-retired",
    "breaking",
  ],
  ["an event loses CREATES_FD", withoutFlag(OPEN, "CREATES_FD"), "event-flag-removed", "risky"],
  ["an event loses USES_FD", withoutFlag(CLOSE, "USES_FD"), "event-flag-removed", "risky"],
  [
    "an event gets large lengths",
    event(OPEN, (old) => ({ flags: [...old.flags, "LARGE_PAYLOAD"] })),
    "event-flag-added",
    "breaking",
  ],
  ["an event loses large lengths", withoutFlag(402, "LARGE_PAYLOAD"), "event-flag-removed", "breaking"],
  [
    "an event is taken for unused",
    event(OPEN, (old) => ({ flags: [...old.flags, "UNUSED"] })),
    "event-flag-added",
    "risky",
  ],
  ["an event is of another category", event(OPEN, () => ({ category: "NET" })), "category-changed", "risky"],
  ["an event is of another source", event(OPEN, () => ({ source: "TRACEPOINT" })), "source-changed", "risky"],
  [
    "the last events are dropped",
    (old) => ({ ...old, events: old.events.slice(0, -2) }),
    "event-removed",
    "breaking",
  ],
  ["two events change codes", renumber(OPEN, CLOSE), "code-reused", "breaking"],
  [
    "a code is used for another event",
    event(OPEN, () => ({ enumName: "NEW_X", name: "new", params: [] })),
    "code-reused",
    "breaking",
  ],
  ["a flag is dropped", flags("file_flags", (old) => old.slice(1)), "flag-removed", "risky"],
  [
    "a flag gets another value",
    flags("file_flags", renameless(0, 1 << 20)),
    "flag-value-changed",
    "breaking",
  ],
  ["two flags change values", flags("file_flags", swapValues(0, 1)), "flag-value-changed", "breaking"],
  ["a flag's value is used for another", flags("file_flags", reuse), "flag-value-reused", "breaking"],
  [
    "a flag is renamed",
    flags("file_flags", (old) => old.map((entry, at) => (at === 0 ? { ...entry, name: "O_HUGE" } : entry))),
    "flag-renamed",
    "risky",
  ],
  [
    "a flag table is dropped",
    (old) => ({ ...old, flagTables: old.flagTables.filter(({ name }) => name !== "file_flags") }),
    "flag-table-removed",
    "risky",
  ],
  [
    "a form of a dynamic parameter is dropped",
    (old) => ({
      ...old,
      dynamicTables: old.dynamicTables.map((table) => ({ ...table, choices: table.choices.slice(1) })),
    }),
    "dynamic-choice-removed",
    "breaking",
  ],
  [
    "forms of a dynamic parameter change places",
    (old) => ({
      ...old,
      dynamicTables: old.dynamicTables.map((table) => ({ ...table, choices: table.choices.toReversed() })),
    }),
    "dynamic-choice-changed",
    "breaking",
  ],
  [
    "a system call gets another number",
    (old) => ({
      ...old,
      syscalls: old.syscalls.map((call) => (call.name === "openat2" ? { ...call, code: 999 } : call)),
    }),
    "syscall-renumbered",
    "breaking",
  ],
  [
    "two system calls change numbers",
    (old) => ({
      ...old,
      syscalls: old.syscalls.map((call) =>
        call.code === 3 ? { ...call, code: 4 } : call.code === 4 ? { ...call, code: 3 } : call,
      ),
    }),
    "syscall-renumbered",
    "breaking",
  ],
  [
    "a system call is dropped",
    (old) => ({ ...old, syscalls: old.syscalls.slice(0, -1) }),
    "syscall-removed",
    "risky",
  ],
  ["the event header grows", (old) => ({ ...old, headerBytes: 30 }), "header-size-changed", "breaking"],
];

describe("mistakes in the event table", () => {
  it.each(MISTAKES)("%s", (_, mutate, rule, severity) => {
    const changes = diffSchemas(newest, mutate(newest));
    expect(changes.map((change) => `${change.severity} ${change.rule}`)).toContain(`${severity} ${rule}`);
    const worst = changes.some((change) => change.severity === "breaking") ? "breaking" : severity;
    expect(severity === "compatible" ? "compatible" : worst).toBe(severity);
  });

  it("are no false alarms", () => {
    expect(diffSchemas(newest, structuredClone(newest))).toEqual([]);
  });
});

function swap(a: number, b: number) {
  return (old: readonly ParamDocument[]) =>
    old.with(a, old[b] as ParamDocument).with(b, old[a] as ParamDocument);
}

function withoutFlag(code: number, flag: string): Mutation {
  return event(code, (old) => {
    expect(old.flags).toContain(flag);
    return { flags: old.flags.filter((name) => name !== flag) };
  });
}

function renumber(a: number, b: number): Mutation {
  return (old) => {
    const [first, second] = [old.events[a], old.events[b]];
    if (first === undefined || second === undefined) return old;
    return { ...old, events: old.events.with(a, { ...second, code: a }).with(b, { ...first, code: b }) };
  };
}

type Entries = Parameters<Parameters<typeof flags>[1]>[0];

function renameless(at: number, value: number) {
  return (old: Entries): Entries => old.map((entry, index) => (index === at ? { ...entry, value } : entry));
}

function swapValues(a: number, b: number) {
  return (old: Entries): Entries =>
    old.map((entry, index) => ({
      ...entry,
      value: old[index === a ? b : index === b ? a : index]?.value ?? 0,
    }));
}

/** A new name takes the value of the first, which moves on. */
function reuse(old: Entries): Entries {
  const [first, ...rest] = old;
  if (first === undefined) return old;
  return [{ ...first, value: 1 << 20 }, { name: "O_NEW", value: first.value }, ...rest];
}
