import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { ExitStatus, UsageError } from "../../src/cli/exit-status.ts";
import { parseDocument } from "../../src/schema/document-file.ts";
import { AGE_2018 } from "../schema/import/shapes.ts";
import { runCommand } from "./helpers/run-command.ts";
import { smallCapture } from "./helpers/small-capture.ts";
import { temporaryFiles } from "./helpers/temporary-files.ts";

const temporary = temporaryFiles();

describe("schema list", () => {
  it("lists all tags, or those that changed something", async () => {
    const all = await runCommand("schema", "list");
    expect(all.lines).toHaveLength(213);
    expect(all.lines[1]).toBe("first-import         2014-01-14  -       -          150  the first");
    const { lines } = await runCommand("schema", "list", "--tables");
    expect(lines.join("\n")).not.toContain("the same table");
    expect(lines).toContainEqual(
      expect.stringMatching(/^8\.0|^0\.20\.0-rc1 +2025-01-15 +3\.5\.0 +8\.0\.3 +430 +6 risky/),
    );
  });

  it("gives JSON", async () => {
    const { lines } = await runCommand("schema", "list", "--json");
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ tag: "HEAD", events: 454, kind: "head" });
  });
});

describe("schema show", () => {
  it("shows events as they were", async () => {
    const { text } = await runCommand("schema", "show", "2014-04-03", "open");
    expect(text).toMatch(/^2 > open {2}SYSCALL_OPEN_E\n/);
    expect(text).toContain("FSPATH");
    expect((await runCommand("schema", "show", "sysdig-0.20.0", "293")).text).toContain("raised by   bpf");
    expect((await runCommand("schema", "show", "newest", "293")).text).toContain("raised by   execve");
    expect((await runCommand("schema", "show", "2014-04-03")).lines).toHaveLength(154 - 4 + 1 + 4);
  });

  it("writes schema files, which it reads again", async () => {
    const { text } = await runCommand("schema", "show", "7.2.0", "--json");
    const document = parseDocument(text);
    expect(document.tag).toBe("7.2.0+driver");
    const file = temporary("table.json", text);
    expect((await runCommand("schema", "show", file, "--json")).text).toBe(text);
    expect((await runCommand("schema", "diff", "7.2.0", file)).lines).toEqual([
      "7.2.0+driver → 7.2.0+driver: no changes",
    ]);
  });

  it.each([
    ["0.170", "is no tag, schema file or folder with a driver's sources, did you mean 0.17.0?"],
    ["0.26.7", "did you mean sysdig-0.26.7?"],
    ["no/where", "is no tag"],
    ["no/where@HEAD", "is no tag"],
    [temporary("broken.json", "{"), "no JSON"],
    [temporary("other.json", "{}"), "no schema: format:"],
  ])("tells that %s is no schema", async (name, message) => {
    const shown = runCommand("schema", "show", name);
    await expect(shown).rejects.toThrow(UsageError);
    await expect(shown).rejects.toThrow(message);
  });
});

