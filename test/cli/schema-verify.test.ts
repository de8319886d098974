import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { escapeXml, renderJunit } from "../../src/cli/reports/junit.ts";
import { concat, eventV2, i64, sectionHeader, u8 } from "../helpers/bytes.ts";
import { runCommand } from "./helpers/run-command.ts";
import { smallCapture } from "./helpers/small-capture.ts";
import { temporaryFiles } from "./helpers/temporary-files.ts";

const temporary = temporaryFiles();
const sound = temporary("sound.scap", smallCapture());
const odd = temporary(
  "odd <&>.scap",
  concat(sectionHeader(), eventV2({ type: 7, params: [u8(1)] }), eventV2({ type: 7, params: [i64(-4000)] })),
);

describe("schema verify", () => {
  it("ends well where the table fits", async () => {
    const { status, lines } = await runCommand("schema", "verify", sound);
    expect(status).toBe(0);
    expect(lines).toEqual([
      `${sound}: 6 events of 3 types: 0 errors, 0 warnings, 1 note`,
      expect.any(String),
    ]);
  });

  it("fails where it does not, and says where", async () => {
    const { status, text } = await runCommand("schema", "verify", odd);
    expect(status).toBe(1);
    expect(text).toMatch(/^ {2}error +length-mismatch +read\/7 +res +1 +first 1 +1 bytes, ERRNO has 8$/m);
    expect(text).toMatch(/^ {2}warning +errno-unknown +read\/7 +res +1 +first 2 +value -4000$/m);
  });

  it.each([
    ["error", 0],
    ["warning", 0],
    ["note", 1],
  ])("fails from %s on where asked to", async (severity, expected) => {
    expect((await runCommand("schema", "verify", "--fail-on", severity, sound)).status).toBe(expected);
  });

  it("writes JSON, JUnit XML and SARIF", async () => {
    const [junit, sarif] = [temporary("junit.xml", ""), temporary("out.sarif", "")];
    const { text } = await runCommand("schema", "verify", "--json", "--junit", junit, "--sarif", sarif, odd);
    expect(JSON.parse(text)).toMatchObject({
      file: odd,
      report: { events: 2, counts: { error: 1, warning: 1 } },
    });
    const xml = readFileSync(junit, "utf8");
    expect(xml).toContain('tests="1" failures="1" errors="0" time="0">');
    expect(xml).toContain('<failure type="length-mismatch" message="read res: length-mismatch: ');
    expect(xml).toContain("odd &lt;&amp;&gt;.scap");
    const log = JSON.parse(readFileSync(sarif, "utf8"));
    expect(log.runs[0].results.map((result: { ruleId: string }) => result.ruleId)).toEqual([
      "length-mismatch",
      "errno-unknown",
    ]);
    const { artifactLocation, region } = log.runs[0].results[0].locations[0].physicalLocation;
    expect(decodeURIComponent(artifactLocation.uri)).toBe(`file://${odd}`);
    expect(region.byteOffset).toBe(28);
  });
});

describe("JUnit XML", () => {
  it("holds no character that XML forbids", () => {
    expect(escapeXml("a\u0000<b>\ud800\u{1f600}")).toBe("a\ufffd&lt;b&gt;\ufffd\u{1f600}");
  });

  const failure = { type: "t", message: "no", details: "really no" };
  const lines = renderJunit([
    { name: "s", cases: [{ name: "a" }, { name: "b", failure }] },
    { name: "empty", cases: [] },
  ]).split("\n");
  const attributesOf = (element: string) =>
    lines
      .filter((line) => line.includes(`<${element} `))
      .map((line) => Object.fromEntries([...line.matchAll(/ (\w+)="([^"]*)"/g)].map(([, k, v]) => [k, v])));

  it("has each attribute that JUnit.xsd demands, and no others", () => {
    const run = { package: "scap-dump", hostname: "localhost", timestamp: "1970-01-01T00:00:00", time: "0" };
    expect(attributesOf("testsuite")).toEqual([
      { id: "0", name: "s", ...run, tests: "2", failures: "1", errors: "0" },
      { id: "1", name: "empty", ...run, tests: "0", failures: "0", errors: "0" },
    ]);
    expect(attributesOf("testcase")).toEqual([
      { name: "a", classname: "s", time: "0" },
      { name: "b", classname: "s", time: "0" },
    ]);
    expect(attributesOf("failure")).toEqual([{ type: "t", message: "no" }]);
  });

  it("has the elements that JUnit.xsd demands, in its order", () => {
    expect(lines.map((line) => /<\/?[\w-]+/.exec(line)?.[0] ?? "")).toEqual([
      "",
      "<testsuites",
      ...["<testsuite", "<properties", "<testcase", "<testcase", "<failure", "</testcase"],
      ...["<system-out", "<system-err", "</testsuite"],
      ...["<testsuite", "<properties", "<system-out", "<system-err", "</testsuite"],
      "</testsuites",
      "",
    ]);
  });
});
