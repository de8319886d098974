import { describe, expect, it } from "vitest";
import { built, record, whyNotLive } from "./helpers/agent.ts";
import { differences, malformedEvents } from "./helpers/recorded-events.ts";

// Each is a table of its own: capture-agent/test/trigger/GROUP.c
const GROUPS = [
  "files",
  "names",
  "data",
  "sockets",
  "messages",
  "waiting",
  "memory",
  "processes",
  "exec",
  "ids",
  "system",
];
const GROUPS_32 = ["files", "names", "data", "sockets", "messages", "waiting", "memory", "ids"];

const reason = whyNotLive();

describe.skipIf(reason !== undefined)(
  `system calls as they are recorded${reason ? ` (${reason})` : ""}`,
  () => {
    it.each(GROUPS)("%s", async (group) => {
      expect(await differences(record([built("trigger"), group]))).toEqual([]);
    });

    it.each(["2000", "65000"])("data, %s bytes of each buffer", async (snaplen) => {
      const recording = record([built("trigger"), "data"], ["-s", snaplen], { SNAPLEN: snaplen });
      expect(await differences(recording)).toEqual([]);
    });

    it("page faults, on demand", async () => {
      expect(await differences(record([built("trigger"), "faults"], ["--faults"]))).toEqual([]);
      expect(await differences(record([built("trigger"), "faults"]))).toHaveLength(2);
    });

    it.each(GROUPS_32)("%s of a 32-bit program", async (group) => {
      const recording = record([built("trigger-32"), group]);
      expect(await differences(recording)).toEqual([]);
      expect(await malformedEvents(recording)).toEqual([]);
    });
  },
);