describe("schema diff", () => {
  it("tells the grave things first, and fails where that is asked for", async () => {
    const { status, lines } = await runCommand(
      "schema",
      "diff",
      "2016-end",
      "2017-end",
      "--fail-on",
      "breaking",
    );
    expect(status).toBe(ExitStatus.FAILED);
    expect(lines.slice(0, 4)).toEqual([
      "2016-end → 2017-end: 1 breaking, 0 risky, 33 compatible",
      "",
      "breaking",
      expect.stringMatching(/^ {2}syscall-renumbered {2}mq_unlink {2}18 → 182 {2}generic events/),
    ]);
    expect((await runCommand("schema", "diff", "7.2.0", "7.3.0", "--fail-on", "breaking")).status).toBe(0);
    expect((await runCommand("schema", "diff", "7.2.0", "7.3.0", "--fail-on", "risky")).status).toBe(1);
    expect((await runCommand("schema", "diff", "2016-end", "2017-end")).status).toBe(0);
  });

  it("leaves out what weighs less", async () => {
    const { text } = await runCommand("schema", "diff", "7.2.0", "7.3.0", "--only", "risky");
    expect(text).toContain("futex > 64 param 1");
    expect(text).not.toContain("flag-added");
  });

  it("gives Markdown in which names are harmless, and JSON", async () => {
    const { text } = await runCommand("schema", "diff", "4.0.1", "5.0.0", "--markdown");
    expect(text).toMatch(/^## Event table: 4\.0\.1\+driver → 5\.0\.0\+driver\n/);
    expect(text).toContain("| pluginevent \\> 322 param 0 | param-renamed | plugin ID → plugin_id |");
    const { lines } = await runCommand("schema", "diff", "4.0.1", "5.0.0", "--json");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ before: "4.0.1+driver", counts: { risky: 4 } });
  });

  it("tells which captures are touched", async () => {
    const capture = temporary("small.scap", smallCapture());
    const folder = capture.slice(0, capture.lastIndexOf("/"));
    const table = temporary(
      "wider.json",
      (await runCommand("schema", "show", "newest", "--json")).text.replace(
        '"name":"res","type":"ERRNO","format":"DEC"},{"name":"data"',
        '"name":"res","type":"INT32","format":"DEC"},{"name":"data"',
      ),
    );
    expect(readFileSync(table, "utf8")).toContain('"INT32","format":"DEC"},{"name":"data"');
    const { lines } = await runCommand("schema", "diff", "newest", table, "--corpus", folder);
    expect(lines.slice(-3)).toEqual([
      "1 of 1 capture touched",
      `  ${capture}`,
      expect.stringMatching(/^ {4}read\/7 {2}\d+ events? {2}param-retyped$/),
    ]);
  });
});

describe("schema import", () => {
  it("reads a checkout, a driver's folder, and any commit of a repository, also a bare one", async () => {
    const checkout = mkdtempSync(join(tmpdir(), "scap-driver-"));
    onTestFinished(() => rmSync(checkout, { recursive: true }));
    mkdirSync(join(checkout, "driver"));
    for (const [name, { text }] of AGE_2018) writeFileSync(join(checkout, "driver", name), text);
    const imported = async (name: string) => parseDocument((await runCommand("schema", "import", name)).text);
    const here = await imported(checkout);
    expect(here.events.map(({ name }) => name)).toEqual(["ptrace", "NA1", "open", "open"]);
    expect({ ...(await imported(join(checkout, "driver"))), tag: here.tag }).toEqual(here);

    const date = "2018-12-21T23:30:00-0800";
    const env = { ...process.env, GIT_COMMITTER_DATE: date, GIT_AUTHOR_DATE: date };
    const git = (...args: string[]) => execFileSync("git", ["-C", checkout, ...args], { env, stdio: "pipe" });
    const author = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
    git("init", "-q");
    git("add", ".");
    git(...author, "commit", "-q", "-m", "driver");
    git("tag", "v@1");
    rmSync(join(checkout, "driver"), { recursive: true });
    const bare = join(checkout, ".git");
    for (const name of [`${checkout}@HEAD`, `${bare}@HEAD`]) {
      const { commit, ...document } = await imported(name);
      expect(commit).toMatch(/^[0-9a-f]{40}$/);
      expect(document).toEqual({ ...here, tag: "HEAD", date: "2018-12-21" });
    }
    await expect(imported(`${checkout}@main:driver`)).rejects.toThrow("git knows no commit");
    await expect(imported(checkout)).rejects.toThrow("no event_table.c here");
  });

  it("takes macros and a name", async () => {
    let folder = "";
    for (const [name, { text }] of AGE_2018) folder = temporary(name, text).slice(0, -name.length - 1);
    const words = ["schema", "import", folder, "-D", "CONFIG_64BIT", "--tag", "mine"];
    const { tag, flagTables } = parseDocument((await runCommand(...words)).text);
    expect(tag).toBe("mine");
    expect(flagTables[0]?.entries).toHaveLength(2);
    await expect(runCommand("schema", "import", folder, "-D", "A B")).rejects.toThrow(UsageError);
  });

  it("takes a folder with sources, and says what is missing", async () => {
    await expect(runCommand("schema", "import", "src")).rejects.toThrow("src: no event_table.c here");
    await expect(runCommand("schema", "import", "src@no-such-ref")).rejects.toThrow(
      'git knows no commit "no-such-ref"',
    );
    await expect(runCommand("schema", "import", "src@--help")).rejects.toThrow(
      'git knows no commit "--help"',
    );
    await expect(runCommand("schema", "import")).rejects.toThrow(UsageError);
  });
});
