import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDocumentSchema } from "../../src/schema/create-document-schema.ts";
import type { SchemaDocument } from "../../src/schema/document.ts";
import { DocumentError, parseDocument, renderDocument } from "../../src/schema/document-file.ts";
import { findPoint, type HistoryPoint, loadHistory } from "../../src/schema/history/history.ts";
import { importSchema } from "../../src/schema/import/import-schema.ts";
import { AGE_2018 } from "./import/shapes.ts";

const history = await loadHistory();
const small = importSchema(AGE_2018, { tag: "small" });

describe("schema files", () => {
  it.each([["first-import"], ["sysdig-0.29.3"], ["newest"]])("keep all of %s", (tag) => {
    const document = history.document(findPoint(history, tag) as HistoryPoint);
    expect(parseDocument(renderDocument(document))).toEqual(document);
  });

  it("have an event a line, for git", () => {
    const lines = renderDocument(small).split("\n");
    expect(lines.filter((line) => line.includes('"enumName"'))).toHaveLength(small.events.length);
  });

  it.each([
    ["no JSON", "{", "no JSON: "],
    ["another format", { format: "scap-schema/9" }, "no schema: format: "],
    ["an unknown type", withParam({ type: "PT_FD" }), "no schema: events.3.params.0.type: "],
    ["a code at a wrong place", { events: small.events.toReversed() }, "events.0: code 3 at place 0"],
    ["an unknown flag", { eventFlags: {} }, "events.1: unknown flag UNUSED"],
    ["a flag called like a method", withFlag("constructor"), "unknown flag constructor"],
    ["a table that is not there", { flagTables: [] }, "events.3: there is no table file_flags"],
    [
      "too large a value",
      { flagTables: [{ name: "x", entries: [{ name: "y", value: 2 ** 32 }] }] },
      "flagTables.0.entries.0.value",
    ],
    ["a name that could drive a terminal", { tag: "a\u001b[31m" }, "tag: printable ASCII is wanted"],
    [
      "a name that would be a line of a C header",
      { flagTables: [{ name: "x", entries: [{ name: "Q 1\n#error", value: 1 }] }] },
      "printable ASCII is wanted",
    ],
    ["no header that there was", { headerBytes: 24 }, "headerBytes"],
  ])("are refused: %s", (_, change, message) => {
    const text = typeof change === "string" ? change : JSON.stringify({ ...small, ...change });
    expect(() => parseDocument(text)).toThrow(DocumentError);
    expect(() => parseDocument(text)).toThrow(message);
  });

  it("give a schema or an error, whatever they hold", () => {
    const values = fc.jsonValue({ maxDepth: 3 });
    const members = fc.constantFrom(...(Object.keys(small) as (keyof SchemaDocument)[]));
    fc.assert(
      fc.property(members, values, (member, value) => {
        try {
          const schema = createDocumentSchema(parseDocument(JSON.stringify({ ...small, [member]: value })));
          for (let code = 0; code < schema.eventCount; code++) schema.event(code);
        } catch (error) {
          expect(error).toBeInstanceOf(DocumentError);
        }
      }),
    );
  });
});

function withParam(change: Readonly<Record<string, unknown>>) {
  const [params = []] = [small.events[3]?.params];
  return {
    events: small.events.with(3, { ...small.events[3], params: [{ ...params[0], ...change }] } as never),
  };
}

function withFlag(flag: string) {
  return { events: small.events.map((event) => ({ ...event, flags: [flag] })) };
}
