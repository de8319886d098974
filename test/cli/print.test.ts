import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { ExitStatus, UsageError } from "../../src/cli/exit-status.ts";
import { synthesise } from "../../src/edit/synth/synthesise.ts";
import { concat, eventV2, sectionHeader } from "../helpers/bytes.ts";
import { captureOf, event } from "../helpers/events.ts";
import { runCommand as run } from "./helpers/run-command.ts";
import { bufferCapture, processList, readEnter, readExit, smallCapture } from "./helpers/small-capture.ts";
import { temporaryFiles } from "./helpers/temporary-files.ts";

const fileOf = temporaryFiles();
const small = fileOf("small.scap", smallCapture());
const buffers = fileOf("buffers.scap", bufferCapture());

const P2_STATE = fileURLToPath(new URL("../fixtures/captures/p2_state.scap", import.meta.url));

const MALFORMED = new URL("../fixtures/malformed/", import.meta.url);

const columns = (lines: readonly string[], index: number) => lines.map((line) => line.split(" ")[index]);

describe("print", () => {
  it("prints sysdig's line for every event that is meant to be seen", async () => {
    const { status, lines } = await run(small);
    expect(status).toBe(ExitStatus.FINE);
    expect(lines.slice(0, 3)).toEqual([
      "1 01:46:40.000000000 0 bash (100) > read fd=3 size=64",
      "2 01:46:40.000001500 0 bash (100) < read res=13 data=hello, world.",
      "5 01:46:41.000003000 0 bash (100) > read fd=3 size=16",
    ]);
    expect(lines).toHaveLength(4);
  });

  it("treats control characters in formats as the reader does that it is to be compared with", async () => {
    const name = fileOf("odd.scap", captureOf(event("<open", 10, { fd: 3, name: "/a\nb\u00e9\x1b[1m" })));
    const shown = async (...options: string[]) => (await run("-p", "%evt.arg.name", ...options, name)).text;
    expect(await shown()).toBe("/a\\nb\u00e9\\x1b[1m\n");
    expect(await shown("--compat")).toBe("/ab[1m\n");
    expect(await shown("--compat", "--view", "current")).toBe("/a\nb\u00e9\x1b[1m\n");
  });

  it.each(["p1_render", "p2_state", "p3_lost_starts"])(
    "equals sysdig 0.29.3 to the byte on request: %s",
    async (name) => {
      const golden = readFileSync(new URL(`../golden/sysdig-0.29.3/${name}.default.txt.gz`, import.meta.url));
      const capture = fileURLToPath(new URL(`../fixtures/captures/${name}.scap`, import.meta.url));
      expect((await run("--compat", capture)).text).toBe(gunzipSync(golden).toString());
    },
  );

  it("leaves out what libs takes for a part of the header where that is to be equalled", async () => {
    const container = event(">container", -1, { json: "{}" });
    const read = event("<read", 10, { res: 1, data: "x" });
    const name = fileOf("noted.scap", captureOf(container, container, read, container));
    const shown = async (...options: string[]) =>
      (await run("--view", "current", "--all", "-p", "*%evt.num %evt.type", ...options, name)).lines;
    expect(await shown()).toEqual(["1 container", "2 container", "3 read", "4 container"]);
    expect(await shown("--compat")).toEqual(["3 read", "4 container"]);
  });

  it("hides notes of losses only where another reader is to be equalled", async () => {
    const losses = { event: ">notification", params: { id: "losses", desc: "2" }, stateOnly: true };
    const name = fileOf("losses.scap", synthesise({ events: [losses] }));
    for (const view of ["recorded", "current"]) {
      const shown = async (...options: string[]) => (await run("--view", view, ...options, name)).lines;
      expect(await shown()).toHaveLength(1);
      expect(await shown("--compat")).toEqual([]);
      expect(await shown("--compat", "--state-only")).toHaveLength(1);
    }
  });

  it("prints differences of time with their sign where time goes backwards", async () => {
    const read = () => event("<read", 10, { res: 0 });
    const name = fileOf("back.scap", captureOf(read(), { ...read(), tsNs: read().tsNs - 4000n }));
    const { lines } = await run("-p", "%evt.deltatime %evt.deltatime.ns", name);
    expect(lines).toEqual(["0 000000000", "-2000 -000002000"]);
  });

  it("writes times as numbers in JSON where sysdig is to be equalled", async () => {
    const { text } = await run("--compat", "-j", "-p", "%evt.rawtime %evt.time %evt.num", small);
    expect(text.split("\n")[0]).toBe(
      '{"evt.num":1,"evt.rawtime":1000000000000000000,"evt.time":1000000000000000000}',
    );
  });

  it("cuts buffers in formats of the recorded view only", async () => {
    const data = "x".repeat(200);
    const name = fileOf("long.scap", captureOf(event("<read", 10, { res: 200, data })));
    const shown = async (...options: string[]) => (await run("-p", "%evt.args", ...options, name)).text;
    expect(await shown()).toContain(`data=${"x".repeat(77)}...`);
    expect(await shown("-v")).toContain(`data=${data}`);
    expect(await shown("--view", "current")).toContain(`data=${data}`);
  });

  it.each(readdirSync(MALFORMED))(
    "says the same of %s where a quick look tells that nothing passes",
    async (name) => {
      const path = fileURLToPath(new URL(name, MALFORMED));
      const said = async (...options: string[]) => {
        const { status, text, remarks } = await run("-f", "proc.name=nobody_has_it", ...options, path);
        return { status, text, remarks };
      };
      // A column that depends on all events before is reason enough to read on in the usual way.
      expect(await said()).toEqual(await said("-t", "r"));
    },
  );

  it("shows hidden events on demand", async () => {
    expect(columns((await run("--all", small)).lines, 0)).toEqual(["1", "2", "3", "5", "6"]);
    expect(columns((await run("--state-only", small)).lines, 0)).toEqual(["1", "2", "4", "5", "6"]);
    expect(columns((await run("--all", "--state-only", small)).lines, 0)).toHaveLength(6);
  });

  it.each([
    ["h", ["01:46:40.000000000", "01:46:40.000001500", "01:46:41.000003000", "01:46:41.000004000"]],
    ["a", ["1000000000.000000000", "1000000000.000001500", "1000000001.000003000", "1000000001.000004000"]],
    ["r", ["0.000000000", "0.000001500", "1.000003000", "1.000004000"]],
    ["d", ["0.000000000", "0.000001500", "0.000000000", "0.000001000"]],
    ["D", ["0.000000000", "0.000001500", "1.000001500", "0.000001000"]],
    [
      "iso",
      [
        "2001-09-09T01:46:40.000000000+0000",
        "2001-09-09T01:46:40.000001500+0000",
        "2001-09-09T01:46:41.000003000+0000",
        "2001-09-09T01:46:41.000004000+0000",
      ],
    ],
  ])("shows time in form %s", async (form, times) => {
    expect(columns((await run("-t", form, small)).lines, 1)).toEqual(times);
  });

  it("stops after as many events as asked for, of all files together", async () => {
    expect((await run("-n", "3", small)).lines).toHaveLength(3);
    const { lines, status } = await run("-n", "6", small, small, "missing");
    expect(columns(lines, 0)).toEqual(["1", "2", "5", "6", "1", "2"]);
    expect(status).toBe(ExitStatus.FINE);
    expect(await run("-n", "0", small)).toMatchObject({ text: "", status: ExitStatus.FINE });
  });

  it("lets the time column run on from file to file", async () => {
    const { lines } = await run("-t", "r", small, small);
    expect(columns(lines, 1)).toEqual([
      ...["0.000000000", "0.000001500", "1.000003000", "1.000004000"],
      ...["0.000000000", "0.000001500", "1.000003000", "1.000004000"],
    ]);
    expect(columns((await run("-t", "D", small, small)).lines, 1)[4]).toBe("-1.000004000");
  });

  it("reads -r FILE as it reads FILE", async () => {
    expect((await run("-r", small)).text).toBe((await run(small)).text);
    expect((await run("-r", small, "-r", small)).text).toBe((await run(small, small)).text);
  });

  it.each([
    [["-x", "-A", "f"], "data buffers have one form: choose one of -A, -x, -X and -b"],
    [["-n", "many", "f"], '--limit takes a whole number, not "many"'],
    [["inof", "f"], 'there is no file or command "inof", did you mean info?'],
    [["version"], 'there is no file or command "version", did you mean --version?'],
    [["f", "fd.num", ">", "3"], `there is no file "fd.num"; a filter stands behind -f: -f 'fd.num > 3'`],
    [["f", "proc.name=ls"], `there is no file "proc.name=ls"; a filter stands behind -f: -f 'proc.name=ls'`],
    [[], "no capture given: name a FILE, or pipe one in"],
  ])("refuses %j kindly", async (argv, message) => {
    await expect(run(...argv)).rejects.toThrow(new UsageError(message));
  });

  it("says that a capture has no events", async () => {
    const empty = fileOf("empty.scap", sectionHeader());
    const { status, lines, remarks } = await run(empty);
    expect({ status, lines }).toEqual({ status: ExitStatus.FINE, lines: [] });
    expect(remarks).toEqual([`${empty}: there are no events in it; scap-dump blocks shows what there is`]);
    expect((await run(empty, "-f", "evt.num=1")).remarks).toEqual([]);
  });

  it("takes a filter, also as words behind -r FILE", async () => {
    const all = await run(small);
    const some = await run("-f", "evt.num >= 2 and evt.num < 4", small);
    expect(some.lines).toEqual(all.lines.slice(1, 2));
    expect((await run("-r", small, "evt.num", "in", "(2,3)")).text).toBe(some.text);
    await expect(run("-r", small, "-f", "evt.num=1", "evt.num=2")).rejects.toThrow("one filter is enough");
  });

  it("shows where a filter or a format is wrong", async () => {
    await expect(run("-f", "evt.typ=open", small)).rejects.toThrow(
      "evt.typ=open\n^^^^^^^\ncolumn 1: unknown field evt.typ\ndid you mean: evt.type",
    );
    await expect(run("-p", "%evt.nun", small)).rejects.toThrow("evt.num");
    await expect(run("--from", "yesterday; x", small)).rejects.toThrow("--from wants a time");
  });

  it("prints formats, as text, JSON and CSV", async () => {
    const format = "%evt.num %evt.type";
    expect((await run("-n", "1", "-p", format, small)).text).toMatch(/^1 \w+\n$/);
    expect(JSON.parse((await run("-n", "1", "-j", "-p", format, small)).text)).toMatchObject({
      "evt.num": 1,
    });
    expect((await run("-n", "1", "--csv", "-p", format, small)).lines[0]).toBe("evt.num,evt.type");
    const full = JSON.parse((await run("-n", "1", "--ndjson-full", small)).text);
    expect(full).toMatchObject({ "evt.num": 1 });
    expect(Object.values(full)).not.toContain(null);
  });

  it("shows the events of the current view under their numbers", async () => {
    const { lines } = await run("--view", "current", P2_STATE);
    expect(lines.slice(0, 3).map((line) => line.split(" ")[0])).toEqual(["1", "2", "4"]);
    expect(lines.every((line) => !line.includes(" > clone"))).toBe(true);
  });

  it("takes the view that it has", async () => {
    expect((await run("--view", "recorded", small)).lines).toHaveLength(4);
  });

  it("counts what it showed", async () => {
    const { text } = await run("-S", small);
    expect(text.split("\n").slice(4)).toEqual([
      "----------------------",
      "Event           #Calls",
      "----------------------",
      "> read          2",
      "< read          2",
      "",
    ]);
  });
});

