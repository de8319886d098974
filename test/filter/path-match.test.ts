import { describe, expect, it } from "vitest";
import { compilePathMatch } from "../../src/filter/path-match.ts";

describe("pmatch", () => {
  it.each([
    [["/etc"], "/etc", true],
    [["/etc"], "/etc/", true],
    [["/etc"], "/etc/passwd", true],
    [["/etc"], "/etcetera", false],
    [["/et"], "/etc", false],
    [["/etc/"], "/etc", true],
    [["/etc/x"], "/etc", false],
    [["/usr/lib", "/usr"], "/usr/bin", true],
    [["/usr", "/usr/lib"], "/usr/lib/x", true],
    [["/var/run", "/var/lib"], "/var/lib/x", true],
    [["/var/run", "/var/lib"], "/var/log", false],
    [["//etc///ssh"], "/etc//ssh/key", true],
    [["/"], "/anything", true],
    [["/"], "/", true],
    [[], "/", false],
    [["etc"], "/etc", true],
    [["/home/*/.ssh"], "/home/a/.ssh/id", true],
    [["/home/*/.ssh"], "/home/.ssh", false],
    [["/home/*/.ssh"], "/home/a/b/.ssh", false],
    [["/h?me/[ab]*"], "/home/bob/x", true],
    [["/h?me/[ab]*"], "/home/carl", false],
    // Several globs at one level are all tried, and a literal component does not hide them.
    [["/*/x", "/*/y"], "/a/y", true],
    [["/a*/x", "/*b/y", "/*/z"], "/ab/y", true],
    [["/a*/x", "/*b/y", "/*/z"], "/ab/z/more", true],
    [["/a/x", "/*/y"], "/a/y", true],
    [["/a/x", "/*/y"], "/a/z", false],
  ])("%s %s", (paths, path, expected) => {
    expect(compilePathMatch(paths)(path)).toBe(expected);
  });
});
