import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { findAgent, howToGetAgent } from "../../../src/cli/record/find-agent.ts";
import { runCommand } from "../helpers/run-command.ts";

const folder = mkdtempSync(join(tmpdir(), "record-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

function fakeAgent(name: string, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe.runIf(process.platform === "linux")("scap-dump record", () => {
  it("hands all its words to the recorder and ends as that does", async () => {
    const seen = join(folder, "seen");
    vi.stubEnv("SCAP_CAPTURE", fakeAgent("agent", `printf '%s|' "$@" > ${seen}; exit 42`));
    const { status } = await runCommand("record", "-w", "a b.scap", "--pid", "7", "--", "ls", "--json");
    expect(status).toBe(42);
    expect(readFileSync(seen, "utf8")).toBe("-w|a b.scap|--pid|7|--|ls|--json|");
  });

  it("gives the recorder's own options behind --", async () => {
    vi.stubEnv("SCAP_CAPTURE", fakeAgent("help", '[ "$*" = --help ]'));
    expect((await runCommand("record", "--", "--help")).status).toBe(0);
  });

  it("ends as a shell would where a signal ended the recorder", async () => {
    vi.stubEnv("SCAP_CAPTURE", fakeAgent("killed", "kill -9 $$"));
    expect((await runCommand("record", "-w", "x")).status).toBe(137);
  });

  it("fails where the recorder cannot be started", async () => {
    vi.stubEnv("SCAP_CAPTURE", join(folder, "nothing"));
    const { status, remarks } = await runCommand("record", "-w", "x");
    expect(status).toBe(1);
    expect(remarks.join()).toContain("nothing");
  });
});

describe("howToGetAgent", () => {
  it("names the sources where they are, and a checkout where they are not", () => {
    const [checkout, installed] = [join(folder, "checkout"), join(folder, "installed")];
    mkdirSync(join(checkout, "capture-agent"), { recursive: true });
    expect(howToGetAgent(checkout).join("\n")).toContain(`make -C ${checkout}/capture-agent deps`);
    expect(howToGetAgent(installed).join("\n")).not.toContain(installed);
    expect(howToGetAgent(installed).join("\n")).toContain("build it in a checkout (make -C capture-agent)");
  });
});

describe("findAgent", () => {
  const PACKAGE_FILE = join(folder, "package", "dist", "cli", "chunks", "record.js");

  it("looks into the package, then on the PATH", () => {
    const onPath = fakeAgent("scap-capture", "");
    mkdirSync(join(folder, "package", "capture-agent", ".output"), { recursive: true });
    mkdirSync(join(folder, "package", "dist", "cli", "chunks"), { recursive: true });
    writeFileSync(join(folder, "package", "package.json"), "{}");
    expect(findAgent({ PATH: `/nowhere:${folder}` }, PACKAGE_FILE)).toBe(onPath);
    expect(findAgent({ PATH: "" }, PACKAGE_FILE)).toBeUndefined();
    const built = fakeAgent("package/capture-agent/.output/scap-capture", "");
    expect(findAgent({ PATH: folder }, PACKAGE_FILE)).toBe(built);
    expect(findAgent({ PATH: folder, SCAP_CAPTURE: "/opt/agent" }, PACKAGE_FILE)).toBe("/opt/agent");
  });
});
