import { describe, expect, it } from "vitest";
import { defaultFields } from "../../src/filter/default-fields.ts";
import { createFieldRegistry } from "../../src/filter/fields.ts";
import { nearestName } from "../../src/filter/nearest-name.ts";
import { sample } from "./sample-fields.ts";

const registry = createFieldRegistry([
  sample("evt.arg", "string", { argument: "index-or-key" }),
  sample("evt.arg.special", "string"),
  sample("evt.type", "string"),
  sample("evt.type.is", "integer", { argument: "number-or-name" }),
  sample("proc.aname", "string", { argument: "index" }),
  sample("proc.env", "string", { argument: "key" }),
  sample("proc.name", "string"),
  sample("proc.name", "integer"),
]);

describe("fields are found", () => {
  it.each([
    ["evt.type", "evt.type", undefined],
    ["evt.type.is.open", "evt.type.is", "open"],
    ["evt.type.is", "evt.type.is", undefined],
    ["evt.arg.flags", "evt.arg", "flags"],
    ["evt.arg.a.b.c", "evt.arg", "a.b.c"],
    ["evt.arg.special", "evt.arg.special", undefined],
    ["proc.env.HOME", "proc.env", "HOME"],
  ])("%s", (name, expected, argument) => {
    const reference = registry.resolve(name);
    expect([reference?.spec.name, reference?.argument]).toEqual([expected, argument]);
  });

  it.each([
    "evt",
    "evt.",
    "evt.typ",
    "evt.type.x",
    "evt.arg.special.x",
    "proc.aname.1",
    "evt.arg.",
    "",
    "__proto__",
  ])("not %s", (name) => {
    expect(registry.resolve(name)).toBeUndefined();
  });

  it("the first of one name", () => {
    expect(registry.get("proc.name")?.type).toBe("string");
    expect(registry.specs).toHaveLength(8);
  });
});

describe("what was meant", () => {
  it.each([
    ["fd.nam", "fd.name"],
    ["fdname", "fd.name"],
    ["fd.nmae", "fd.name"],
    ["FD.NAME", "fd.name"],
    ["proc.cmdlin", "proc.cmdline"],
    ["process.exepath", "proc.exepath"],
    ["container.image.repo", "container.image.repository"],
  ])("%s", (wrong, meant) => {
    expect(defaultFields().nearest(wrong)).toBe(meant);
  });

  it.each(["", "xyz.nothing.like.it", "a".repeat(10_000)])("is not guessed wildly: %s", (wrong) => {
    expect(defaultFields().nearest(wrong)).toBeUndefined();
  });

  it("is what the word begins, or near", () => {
    expect(nearestName("contain", ["contains", "in"])).toBe("contains");
    expect(nearestName("ni", ["in", "or"])).toBe("in");
    expect(nearestName("x", ["y"])).toBeUndefined();
    expect(nearestName("image.repo", ["image.id", "image.repository"])).toBe("image.repository");
    expect(nearestName("image", ["image.repository", "image.digest"])).toBeUndefined();
  });
});
