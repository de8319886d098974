import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/capture.ts";
import { createDecodingSchema } from "../../src/schema/create-decoding-schema.ts";
import type { EventDocument, SchemaDocument } from "../../src/schema/document.ts";
import { findPoint, type HistoryPoint, loadHistory } from "../../src/schema/history/history.ts";
import { PARAM_TYPES } from "../../src/schema/param-types.ts";
import type { ParamType } from "../../src/schema/types.ts";

const history = await loadHistory();
const newest = history.document(findPoint(history, "newest") as HistoryPoint);
const TYPES = Object.keys(PARAM_TYPES) as ParamType[];
const CAPTURE = fileURLToPath(new URL("../../samples/hand-made.scap", import.meta.url));

/** Ways to get an event wrong; the number chooses what is put in. */
const MISTAKES: readonly ((event: EventDocument, choice: number) => Partial<EventDocument>)[] = [
  () => ({}),
  ({ params }, choice) => ({ params: params.slice(0, choice % (params.length + 1)) }),
  ({ params }) => ({ params: params.toReversed() }),
  ({ params }, choice) => ({
    params: params.map((param, at) => ({ ...param, type: TYPES[(choice + at) % TYPES.length] as ParamType })),
  }),
  (_, choice) => ({ name: newest.events[choice % newest.events.length]?.name ?? "" }),
  ({ params }) => ({
    params: params.map((param) => ({ ...param, dirfdParam: 99, flagTable: "file_flags" })),
  }),
  ({ flags }) => ({ flags: [...flags, "LARGE_PAYLOAD"] }),
];

const mistakes = fc.array(fc.tuple(fc.nat(MISTAKES.length - 1), fc.nat()), { minLength: 60, maxLength: 60 });

describe("tables that are all wrong", () => {
  it("let every event be read", async () => {
    const count = await countEvents(newest);
    await fc.assert(
      fc.asyncProperty(mistakes, async (chosen) => {
        const events = newest.events.map((event) => {
          const [which, choice] = chosen[event.code % chosen.length] as [number, number];
          return { ...event, ...MISTAKES[which]?.(event, choice) };
        });
        expect(await countEvents({ ...newest, events })).toBeLessThanOrEqual(count);
      }),
      { numRuns: 30 },
    );
  });
});

/** Reads all there is to read of each event. */
async function countEvents(document: SchemaDocument): Promise<number> {
  let count = 0;
  for await (const event of openCapture(CAPTURE, { schema: createDecodingSchema(document) }).events()) {
    const texts = event.params.flatMap(({ value, text, meaning }) => [text, meaning, typeof value]);
    expect(texts.filter((text) => typeof text !== "string")).toEqual([]);
    expect(() => ["evt.args", "fd.name", "proc.cmdline"].map((field) => event.get(field))).not.toThrow();
    count++;
  }
  return count;
}