describe("data buffers", () => {
  it.each([
    ["default", []],
    ["print-ascii", ["-A"]],
    ["print-hex", ["-x"]],
    ["print-hex-ascii", ["-X"]],
    ["print-base64", ["-b"]],
  ])("are shown as sysdig 0.29.3 shows them: %s", async (name, options) => {
    const golden = readFileSync(new URL(`golden/buffers-${name}.txt`, import.meta.url), "utf8");
    expect((await run(buffers, ...options)).text).toBe(golden);
  });

  it("are shown in rows with --compat too, with the text where sysdig has it", async () => {
    const golden = readFileSync(new URL("golden/hand-made-hex-ascii.txt", import.meta.url), "utf8");
    const sample = fileURLToPath(new URL("../../samples/hand-made.scap", import.meta.url));
    expect((await run(sample, "-X", "--compat")).text).toBe(golden);
    // Ours is in one column.
    const texts = (await run(sample, "-X")).lines.filter((line) => line.includes("0x00"));
    expect(texts.filter((line) => !/^\t0x\w{4}: .{39} {2}\S/.test(line))).toEqual([]);
  });

  it("are cut unless -v is given", async () => {
    const long = fileOf("long.scap", concat(sectionHeader(), processList(), readExit(0, "x".repeat(200))));
    expect((await run(long)).text).toContain(`data=${"x".repeat(77)}...\n`);
    expect((await run(long, "-v")).text).toContain(`data=${"x".repeat(200)}\n`);
    expect((await run(long, "-j")).text).toContain("x".repeat(200));
  });
});

