import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCommand } from "../cli/helpers/run-command.ts";
import { describeLive, recordingFolder, runAgent, sleep } from "./helpers/running-agent.ts";

/* A container as Docker would run it: runc, a cgroup of its name, namespaces of its own, this machine's files. */
describeLive("a container", () => {
  const folder = recordingFolder();
  // In no folder that is removed with what is in it: this machine's files are.
  const root = mkdtempSync(join(tmpdir(), "container-root-"));
  const id = randomBytes(32).toString("hex");
  const runc = (...args: string[]) => execFileSync("runc", args, { cwd: folder, stdio: "ignore" });

  beforeAll(async () => {
    execFileSync("mount", ["--bind", "--options", "ro", "/", root]);
    runc("spec");
    const path = join(folder, "config.json");
    writeFileSync(path, JSON.stringify(containerSpec(JSON.parse(readFileSync(path, "utf8")), root, id)));
    runc("run", "--no-pivot", "--detach", id);
    await sleep(300);
  });
  afterAll(() => {
    try {
      runc("delete", "--force", id);
    } finally {
      execFileSync("umount", [root]);
      rmdirSync(root);
    }
  });

  it.each([
    ["its short name", id.slice(0, 12)],
    ["its whole name", id],
  ])("is chosen by %s", async (_, name) => {
    const file = join(folder, "container.scap");
    expect(runAgent("-q", "-w", file, "--container", name, "-M", "1")).toMatchObject({
      status: 0,
      stderr: "",
    });
    const format = "%container.id %proc.name %proc.vpid";
    const seen = new Set((await runCommand(file, "-p", format, "-f", "evt.type != switch")).lines);
    expect(seen.size).toBeGreaterThan(2);
    expect([...seen].filter((line) => !/^\w{12} (?:sh|sleep|<NA>) /.test(line))).toEqual([]);
    expect(seen).toContain(`${id.slice(0, 12)} sh 1`);
  });
});

interface RuntimeSpec {
  readonly process: object;
  readonly linux: object;
  readonly mounts: readonly { readonly type: string }[];
}

/** Of runc's own example; a kernel may have cgroups of both versions, which it cannot mount. */
function containerSpec(example: RuntimeSpec, root: string, id: string): object {
  const args = ["sh", "-c", "while :; do sleep 0.05; done"];
  return {
    ...example,
    process: { ...example.process, terminal: false, args },
    root: { path: root, readonly: true },
    linux: { ...example.linux, cgroupsPath: `/docker/${id}` },
    mounts: example.mounts.filter(({ type }) => type !== "cgroup"),
  };
}
