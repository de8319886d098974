import { describe, expect, it } from "vitest";
import { nearestName } from "../../src/filter/nearest-name.ts";

describe("nearestName", () => {
  it("allows one letter in four to be wrong, missing or swapped", () => {
    expect(nearestName("opne", ["close", "open", "openat"])).toBe("open");
    expect(nearestName("jsn", ["json", "limit"])).toBe("json");
    expect(nearestName("zzzz", ["open", "close"])).toBeUndefined();
    expect(nearestName("ab", ["xy"])).toBeUndefined();
  });

  it("prefers what the word begins", () => {
    expect(nearestName("sum", ["sim", "summary"])).toBe("summary");
  });
});