describe("JSON", () => {
  it("is one object a line with sysdig's keys", async () => {
    const { lines } = await run("-j", small);
    expect(lines.map((line) => JSON.parse(line))[1]).toEqual({
      "evt.cpu": 0,
      "evt.dir": "<",
      "evt.info": "res=13 data=hello, world.",
      "evt.num": 2,
      "evt.outputtime": "1000000000000001500",
      "evt.type": "read",
      "proc.name": "bash",
      "thread.tid": 100,
    });
    expect(Object.keys(JSON.parse(lines[0] ?? ""))).toEqual(Object.keys(JSON.parse(lines[0] ?? "")).sort());
  });

  it("ends with the summary where one is asked for", async () => {
    const { lines } = await run("-j", "-S", small);
    expect(JSON.parse(lines.at(-1) ?? "")).toEqual({
      summary: [
        { name: "read", direction: ">", count: 2 },
        { name: "read", direction: "<", count: 2 },
      ],
    });
  });
});

describe("hostile captures", () => {
  const comm = "\u001b]0;owned\u0007\n\u202e\u009b2J";
  const bad = fileOf(
    "hostile.scap",
    concat(sectionHeader(), processList({ comm }), readEnter(0), openExit("/tmp/\u001b[2J\r\nx\u0085")),
  );

  it("have their process and file names escaped", async () => {
    const { text, lines } = await run(bad);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain("\\x1b]0;owned\\a\\n\\u202e\\u009b2J (100) > read");
    expect(lines[1]).toContain("name=/tmp/\\x1b[2J\\r\\nx\\u0085");
    expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });

  it("have them escaped in colour too", async () => {
    const { text } = await run(bad, "--color", "always");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences that the theme has
    expect(text.replace(/\u001b\[\d+m|\n/g, "")).not.toMatch(/\p{Cc}/u);
  });

  it("keep their names in JSON, but none that a terminal acts upon", async () => {
    const { text, lines } = await run(bad, "-j");
    expect(JSON.parse(lines[0] ?? "")["proc.name"]).toBe(comm);
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
  });
});

describe("damaged events", () => {
  it("have thread ids that stay numbers, however large", async () => {
    const tid = 24499581972895704;
    const file = fileOf("tid.scap", concat(sectionHeader(), readEnter(0, 1, tid)));
    expect((await run(file)).text).toMatch(/ <NA> \(2449958197289570\d\) > read /);
    expect((await run("--color", "always", file)).text).toContain("(2449958197289570");
  });
});

describe("colours", () => {
  it("mark process, direction and failure, and change nothing else", async () => {
    const { text, lines } = await run(small, "--color", "always");
    expect(lines[3]).toBe(
      "\u001b[2m6 01:46:41.000004000 0\u001b[22m \u001b[1mbash\u001b[22m (100) \u001b[32m< read\u001b[39m " +
        "\u001b[31mres=-9(EBADF)\u001b[39m data=NULL",
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences that the theme has
    expect(text.replace(/\u001b\[\d+m/g, "")).toBe((await run(small)).text);
  });
});

/** The end of a successful open of `path`. */
function openExit(path: string): Uint8Array {
  const name = new TextEncoder().encode(`${path}\0`);
  return eventV2({ type: 3, params: [new Uint8Array(8), name, new Uint8Array(4), new Uint8Array(4)] });
}
