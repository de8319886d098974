import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { plainBytes } from "../../helpers/indexed.ts";
import { describeWithReference } from "../../helpers/reference.ts";
import { checkEdits } from "./check-edits.ts";
import { EDITS, type Edit } from "./edits.ts";

const FIXTURES = fileURLToPath(new URL("../../fixtures/captures", import.meta.url));
const SAMPLES = fileURLToPath(new URL("../../../samples", import.meta.url));
/** `npm run check:edits` makes 200, and does everything with captures of all sizes. */
const CUTS = 1;
const MAX_SIZE = 150_000;
const CUTTING = EDITS.filter(({ name }) => name.startsWith("slice -"));

function keepsFields(folder: string, name: string): void {
  it(`keeps what the events of ${name} show`, { timeout: 300_000 }, async () => {
    const bytes = plainBytes(new Uint8Array(readFileSync(join(folder, name))));
    const edits = bytes.length > MAX_SIZE ? CUTTING : EDITS;
    const tallies = await checkEdits(name, bytes, { cuts: CUTS, edits });
    expect(tallies.length).toBeGreaterThan(0);
    expect(tallies.filter(({ wrong }) => wrong > 0)).toEqual([]);
  });
}

describe("whatever is done to a capture", () => {
  for (const name of readdirSync(FIXTURES)) if (name.endsWith(".scap")) keepsFields(FIXTURES, name);
  keepsFields(SAMPLES, "http.scap");
});

describeWithReference("whatever is done to a public capture", ["captures", "public"], (folder) => {
  for (const name of readdirSync(folder)) keepsFields(folder, name);
});

describe("the comparison", () => {
  const bytes = readFileSync(join(FIXTURES, "p2_state.scap"));
  const doing = async (make: Edit["make"]) => {
    const edits = [{ name: "an edit", times: 1, make }];
    return (await checkEdits("p2_state", new Uint8Array(bytes), { cuts: 1, edits })).map(
      ({ reading, wrong, different, fields }) => ({ reading, wrong, different, fields: [...fields.keys()] }),
    );
  };

  it("finds events that are missing", async () => {
    const [recorded] = await doing(async ({ events }) => [
      { detail: "", bytes: new Uint8Array(0), wanted: events.slice(0, 3).map(({ offset }) => offset) },
    ]);
    expect(recorded).toEqual({ reading: "recorded", wrong: 1, different: 3, fields: ["(missing)"] });
  });

  it("finds events that are too many", async () => {
    const [recorded] = await doing(async (facts) => [
      { detail: "", bytes: facts.bytes, wanted: facts.events.slice(2).map(({ offset }) => offset) },
    ]);
    expect(recorded).toEqual({ reading: "recorded", wrong: 1, different: 2, fields: ["(too many)"] });
  });

  it("finds fields that are others", async () => {
    const [recorded, current] = await doing(async (facts) => {
      const other = new Uint8Array(facts.bytes);
      other.set(Buffer.from("/home/ALICE"), Buffer.from(other.buffer).indexOf("/home/alice"));
      return [{ detail: "", bytes: other, wanted: facts.events.map(({ offset }) => offset) }];
    });
    expect(recorded).toMatchObject({ wrong: 1, fields: ["user.homedir"] });
    expect(current).toMatchObject({ wrong: 1, fields: ["user.homedir"] });
  });
});
