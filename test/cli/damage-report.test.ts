import { describe, expect, it } from "vitest";
import { DamageReport } from "../../src/cli/damage-report.ts";
import { ExitStatus } from "../../src/cli/exit-status.ts";
import { type Damage, ScapError, type ScapErrorCode } from "../../src/format/errors.ts";

function setUp() {
  const lines: string[] = [];
  return { lines, report: new DamageReport("x.scap", (line) => lines.push(line)) };
}

function damage(offset: number, code: ScapErrorCode = "bad-event"): Damage {
  return { code, detail: "something is wrong", context: { offset, block: "EV V2" }, lost: true };
}

describe("DamageReport", () => {
  it("tells what is wrong and where", () => {
    const { lines, report } = setUp();
    report.note(damage(768));
    expect(report.finish(true)).toBe(ExitStatus.DAMAGED);
    expect(lines).toEqual(["x.scap: EV V2: something is wrong (at byte 768)"]);
  });

  it("has nothing to tell of a sound capture", () => {
    expect(setUp().report.finish(true)).toBe(ExitStatus.FINE);
  });

  it("lists 20 findings and counts the others", () => {
    const { lines, report } = setUp();
    for (let k = 0; k < 1500; k++) report.note(damage(k));
    report.finish(true);
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe("x.scap: … and 1480 more findings");
    expect(report).toMatchObject({ count: 1500, findings: { length: 1000 } });
  });

  it("fails where nothing could be read", () => {
    const { report } = setUp();
    report.note(damage(0, "truncated"));
    expect(report.finish(false)).toBe(ExitStatus.FAILED);
  });

  it.each(["not-a-capture", "unsupported-version"] as const)("fails for %s at the start only", (code) => {
    const first = setUp().report;
    first.note(damage(0, code));
    expect(first.finish(true)).toBe(ExitStatus.FAILED);
    const later = setUp().report;
    later.note(damage(1000, code));
    expect(later.finish(true)).toBe(ExitStatus.DAMAGED);
  });

  it("tells once of what was noted and then thrown", () => {
    const { lines, report } = setUp();
    report.note(damage(768));
    report.fail(new ScapError("bad-event", "something is wrong", { offset: 768, block: "EV V2" }));
    expect(lines).toHaveLength(1);
    report.fail(new ScapError("limit", "something else", { offset: 900 }));
    expect(lines.at(-1)).toBe("x.scap: something else (at byte 900)");
    expect(report.finish(true)).toBe(ExitStatus.DAMAGED);
  });

  it("does not tell of a block cut short where the input was", () => {
    const { lines, report } = setUp();
    report.note(damage(10, "bad-compression"));
    report.fail(new ScapError("truncated", "block of 56 bytes", { offset: 4 }));
    expect(lines).toHaveLength(1);
  });

  it("fails for errors of the file system", () => {
    const { lines, report } = setUp();
    report.fail(Object.assign(new Error("ENOENT: no such file or directory, open 'x'"), { code: "ENOENT" }));
    expect(report.finish(true)).toBe(ExitStatus.FAILED);
    expect(lines).toEqual(["x.scap: no such file"]);
  });
});
