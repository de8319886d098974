import { expect, it } from "vitest";
import { captureOf, event, type GivenEvent } from "../../helpers/events.ts";
import { readFields } from "./read-fields.ts";

const HOME = event("<chdir", 10, { res: 0, path: "/home" });
const DIRECTORY = event("<open", 10, { fd: 5, name: "/srv/d", flags: 0x401 });

/** The fields of one event after those that tell of directories. */
function pathsOf(call: GivenEvent, ...names: readonly string[]) {
  return readFields(captureOf(HOME, DIRECTORY, call), names).at(-1);
}

it("paths are those of successful calls on one file, made absolute", () => {
  const names = ["fs.path.name", "fs.path.nameraw", "fs.path.source"];
  expect(pathsOf(event("<mkdir", 10, { res: 0, path: "a/../b" }), ...names)).toEqual([
    "/home/b",
    "a/../b",
    undefined,
  ]);
  expect(pathsOf(event("<mkdir", 10, { res: -13, path: "b" }), ...names)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(pathsOf(event("<unlinkat", 10, { res: 0, dirfd: 5, name: "x" }), "fs.path.name")).toEqual([
    "/srv/d/x",
  ]);
  expect(pathsOf(event("<unlinkat", 10, { res: 0, dirfd: -100, name: "x" }), "fs.path.name")).toEqual([
    "/home/x",
  ]);
  expect(pathsOf(event("<unlinkat", 10, { res: 0, dirfd: 77, name: "x" }), "fs.path.name")).toEqual([
    "<UNKNOWN>x",
  ]);
  expect(pathsOf(event("<fchmod", 10, { res: 0, fd: 5, mode: 0 }), "fs.path.name")).toEqual(["/srv/d"]);
});

it("opens tell their path also when they fail", () => {
  expect(pathsOf(event("<openat", 10, { fd: -2, dirfd: 5, name: "x" }), "fs.path.name")).toEqual([
    "/srv/d/x",
  ]);
});

it("renames and links have two paths", () => {
  const names = ["fs.path.source", "fs.path.target", "fs.path.name"];
  const rename = event("<renameat2", 10, { res: 0, olddirfd: 5, oldpath: "a", newdirfd: -100, newpath: "b" });
  expect(pathsOf(rename, ...names)).toEqual(["/srv/d/a", "/home/b", undefined]);
  const link = event("<link", 10, { res: 0, oldpath: "old", newpath: "new" });
  expect(pathsOf(link, ...names)).toEqual(["/home/new", "/home/old", undefined]);
});

it("what a symbolic link leads to is relative to the link", () => {
  const names = ["fs.path.source", "fs.path.target", "fs.path.targetraw"];
  const symlink = event("<symlinkat", 10, { res: 0, target: "../t", linkdirfd: 5, linkpath: "in/l" });
  expect(pathsOf(symlink, ...names)).toEqual(["/srv/d/in/l", "/srv/d/t", "../t"]);
});

it("absolute paths of calls with directory fds are told whatever their result", () => {
  const names = ["evt.abspath", "evt.abspath[dst]"];
  const rename = event("<renameat", 10, { res: -2, olddirfd: 5, oldpath: "a", newdirfd: 77, newpath: "b" });
  expect(pathsOf(rename, ...names)).toEqual(["/srv/d/a", "<UNKNOWN>/b"]);
  expect(pathsOf(event("<mkdirat", 10, { res: 0, dirfd: 5, path: "n" }), ...names)).toEqual([
    "/srv/d/n",
    "/srv/d/n",
  ]);
});
