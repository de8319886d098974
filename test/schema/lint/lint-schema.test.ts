import { describe, expect, it } from "vitest";
import type { ParamDocument } from "../../../src/schema/document.ts";
import { findPoint, type HistoryPoint, loadHistory } from "../../../src/schema/history/history.ts";
import { applyIgnoreList } from "../../../src/schema/lint/ignore-list.ts";
import { lintSchema } from "../../../src/schema/lint/lint-schema.ts";
import { LINT_RULES, type LintRuleId } from "../../../src/schema/lint/rules.ts";
import { event, flags, type Mutation, param, params, paramWithout } from "../mutations.ts";

const history = await loadHistory();
const tableOf = (tag: string) => history.document(findPoint(history, tag) as HistoryPoint);
const newest = tableOf("newest");

const OPEN = 3;
const CLOSE = 5;
const OPENAT_2 = 307;
const EXECVE_18 = 289;
const NUMBER: ParamDocument = { name: "more", type: "UINT32", format: "DEC" };

const MISTAKES: readonly (readonly [mistake: string, LintRuleId, Mutation])[] = [
  ["an odd code ends in _E", "code-direction", event(OPEN, () => ({ enumName: "SYSCALL_OPEN_XX_E" }))],
  ["half of a pair is missing", "codes-paired", (old) => ({ ...old, events: old.events.slice(0, -1) })],
  ["an event has no name", "event-unnamed", event(OPEN, () => ({ name: "" }))],
  ["two codes have one constant", "enum-repeated", event(OPEN, () => ({ enumName: "SYSCALL_CLOSE_X" }))],
  ["halves of a pair have different names", "pair-name", event(OPEN, () => ({ name: "openx" }))],
  ["halves of a pair have different categories", "pair-category", event(OPEN, () => ({ category: "NET" }))],
  ["halves of a pair have different sources", "pair-category", event(OPEN, () => ({ source: "TRACEPOINT" }))],
  ["a parameter is of another type in its half", "pair-param-type", param(OPEN, 1, { type: "BYTEBUF" })],
  ["an old version has another name", "version-name", event(EXECVE_18, () => ({ name: "exec" }))],
  [
    "an old version does not say so",
    "version-old",
    event(EXECVE_18, (old) => ({ flags: old.flags.filter((flag) => flag !== "OLD_VERSION") })),
  ],
  [
    "an event that is used says it is not",
    "unused-kind",
    event(OPEN, (old) => ({ flags: [...old.flags, "UNUSED"] })),
  ],
  ["an event that is used has no category", "unused-kind", event(OPEN, () => ({ category: "UNKNOWN" }))],
  ["an NA event is not unused", "unused-kind", event(17, () => ({ flags: [] }))],
  ["an NA event has parameters", "unused-params", params(17, () => [NUMBER])],
  ["an event has no source", "source-missing", event(OPEN, () => ({ source: "NONE" }))],
  [
    "a system call has large lengths",
    "large-payload",
    event(OPEN, (old) => ({ flags: [...old.flags, "LARGE_PAYLOAD"] })),
  ],
  [
    "an event on an fd has none",
    "fd-param",
    (old) => param(4, 0, { type: "UINT64" })(param(CLOSE, 1, { type: "UINT64" })(old)),
  ],
  ["an fd that is made is no fd", "fd-result", param(OPEN, 0, { type: "ERRNO" })],
  [
    "there are too many parameters",
    "params-count",
    params(OPEN, () => Array.from({ length: 33 }, (_, at) => ({ ...NUMBER, name: `p${at}` }))),
  ],
  ["a parameter has no name", "param-unnamed", param(OPEN, 1, { name: "" })],
  ["a name has a blank", "param-blank", param(OPEN, 1, { name: "file name" })],
  ["two parameters have one name", "param-repeated", param(OPEN, 1, { name: "fd" })],
  ["a text is printed in hex", "param-format", param(OPEN, 1, { format: "HEX" })],
  ["a relative path has no directory", "dirfd-param", paramWithout(OPENAT_2, 2, "dirfdParam")],
  ["a relative path starts at itself", "dirfd-param", param(OPENAT_2, 2, { dirfdParam: 2 })],
  ["a relative path starts beyond the end", "dirfd-param", param(OPENAT_2, 2, { dirfdParam: 99 })],
  ["a dynamic parameter has no forms", "dynamic-table", param(OPEN, 4, { type: "DYN" })],
  ["flags have no names", "flag-table", paramWithout(OPEN, 2, "flagTable")],
  ["a number has names", "flag-table", param(OPEN, 4, { flagTable: "file_flags" })],
  [
    "a name stands twice",
    "flag-repeated",
    flags("file_flags", (old) => [...old, { name: "O_CREAT", value: 1 << 24 }]),
  ],
  [
    "two flags have one bit",
    "flag-overlap",
    flags("file_flags", (old) => [...old, { name: "O_NEW", value: 4 }]),
  ],
  [
    "a flag has a part of others",
    "flag-overlap",
    flags("file_flags", (old) => [...old, { name: "O_NEW", value: 4 | (1 << 24) }]),
  ],
  [
    "a value has two names",
    "flag-alias",
    flags("shutdown_how", (old) => [...old, { name: "SHUT_ALL", value: 2 }]),
  ],
  [
    "a value does not fit",
    "flag-too-wide",
    flags("unlinkat_flags", () => [{ name: "WIDE", value: 2 ** 32 }]),
  ],
  ["a table names flags and an enumeration", "flag-table-kind", param(OPEN, 2, { type: "ENUMFLAGS32" })],
  [
    "a table is of no use",
    "flag-table-unused",
    (old) => ({ ...old, flagTables: [...old.flagTables, { name: "new_flags", entries: [] }] }),
  ],
  [
    "two system calls have one number",
    "syscall-repeated",
    (old) => ({ ...old, syscalls: [...old.syscalls, { name: "new", code: 3 }] }),
  ],
  [
    "a system call has halves of two pairs",
    "syscall-events",
    (old) => ({ ...old, syscalls: [...old.syscalls, { name: "new", code: 999, enter: 2, exit: 5 }] }),
  ],
];

