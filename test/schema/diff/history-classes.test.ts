import { describe, expect, it } from "vitest";
import type { SchemaChange } from "../../../src/schema/diff/change.ts";
import { diffSchemas } from "../../../src/schema/diff/diff-schemas.ts";
import { findPoint, type HistoryPoint, loadHistory } from "../../../src/schema/history/history.ts";

const history = await loadHistory();

/** What became of tables between two tags, short enough to be read. */
function changes(before: string, after: string, about: Partial<SchemaChange>): string[] {
  const [old, now] = [before, after].map((tag) => history.document(findPoint(history, tag) as HistoryPoint));
  return diffSchemas(old as NonNullable<typeof old>, now as NonNullable<typeof now>)
    .filter((change) =>
      Object.entries(about).every(([key, value]) => change[key as keyof SchemaChange] === value),
    )
    .map(({ severity, rule, code, param, item, before: was, after: is }) =>
      [severity, rule, code, param, item, was, is].filter((part) => part !== undefined).join(" "),
    );
}

// Each class of what ever happened to existing positions, and how grave it was.
describe("the changes of history", () => {
  it("never broke a release since there are tags, but for two numbers of one system call", () => {
    const tagged = history.points.filter(
      ({ kind }) => kind === "libs" || kind === "driver" || kind === "head",
    );
    const broken = tagged.slice(1).flatMap((point, at) => {
      const before = tagged[at] as HistoryPoint;
      return before.table === point.table ? [] : changes(before.tag, point.tag, { severity: "breaking" });
    });
    expect(broken).toEqual(["breaking syscall-renumbered pidfd_getfd 382 346"]);
    expect(changes("0.7.0-alpha", "newest", { severity: "breaking" })).toEqual([]);
  });

  it.each([
    ["5.1.0", "6.0.0", 24, "risky param-retyped 24 1 UINT32 INT32"],
    ["0.10.5", "5.0.0", 161, "risky param-retyped 161 0 UINT64 ERRNO"],
    ["0.10.5", "6.0.0", 293, "risky param-retyped 293 18 INT32 UID"],
    ["7.0.0", "7.1.0", 369, "risky param-retyped 369 1 INT32 ENUMFLAGS32"],
    ["8.1.0", "9.0.0", 295, "risky param-retyped 295 0 PID ERRNO"],
    ["7.0.0", "7.1.0", 62, "risky param-retyped 62 1 FLAGS32 UINT32"],
    ["7.2.0", "7.3.0", 64, "risky param-retyped 64 1 ENUMFLAGS16 FLAGS16"],
    ["sysdig-0.29.3", "0.7.0-alpha", 18, "risky param-retyped 18 0 FLAGS32 ENUMFLAGS32"],
    ["2018-end", "2019-end", 314, undefined],
  ])(
    "takes the same bytes with another meaning as risky: %s to %s, code %i",
    (before, after, code, expected) => {
      const found = changes(before, after, { code, rule: "param-retyped" });
      expect(found.filter((change) => !change.startsWith("risky"))).toEqual([]);
      if (expected !== undefined) expect(found).toContain(expected);
    },
  );

  it("takes renamed parameters as risky, and says when the old name means another now", () => {
    expect(changes("4.0.1", "5.0.0", { rule: "param-renamed", code: 322 })).toEqual([
      "risky param-renamed 322 0 plugin ID plugin_id",
    ]);
    expect(changes("7.3.0", "8.0.0", { rule: "param-renamed" })).toEqual([
      "risky param-renamed 293 17 pgid vpgid",
      "risky param-renamed 331 17 pgid vpgid",
    ]);
    const [old, now] = ["7.3.0", "8.0.0"].map((tag) =>
      history.document(findPoint(history, tag) as HistoryPoint),
    );
    const renamed = diffSchemas(old as NonNullable<typeof old>, now as NonNullable<typeof now>).find(
      ({ rule }) => rule === "param-renamed",
    );
    expect(renamed?.why).toBe("the same bytes, but the name pgid now means the parameter at place 28");
  });

  it("takes names of halves that nobody records as compatible, other names of events as risky", () => {
    const halves = changes("4.0.1", "newest", { rule: "event-retired" });
    expect(halves.length).toBeGreaterThan(5);
    expect(halves.every((change) => change.startsWith("compatible"))).toBe(true);
    expect(halves).toContain("compatible event-retired 229 container NA");
    expect(changes("8.1.0", "9.0.0", { code: 269, rule: "event-retired" })).toEqual([
      "compatible event-retired 269 tracer NA",
    ]);
    expect(changes("2021-end", "0.7.0-alpha", { rule: "event-renamed" })).toContain(
      "risky event-renamed 196 sysdigevent scapevent",
    );
    expect(changes("first-import", "2014-04-03", { rule: "event-renamed", severity: "risky" })).toContain(
      "risky event-renamed 56 accept4 accept",
    );
  });

  it("takes codes that were numbered again on development lines as breaking", () => {
    const reused = changes("2014-end", "2015-03-02", { rule: "code-reused" });
    expect(reused).toContain("breaking code-reused 215 clone execve");
    expect(reused).toContain("breaking code-reused 220 container vfork");
  });

  it("knows the one release of sysdig whose codes were used for something else later", () => {
    const names = ["execve", "setpgid"];
    expect(changes("sysdig-0.20.0", "newest", { rule: "code-reused" })).toEqual([
      ...[292, 293].map((code) => `breaking code-reused ${code} bpf ${names[0]}`),
      ...[294, 295].map((code) => `breaking code-reused ${code} seccomp ${names[1]}`),
    ]);
    const others = history.points.filter(({ tag, kind }) => kind === "sysdig" && tag !== "sysdig-0.20.0");
    const reused = others.flatMap(({ tag }) => changes(tag, "newest", { rule: "code-reused" }));
    expect(reused).toEqual([]);
  });

  it("takes parameters that became wider as breaking", () => {
    expect(changes("2014-04-03", "2014-08-01", { severity: "breaking" })).toEqual([
      "breaking param-retyped 152 1 UINT32 UINT64",
      "breaking param-retyped 152 2 UINT32 UINT64",
    ]);
  });

  it("takes numbers of system calls that moved as breaking, other names for them as risky", () => {
    expect(changes("2016-end", "2017-end", { severity: "breaking" })).toEqual([
      "breaking syscall-renumbered mq_unlink 18 182",
    ]);
    expect(changes("0.8.0", "0.10.0", { rule: "syscall-renamed" })).toEqual([
      "risky syscall-renamed rt_sigreturn sigreturn rt_sigreturn",
      "risky syscall-renamed newfstatat newfsstat newfstatat",
    ]);
  });

  it("finds only names added to values, apart from opcodes of io_uring_register before the first release", () => {
    const moved = changes("sysdig-0.29.3", "newest", { rule: "flag-value-changed" });
    expect(moved.filter((change) => !/IORING_/.test(change))).toEqual([]);
    expect(changes("0.7.0-alpha", "newest", { rule: "flag-value-changed" })).toEqual([]);
    expect(changes("0.7.0-alpha", "newest", { rule: "flag-value-reused" })).toEqual([]);
  });
});
