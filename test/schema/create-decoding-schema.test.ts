import { describe, expect, it } from "vitest";
import { createDecodingSchema } from "../../src/schema/create-decoding-schema.ts";
import { createDocumentSchema } from "../../src/schema/create-document-schema.ts";
import { findPoint, type HistoryPoint, loadHistory } from "../../src/schema/history/history.ts";

const history = await loadHistory();
const tableOf = (tag: string) => history.document(findPoint(history, tag) as HistoryPoint);

describe("createDecodingSchema", () => {
  it("adds the sources that old tables do not tell", () => {
    const schema = createDecodingSchema(tableOf("sysdig-0.20.0"));
    expect(createDocumentSchema(tableOf("sysdig-0.20.0")).event(7)?.source).toBe("NONE");
    expect(schema.event(7)).toMatchObject({ name: "read", source: "SYSCALL" });
    expect(schema.event(152)).toMatchObject({ name: "switch", source: "TRACEPOINT" });
    expect(schema.event(234)).toMatchObject({ name: "procinfo", source: "METAEVENT" });
    // Its code means another event in the newest table, its name does not.
    expect(schema.event(293)).toMatchObject({ name: "bpf", source: "SYSCALL" });
    expect(schema.event(17)).toMatchObject({ name: "NA1", source: "NONE" });
  });

  it("changes nothing of tables that tell", () => {
    const table = tableOf("0.17.0");
    const [decoding, plain] = [createDecodingSchema(table), createDocumentSchema(table)];
    for (let code = 0; code < plain.eventCount; code++)
      expect(decoding.event(code)).toEqual(plain.event(code));
  });
});
