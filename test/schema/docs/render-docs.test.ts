import { describe, expect, it } from "vitest";
import { renderDocs } from "../../../src/schema/docs/render-docs.ts";
import { sinceIn } from "../../../src/schema/docs/since.ts";
import { findPoint, type HistoryPoint, loadHistory } from "../../../src/schema/history/history.ts";
import { event, params } from "../mutations.ts";

const history = await loadHistory();
const newest = history.document(findPoint(history, "newest") as HistoryPoint);
const since = sinceIn(history);

describe("renderDocs", () => {
  it("has every event that is used, and every table", () => {
    const lines = renderDocs(newest, since).split("\n");
    const names = new Set(newest.events.filter(({ name }) => name !== "NA").map(({ name }) => name));
    const headings = lines.filter((line) => line.startsWith("## ")).map((line) => line.slice(3));
    expect(headings).toHaveLength(names.size + newest.flagTables.length);
    expect(headings).toEqual(expect.arrayContaining([...names]));
  });

  it("says of each parameter what it is and since when", () => {
    const text = renderDocs(newest, since);
    expect(text).toContain("### 327 \\< SYSCALL_OPENAT2_X");
    expect(text).toContain("| 2 | name | FSRELPATH | NA | relative to dirfd | 2021-12-23 |");
    expect(text).toContain("| 6 | dev | UINT32 | HEX |  | 0.16.0-rc1 (2024-04-23) |");
    expect(text).toContain("[openat2_flags](#openat2_flags)");
  });

  it("lets no name become a link, a tag or a column", () => {
    const hostile = "a|b<script>[x](y)\n# z";
    const document = params(3, (old) => [...old, { name: hostile, type: "UINT32", format: "DEC" }])(
      event(3, () => ({ name: hostile }))(newest),
    );
    const text = renderDocs({ ...document, tag: hostile }, since);
    expect(text).not.toContain("<script>");
    expect(text).not.toMatch(/^# z/m);
    expect(text).toContain("| 6 | a\\|b\\<script\\>\\[x\\](y) \\# z | UINT32 | DEC |  |  |");
  });
});

describe("sinceIn", () => {
  it("knows nothing of what was never there", () => {
    expect(since.event(9999)).toBeUndefined();
    expect(since.param(3, 99)).toBeUndefined();
    expect(since.event(3)).toBe("2014-01-14");
  });
});
