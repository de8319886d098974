import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/cli/exit-status.ts";
import { runCommand } from "./helpers/run-command.ts";
import { smallCapture } from "./helpers/small-capture.ts";
import { temporaryFiles } from "./helpers/temporary-files.ts";

const temporary = temporaryFiles();
const capture = temporary("<b>.scap", smallCapture());
const cover = (...words: string[]) => runCommand("schema", "coverage", ...words, capture);

describe("schema coverage", () => {
  it("sums up what was seen", async () => {
    const { status, lines } = await cover();
    expect(status).toBe(0);
    expect(lines.find((line) => line.startsWith("events"))).toMatch(/^events +\d+ +\d\d\d +\d\.\d %$/);
    expect(lines.at(-1)).toBe("6 events read; --missing lists what was not seen");
  });

  it("lists what was not seen", async () => {
    const { lines } = await cover("--missing");
    expect(lines).toContain("events\t<openat/307");
    expect(lines).not.toContain("events\t<read/7");
    expect(lines).toContain("errnos\tEPERM");
    expect(lines).not.toContain("errnos\tEBADF");
  });

  it("tells everything in JSON", async () => {
    const { text } = await cover("--json");
    const { files, events } = JSON.parse(text);
    expect(files).toEqual([capture]);
    expect(events.find(({ code }: { code: number }) => code === 7)).toMatchObject({ name: "read", count: 2 });
  });

  it("writes a page that loads nothing and holds no markup of the captures'", async () => {
    const page = temporary("map.html", "");
    await cover("--html", page);
    const html = readFileSync(page, "utf8");
    expect(html).toContain("&lt;b&gt;.scap");
    expect(html).not.toMatch(/<b>\.scap|<script|src=|href=|@import|url\(/);
    expect(html).toMatch(/<section class="h1"><b title="2 events">&lt;read\/7<\/b>/);
    expect(html.match(/<section/g)?.length).toBeGreaterThan(150);
  });

  it("describes what is missing so that synth makes it", async () => {
    const spec = temporary("missing.yaml", "");
    await cover("--synth", spec);
    const made = temporary("made.scap", "");
    expect((await runCommand("synth", spec, "--force", "-o", made)).status).toBe(0);
    const { text } = await runCommand("schema", "coverage", "--json", capture, made);
    const { goals } = JSON.parse(text) as {
      goals: { kind: string; items: { name: string; count: number }[] }[];
    };
    const missing = goals
      .filter(({ kind }) => kind !== "block versions")
      .flatMap(({ kind, items }) =>
        items.filter(({ count }) => count === 0).map(({ name }) => `${kind} ${name}`),
      );
    expect(missing).toEqual([]);
    expect((await runCommand("schema", "verify", made)).status).toBe(0);
  });

  it("needs captures", async () => {
    await expect(runCommand("schema", "coverage")).rejects.toThrow(UsageError);
  });
});