describe("lintSchema", () => {
  it.each(MISTAKES)("finds that %s: %s", (_, rule, mutate) => {
    const known = new Set(lintSchema(newest).map((found) => JSON.stringify(found)));
    const found = lintSchema(mutate(newest)).filter((entry) => !known.has(JSON.stringify(entry)));
    expect(found.map((entry) => `${entry.severity} ${entry.rule}`)).toContain(
      `${LINT_RULES[rule].severity} ${rule}`,
    );
  });

  it("has a mistake for every rule", () => {
    const tried = new Set<string>(MISTAKES.map(([, rule]) => rule));
    expect(Object.keys(LINT_RULES).filter((rule) => !tried.has(rule))).toEqual(["base-broken", "base-risky"]);
  });

  it("finds no error in the newest table", () => {
    expect(lintSchema(newest).filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("finds what releases did wrong, until they mended it", () => {
    const about = (tag: string, subject: string) =>
      lintSchema(tableOf(tag))
        .filter((entry) => entry.subject === subject)
        .map(({ rule }) => rule);
    expect(about("7.3.0", "SYSCALL_OPENAT2_E")).toEqual(["dirfd-param"]);
    expect(about("8.0.0", "SYSCALL_OPENAT2_E")).toEqual([]);
    expect(about("8.1.0", "SCAPEVENT_X")).toEqual(["unused-kind"]);
    expect(about("9.0.0", "SCAPEVENT_X")).toEqual([]);
    expect(about("newest", "TRACER_X")).toEqual(["unused-params"]);
  });

  it("compares with a base, where one is given", () => {
    const base = lintSchema(newest, newest).filter(({ rule }) => rule.startsWith("base-"));
    expect(base).toEqual([]);
    const wider = param(OPEN, 3, { type: "UINT64" })(newest);
    expect(lintSchema(wider, newest)).toContainEqual({
      ...{ rule: "base-broken", severity: "error", subject: "SYSCALL_OPEN_X", code: OPEN, param: 3 },
      message: "param-retyped UINT32 → UINT64: 4-byte number was written, 8-byte number is expected",
    });
    const appended = params(OPEN, (old) => [...old, NUMBER])(newest);
    expect(lintSchema(appended, newest).filter(({ rule }) => rule.startsWith("base-"))).toEqual([]);
  });
});

describe("applyIgnoreList", () => {
  const findings = lintSchema(newest);

  it("takes known findings out, and tells which it did not meet", () => {
    const list = "# known\nfd-result *  # returns an errno\n* TRACER_X\nflag-alias nothing\n";
    const { findings: left, unmet } = applyIgnoreList(findings, list);
    expect(left.some(({ rule }) => rule === "fd-result")).toBe(false);
    expect(left.some(({ subject }) => subject === "TRACER_X")).toBe(false);
    expect(left.some(({ rule }) => rule === "flag-alias")).toBe(true);
    expect(unmet).toEqual(["flag-alias nothing"]);
  });

  it("refuses lines that it does not understand", () => {
    expect(() => applyIgnoreList(findings, "fd-result\n")).toThrow("line 1: not RULE SUBJECT: fd-result");
  });
});
