import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../src/cli/commands.ts";
import { parseArguments } from "../src/cli/parse-arguments.ts";
import { PRINT } from "../src/cli/specs/print.ts";
import { runCommand } from "./cli/helpers/run-command.ts";

/* What the documents show is what the program does: their commands are understood, and print what is shown below them. */

const ROOT = new URL("..", import.meta.url);
const DOCUMENTS = [
  "README.md",
  "samples/README.md",
  ...readdirSync(new URL("docs", ROOT))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];
const read = (name: string) => readFileSync(new URL(name, ROOT), "utf8");

/** The words of a command line up to what belongs to the shell. */
function shellWords(line: string): string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)) {
    if (/^(?:[#|<>;&]|\d>)/.test(word)) break;
    words.push(word.replace(/'([^']*)'|"([^"]*)"/g, "$1$2"));
  }
  return words;
}

/** Command lines in a document: on lines of their own, where a wide gap divides them from a remark, and between backticks. */
function commandLines(text: string): string[] {
  const own = [...text.matchAll(/^(?: {4}|\$ )?(?:npx |diff <\()?(scap-dump .*)$/gm)].map(
    ([, line = ""]) => line,
  );
  const inProse = [...text.matchAll(/`(scap-dump [^`]+)`/g)].map(([, line = ""]) => line);
  return [...own, ...inProse].map((line) => line.replace(/ {3}.*/, "").replace(/\)$/, ""));
}

describe.each(DOCUMENTS)("%s", (name) => {
  const lines = commandLines(read(name));
  it.each(lines)("%s", (line) => {
    expect(() => parseArguments(shellWords(line).slice(1), PRINT, COMMANDS)).not.toThrow();
  });
  it("is read", () => expect(read(name).length).toBeGreaterThan(100));
});

/** Command lines behind a `$` with what is shown below; `…` stands for the rest of a line. */
function transcripts(text: string): (readonly [line: string, output: readonly string[]])[] {
  return [...text.matchAll(/^\$ npx (scap-dump .*)\n((?:(?!\$ |```).*\n)*)/gm)].map(
    ([, line = "", output = ""]) => [line, output.split("\n").slice(0, -1)] as const,
  );
}

describe("README.md shows", () => {
  const shown = transcripts(read("README.md"));
  it("several runs", () => expect(shown.length).toBeGreaterThan(1));
  it.each(shown)("what is printed by %s", async (line, expected) => {
    const words = shellWords(line)
      .slice(1)
      .map((word) => (word.startsWith("samples/") ? fileURLToPath(new URL(word, ROOT)) : word));
    const { lines } = await runCommand(...words);
    expect(lines).toHaveLength(expected.length);
    expected.forEach((text, k) => {
      if (text.endsWith("…")) expect(lines[k]?.startsWith(text.slice(0, -1))).toBe(true);
      else expect(lines[k]).toBe(text);
    });
  });
});

/** Programs in a document, each with the imports that it leaves to the one before it. */
function programs(text: string): string[] {
  let imports = "";
  return [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = ""]) => {
    imports = /^import .*$/m.exec(code)?.[0] ?? imports;
    return code.startsWith("import ") ? code : `${imports}\n${code}`;
  });
}

describe("programs in the documents", () => {
  const all = DOCUMENTS.flatMap((name) => programs(read(name)));

  it("are accepted by a strict compiler", () => {
    mkdirSync(new URL("../dist", import.meta.url), { recursive: true });
    const folder = mkdtempSync(fileURLToPath(new URL("../dist/programs-", import.meta.url)));
    const source = fileURLToPath(new URL("../src/index.ts", import.meta.url));
    const ambient = fileURLToPath(new URL("../src/format/binary-parser.d.ts", import.meta.url));
    const files = all.map((code, k) => {
      const path = join(folder, `program-${k}.ts`);
      writeFileSync(path, `${code}\nexport {};\n`);
      return path;
    });
    const project = join(folder, "tsconfig.json");
    const paths = { "scap-toolkit": [source] };
    const compilerOptions = { noEmit: true, rewriteRelativeImportExtensions: true, paths };
    writeFileSync(
      project,
      JSON.stringify({
        extends: "../../tsconfig.json",
        compilerOptions,
        files: [ambient, ...files],
        include: [],
      }),
    );
    try {
      const tsc = fileURLToPath(new URL("../node_modules/.bin/tsc", import.meta.url));
      const { stdout } = spawnSync(tsc, ["-p", project], { encoding: "utf8" });
      expect(stdout).toBe("");
      expect(files.length).toBeGreaterThan(4);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 60_000);
});
