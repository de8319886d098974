import { describe, expect, it } from "vitest";
import { loadTheme, PLAIN_THEME, paint, wantsColor } from "../../src/cli/theme.ts";

describe("wantsColor", () => {
  it.each([
    ["auto", true, {}, true],
    ["auto", false, {}, false],
    ["auto", true, { NO_COLOR: "1" }, false],
    ["auto", true, { NO_COLOR: "" }, true],
    ["auto", true, { TERM: "dumb" }, false],
    ["always", false, { NO_COLOR: "1" }, true],
    ["never", true, {}, false],
  ] as const)("decides %s on a terminal %s with %j", (choice, isTTY, env, expected) => {
    expect(wantsColor(choice, { isTTY }, env)).toBe(expected);
  });
});

describe("loadTheme", () => {
  it("has the escape sequences of a terminal", async () => {
    const theme = await loadTheme(true);
    expect(paint(theme.error, "x")).toBe("\u001b[31mx\u001b[39m");
    expect(paint(theme.process, "x")).toBe("\u001b[1mx\u001b[22m");
  });

  it("is plain without colours", async () => {
    expect(await loadTheme(false)).toBe(PLAIN_THEME);
    expect(paint(PLAIN_THEME.error, "x")).toBe("x");
  });
});
