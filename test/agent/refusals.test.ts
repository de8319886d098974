import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { built } from "./helpers/agent.ts";
import { readEvents, readState } from "./helpers/recorded.ts";
import { describeLive, recordingFolder } from "./helpers/running-agent.ts";

const NOBODY = 65534;
const FINE = 0;
const FAILED = 1;
const AGENT_CAPABILITIES = "cap_bpf,cap_perfmon,cap_sys_ptrace,cap_dac_read_search+ep";

/** What the recorder says, and its status, where `wrapper` starts it. */
function runBy(wrapper: readonly string[], file: string) {
  const [program = "", ...args] = wrapper;
  const { status, stderr } = spawnSync(program, [...args, built("scap-capture"), "-w", file, "-n", "20"], {
    encoding: "utf8",
    timeout: 20_000,
  });
  return { status, stderr };
}

describeLive("the recorder on a machine that cannot record", () => {
  const file = join(recordingFolder(), "x.scap");

  it("says that the kernel does not describe its types", () => {
    const hidden = 'mount -t tmpfs none /sys/kernel/btf && exec "$@"';
    const { status, stderr } = runBy(["unshare", "--mount", "sh", "-c", hidden, "sh"], file);
    expect(stderr).toContain("this kernel does not describe its types");
    expect(stderr).toContain("CONFIG_DEBUG_INFO_BTF=y");
    expect(status).toBe(FAILED);
  });

  it("says that the kernel is too old", () => {
    const { status, stderr } = runBy(["setarch", "x86_64", "--uname-2.6"], file);
    expect(stderr).toMatch(/this kernel is 2\.6\.\S+; recording needs Linux 5\.8 or newer/);
    expect(status).toBe(FAILED);
  });
});

describeLive("the recorder without a capability", () => {
  const folder = recordingFolder();
  // CAP_SYS_ADMIN stands for the newer ones.
  const without = (name: string) => ["setpriv", "--bounding-set", `-${name},-sys_admin`];

  it.each([
    ["bpf", "needs CAP_BPF,"],
    ["perfmon", "needs CAP_PERFMON,"],
  ])("%s does not record, and names it", (name, message) => {
    const { status, stderr } = runBy(without(name), join(folder, "none.scap"));
    expect(stderr).toContain(message);
    expect(stderr).toContain(`setcap ${AGENT_CAPABILITIES}`);
    expect(status).toBe(FAILED);
  });

  it.each([
    ["sys_ptrace", "without CAP_SYS_PTRACE the capture"],
    ["dac_read_search", "without CAP_DAC_READ_SEARCH the capture"],
  ])("%s records, and says what is missing", async (name, message) => {
    const file = join(folder, `${name}.scap`);
    const { status, stderr } = runBy(without(name), file);
    expect(stderr).toContain(message);
    expect(status).toBe(FINE);
    expect(await readEvents(file)).toHaveLength(20);
  });

  it("but those it asks for records everything as any user", async () => {
    chmodSync(folder, 0o777);
    const agent = join(folder, "agent");
    copyFileSync(built("scap-capture"), agent);
    chmodSync(agent, 0o755);
    execFileSync("setcap", [AGENT_CAPABILITIES, agent]);
    const file = join(folder, "nobody.scap");
    const { status, stderr } = spawnSync(agent, ["-q", "-w", file, "-n", "20"], {
      uid: NOBODY,
      gid: NOBODY,
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({ status: FINE, stderr: "" });
    const { threads, fds } = await readState(file);
    expect(threads.has(process.pid)).toBe(true);
    expect(fds.get(process.pid)?.size).toBeGreaterThan(0);
  });
});
