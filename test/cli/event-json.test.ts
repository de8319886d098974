import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/capture.ts";
import type { ScapEvent } from "../../src/capture/event.ts";
import { writeEventJson } from "../../src/cli/event-json.ts";
import { TextSink } from "../../src/decoder/text-sink.ts";
import { captureOf, event } from "../helpers/events.ts";

const SAMPLES = new URL("../../samples/", import.meta.url);
const WHOLE = { form: "dotted", cut: false } as const;

function lineOf({ record, state }: ScapEvent): string {
  const sink = new TextSink({ capacity: 1, escaping: true });
  writeEventJson(sink, record, state, WHOLE);
  return sink.toString();
}

function expectedOf(shown: ScapEvent): object {
  return {
    "evt.cpu": shown.cpu,
    "evt.dir": shown.direction,
    "evt.info": shown.args(WHOLE),
    "evt.num": shown.number,
    "evt.outputtime": String(shown.tsNs),
    "evt.type": shown.name,
    "proc.name": shown.thread?.comm ?? null,
    "thread.tid": shown.tid,
  };
}

/** Whether nothing but the line's end would act on a terminal. */
function isSafe(line: string): boolean {
  const codes = [...line.slice(0, -1)].map((char) => char.codePointAt(0) as number);
  return (
    line.endsWith("\n") &&
    codes.every((code) => code >= 0x20 && !(code >= 0x7f && code < 0xa0) && code !== 0x202e)
  );
}

describe("a line of JSON", () => {
  it.each(readdirSync(SAMPLES).filter((name) => name.endsWith(".scap")))(
    "has the event's fields: %s",
    async (name) => {
      const bytes = new Uint8Array(readFileSync(new URL(name, SAMPLES)));
      for await (const shown of openCapture(bytes).events()) {
        const line = lineOf(shown);
        expect(JSON.parse(line)).toEqual(expectedOf(shown));
        expect(isSafe(line)).toBe(true);
      }
    },
  );

  it("keeps text that JSON or a terminal would take for something else", async () => {
    const hostile = 'a"b\\c\n\x1b[31m\u202eé';
    const capture = captureOf(
      event("<execve", 10, { res: 0, exe: hostile, comm: hostile, pid: 10, tid: 10, ptid: 1 }),
      event("<open", 10, { fd: 3, name: `/${hostile}`, flags: 1 }),
    );
    for await (const shown of openCapture(capture).events()) {
      const line = lineOf(shown);
      expect(JSON.parse(line)).toEqual({ ...expectedOf(shown), "proc.name": hostile });
      expect(isSafe(line)).toBe(true);
    }
  });

  it("has times and thread ids of any size", async () => {
    const tiny = event("<close", -1, { res: 0 });
    for await (const shown of openCapture(captureOf(tiny)).events()) {
      for (const [tsHigh, tsLow] of [
        [0, 0],
        [0, 7],
        [0xffffffff, 0xffffffff],
        [0x17c9f7ec, 0x59682f00],
      ] as const) {
        Object.assign(shown.record, { tsHigh, tsLow, tid: 2 ** 62 });
        expect(JSON.parse(lineOf(shown))).toEqual(expectedOf(shown));
      }
    }
  });
});
