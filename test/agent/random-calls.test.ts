import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/index.ts";
import { built, type Recording, record, whyNotLive } from "./helpers/agent.ts";
import { malformedEvents } from "./helpers/recorded-events.ts";

const reason = whyNotLive();

describe.skipIf(reason !== undefined)(`calls that make no sense${reason ? ` (${reason})` : ""}`, () => {
  it.each(["80", "65000"])(
    "are recorded like others: every one, and well-formed, at snaplen %s",
    async (snaplen) => {
      const recording = record([built("trigger"), "random"], ["-s", snaplen]);
      expect(await malformedEvents(recording)).toEqual([]);
      expect(await callsOfRandom(recording)).toBe(Number(recording.stdout));
    },
  );
});

/** Exit events between the two marks that the trigger makes around its calls, but for the closing of what they opened. */
async function callsOfRandom({ capture }: Recording): Promise<number> {
  let calls = 0;
  let between = false;
  for await (const event of openCapture(capture).events()) {
    if (event.name === "prctl") between = !between;
    else if (between && event.direction === "<" && event.name !== "close") calls++;
  }
  return calls;
}
