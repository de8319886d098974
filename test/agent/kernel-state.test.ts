import { describe, expect, it } from "vitest";
import { record, whyNotLive } from "./helpers/agent.ts";
import { eventsNamed, type RecordedEvent } from "./helpers/recorded-events.ts";

const FD_UPPER_LAYER = 0x8000;
const FD_LOWER_LAYER = 0x10000;
const O_F_CREATED = 0x4000;
const EXE_UPPER_LAYER = 0x2;
const EXE_FROM_MEMFD = 0x4;
const CLONE_CHILD_IN_PIDNS = 0x20000000;

const reason = whyNotLive();

describe.skipIf(reason !== undefined)(`what only the kernel knows${reason ? ` (${reason})` : ""}`, () => {
  it("the layer of an overlay that a file is in", async () => {
    const recording = shell(`unshare -m sh -c '
      mount -t tmpfs none . && cd . && mkdir low up work all && echo 1 > low/old && cp /bin/true low/program
      mount -t overlay none -o lowerdir=low,upperdir=up,workdir=work all
      cat all/old; echo 2 > all/new; cat all/new; touch all/program; all/program'`);
    const opened = await eventsNamed(recording, "<openat");
    expect(flagsOf(opened, "all/old", FD_UPPER_LAYER | FD_LOWER_LAYER)).toEqual([FD_LOWER_LAYER]);
    expect(flagsOf(opened, "all/new", FD_UPPER_LAYER | O_F_CREATED)).toEqual([
      FD_UPPER_LAYER | O_F_CREATED,
      FD_UPPER_LAYER,
    ]);
    const [program] = named(await eventsNamed(recording, "<execve"), "filename", "all/program");
    expect(Number(program?.params.get("flags")) & EXE_UPPER_LAYER).toBe(EXE_UPPER_LAYER);
  });

  it("numbers in a namespace of processes", async () => {
    const recording = shell("unshare -p -f sh -c 'true & wait'");
    const inside = (await eventsNamed(recording, "<clone"))
      .concat(await eventsNamed(recording, "<fork"), await eventsNamed(recording, "<vfork"))
      .filter(
        ({ params }) => params.get("res") === "0" && Number(params.get("vpid")) < Number(params.get("pid")),
      );
    expect(inside.map(({ params }) => [params.get("vtid"), params.get("vpid")])).toEqual([
      ["1", "1"],
      ["2", "2"],
    ]);
    for (const { params } of inside) {
      expect(Number(params.get("flags")) & CLONE_CHILD_IN_PIDNS).toBe(CLONE_CHILD_IN_PIDNS);
      expect(Number(params.get("pidns_init_start_ts"))).toBeGreaterThan(0);
    }
  });

  it("a program that is in no file system", async () => {
    const recording = record([
      ...["perl", "-e"],
      `my $fd = syscall(319, my $name = "ghost", 0); open(my $in, "<", "/bin/true"); open(my $out, ">&=", $fd);
       binmode $_ for $in, $out; print $out do { local $/; <$in> }; $out->flush; exec "/proc/self/fd/$fd"`,
    ]);
    const [ghost] = named(await eventsNamed(recording, "<execve"), "trusted_exepath", "memfd:ghost");
    expect(Number(ghost?.params.get("flags")) & EXE_FROM_MEMFD).toBe(EXE_FROM_MEMFD);
  });
});

function shell(script: string) {
  return record(["sh", "-c", script]);
}

function named(events: readonly RecordedEvent[], param: string, value: string): RecordedEvent[] {
  return events.filter(({ params }) => params.get(param) === value);
}

function flagsOf(events: readonly RecordedEvent[], name: string, mask: number): number[] {
  return named(events, "name", name).map(({ params }) => Number(params.get("flags")) & mask);
}
