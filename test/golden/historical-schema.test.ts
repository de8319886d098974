import { join } from "node:path";
import { expect, it } from "vitest";
import { createDecodingSchema } from "../../src/schema/create-decoding-schema.ts";
import { findPoint, type HistoryPoint, loadHistory } from "../../src/schema/history/history.ts";
import { readGolden } from "../helpers/golden.ts";
import { listCapture } from "../helpers/listing.ts";
import { describeWithReference, referencePath } from "../helpers/reference.ts";

const history = await loadHistory();

// With the event table that sysdig 0.29.3 had, nothing is left of what docs/differences.md says of tables.
describeWithReference(
  "captures decoded with sysdig 0.29.3's own table",
  ["golden", "sysdig-0.29.3"],
  (folder) => {
    const point = findPoint(history, "sysdig-0.29.3") as HistoryPoint;
    const schema = createDecodingSchema(history.document(point));

    it.each([["curl_google"], ["falco__cat_write__c140b23"], ["falco__write_tmp_test__8912152"]])("%s", async (name) => {
      const ours = await listCapture(referencePath("captures", "public", `${name}.scap`) as string, { schema });
      const theirs = readGolden(join(folder, `${name}.default.txt.gz`)).map((line) => line.trimEnd());
      expect([...ours.values()].map(withoutEmpty)).toEqual(theirs.map(withoutEmpty));
    });
  },
);

/** sysdig 0.29.3 prints nothing for an empty buffer, and brackets around a call that it does not know. */
function withoutEmpty(line: string): string {
  return line
    .replace(/=NULL(?= |$)/g, "=")
    .replace("<unknown>", "unknown")
    .trimEnd();
}
