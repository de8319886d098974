import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/capture.ts";
import { TextSink } from "../../src/decoder/text-sink.ts";
import { defaultFields } from "../../src/filter/default-fields.ts";
import type { EventSummary } from "../../src/filter/event-summary.ts";
import { compileFormat } from "../../src/filter/format.ts";
import { isStatefulField } from "../../src/filter/special-fields.ts";
import type { Damage } from "../../src/format/errors.ts";
import { decodeText } from "../../src/format/text.ts";
import { indexBytes, plainBytes } from "../helpers/indexed.ts";
import { referencePath } from "../helpers/reference.ts";

const FOLDERS = [
  fileURLToPath(new URL("../fixtures/captures", import.meta.url)),
  fileURLToPath(new URL("../../samples", import.meta.url)),
  ...["public", "recorded", "crafted", "malformed"].map((name) => referencePath("captures", name)),
].filter((folder) => folder !== undefined);
const MAX_BYTES = 60_000_000;
const CHECKPOINTS = 12;
/** Events looked at behind each checkpoint: all would take minutes, with every field. */
const EVENTS_COMPARED = 25;

/** Every field that a listing can show of an event, but those that say what was read before. */
const COLUMNS = defaultFields().specs.filter(
  ({ name, isPrintable, isArgumentRequired, views }) =>
    isPrintable && !isArgumentRequired && views.includes("recorded") && !isStatefulField(name),
);

interface Reading {
  readonly rows: ReadonlyMap<number, string>;
  readonly damage: readonly Damage[];
}

/** All fields of events of the stretches that may pass, by number. */
async function readRows(
  bytes: Uint8Array,
  isCompared: (number: number) => boolean,
  options: { index?: Uint8Array; mayPass?: (summary: EventSummary) => boolean } = {},
): Promise<Reading> {
  const format = compileFormat(`*%evt.args\n${COLUMNS.map(({ name }) => `${name}=%${name}`).join("\n")}`, {
    view: "recorded",
  });
  const sink = new TextSink();
  const rows = new Map<number, string>();
  const capture = openCapture(bytes, { index: options.index });
  try {
    for await (const batch of capture.batches({ mayPass: options.mayPass })) {
      for (let event = batch.next(); event !== undefined; event = batch.next()) {
        if (!isCompared(event.number)) continue;
        sink.truncate(0);
        format.write(sink, event, batch.state);
        rows.set(event.number, decodeText(sink.bytes, 0, sink.length));
      }
    }
  } catch {
    // It is in the account of damage.
  }
  return { rows, damage: capture.damage };
}

const captures = FOLDERS.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".scap"))
    .map((name) => join(folder, name)),
);

describe("reading from a checkpoint of an index", () => {
  it("is tried with enough captures", () => {
    expect(captures.length).toBeGreaterThan(5);
  });

  for (const path of captures) {
    it(`gives every field as reading from the beginning does: ${path.split("/").slice(-2).join("/")}`, async () => {
      let bytes: Uint8Array;
      try {
        bytes = plainBytes(readFileSync(path));
      } catch {
        return;
      }
      if (bytes.length > MAX_BYTES) return;
      const interval = Math.max(1, Math.floor((await countEvents(bytes)) / CHECKPOINTS));
      const isCompared = (number: number) => (number - 1) % interval < EVENTS_COMPARED;
      const whole = await readRows(bytes, isCompared);
      if (whole.rows.size === 0) return;
      const index = await indexBytes(bytes, interval);
      // Every second stretch is passed over, then the others, so that each checkpoint is begun at.
      for (const parity of [0, 1]) {
        const kept: EventSummary[] = [];
        let stretch = 0;
        const mayPass = (summary: EventSummary) => {
          if (stretch++ % 2 !== parity) return false;
          kept.push(summary);
          return true;
        };
        const part = await readRows(bytes, isCompared, { index, mayPass });
        let compared = 0;
        for (const { firstNumber, lastNumber } of kept) {
          for (let number = firstNumber; number <= lastNumber; number++) {
            if (part.rows.get(number) !== whole.rows.get(number))
              expect(part.rows.get(number)).toBe(whole.rows.get(number));
            if (part.rows.has(number)) compared++;
          }
        }
        expect(compared > 0 || kept.length === 0 || whole.rows.size < 2).toBe(true);
        expect(sorted(part.damage)).toEqual(sorted(whole.damage));
      }
    });
  }
});

async function countEvents(bytes: Uint8Array): Promise<number> {
  let count = 0;
  try {
    for await (const batch of openCapture(bytes).batches())
      for (let event = batch.next(); event !== undefined; event = batch.next()) count = event.number;
  } catch {
    // As far as it goes.
  }
  return count;
}

function sorted(damage: readonly Damage[]): readonly string[] {
  return damage.map((each) => JSON.stringify(each)).sort();
}
