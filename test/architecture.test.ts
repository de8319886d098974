import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const SRC = fileURLToPath(new URL("../src", import.meta.url));

/** Which folders a folder may import from, besides itself (CONTRIBUTING.md, "Folders"). */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  format: [],
  schema: [],
  decoder: ["format", "schema"],
  state: ["format", "schema", "decoder"],
  filter: ["format", "schema", "decoder", "state"],
  capture: ["format", "schema", "decoder", "state", "filter"],
  analysis: ["format", "schema", "decoder", "state", "filter", "capture"],
  edit: ["format", "schema", "decoder", "state", "filter", "capture"],
  cli: ["format", "schema", "decoder", "state", "filter", "capture", "analysis", "edit"],
};

/** Folders that must run unchanged in a browser; files for Node alone are named `node-…`. */
const BROWSER_SAFE: ReadonlySet<string> = new Set([
  "format",
  "schema",
  "decoder",
  "state",
  "filter",
  "capture",
  "analysis",
  "edit",
]);
const MAX_LINES = 400;

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => ({
    path,
    folder: path.includes("/") ? (path.split("/")[0] as string) : "",
    text: read(path),
  }));

describe("architecture", () => {
  it("knows every folder", () => {
    const folders = new Set(files.map(({ folder }) => folder).filter((folder) => folder !== ""));
    expect([...folders].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  it("lets imports point to the left only", () => {
    const wrong = files.flatMap(({ path, folder, text }) =>
      importsOf(text)
        .filter((name) => name.startsWith("."))
        .map((name) => relative(SRC, join(SRC, dirname(path), name)).split("/")[0] as string)
        .filter((target) => folder !== "" && target !== folder && !MAY_IMPORT[folder]?.includes(target))
        .map((target) => `${path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it("keeps node: out of the folders that run in a browser", () => {
    const wrong = files.filter(
      ({ path, folder, text }) =>
        (folder === "" || BROWSER_SAFE.has(folder)) &&
        !isForNode(path) &&
        importsOf(text).some((name) => name.startsWith("node:")),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it("loads the files for Node only on demand, outside of the command line", () => {
    const wrong = files.filter(
      ({ path, folder, text }) =>
        folder !== "cli" && !isForNode(path) && /^(im|ex)port .*\/node-/m.test(text),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it("has bundlers for browsers take a stand-in for each file for Node that the library loads", () => {
    const loaded = files
      .filter(({ path, folder }) => folder !== "cli" && !isForNode(path))
      .flatMap(({ path, text }) =>
        importsOf(text)
          .filter((name) => /\/node-/.test(name))
          .map((name) => join(dirname(path), name).replace(/\.ts$/, "")),
      );
    const { browser } = JSON.parse(read("../package.json")) as { browser: Record<string, string> };
    for (const name of new Set(loaded)) {
      const standIn = browser[`./src/${name}.ts`]?.replace(/^\.\/src\/(.*)\.ts$/, "$1");
      expect(files.map(({ path }) => path)).toContain(`${standIn}.ts`);
      expect(browser[`./dist/${name}.js`]).toBe(`./dist/${standIn}.js`);
    }
    expect(Object.keys(browser)).toHaveLength(2 * new Set(loaded).size);
  });

  it("has no file that is too long", () => {
    const long = files.filter(
      ({ path, text }) => !path.includes(".gen.") && text.split("\n").length > MAX_LINES + 1,
    );
    expect(long.map(({ path }) => path)).toEqual([]);
  });
});

/** Files that need Node say so in their names. */
function isForNode(path: string): boolean {
  return /(^|\/)node-[^/]*$/.test(path);
}

/** Modules that a file imports, statically or not. */
function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:from|import\()\s*"([^"]+)"/g)].map((match) => match[1] as string);
}

function read(path: string): string {
  return readFileSync(join(SRC, path), "utf8");
}
