import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createDocumentSchema } from "../../../src/schema/create-document-schema.ts";
import { currentSchema } from "../../../src/schema/current.ts";
import type { EventDocument, SchemaDocument } from "../../../src/schema/document.ts";
import { findPoint, type HistoryPoint, loadHistory } from "../../../src/schema/history/history.ts";
import { describeWithReference } from "../../helpers/reference.ts";

const history = await loadHistory();
const { points } = history;

describe("the history of event tables", () => {
  it("goes from the first commit to the newest, by date", () => {
    expect(points).toHaveLength(212);
    expect(points[0]).toMatchObject({ tag: "first-import", kind: "sample", date: "2014-01-14", table: 0 });
    expect(points.at(-1)).toMatchObject({ tag: "HEAD", kind: "head" });
    const dates = points.map(({ date }) => date);
    expect(dates).toEqual([...dates].sort());
  });

  it("finds points by tag, a driver's without its suffix, and the newest", () => {
    const tagOf = (name: string) => findPoint(history, name)?.tag;
    expect(tagOf("0.17.0")).toBe("0.17.0");
    expect(tagOf("7.2.0")).toBe("7.2.0+driver");
    expect(tagOf("7.2.0+driver")).toBe("7.2.0+driver");
    expect(tagOf("newest")).toBe("HEAD");
    expect(tagOf("head")).toBe("HEAD");
    expect(tagOf("sysdig-0.19.1")).toBe("sysdig-0.19.1");
    expect(tagOf("sysdig-0.29.3")).toBe("sysdig-0.29.3");
    expect(tagOf("0.17")).toBeUndefined();
    expect(tagOf("constructor")).toBeUndefined();
  });

  it("gives the same document again", () => {
    const point = findPoint(history, "0.17.0") as HistoryPoint;
    expect(history.document(point)).toBe(history.document(point));
  });

  it("ends with the table that is decoded with", () => {
    const newest = createDocumentSchema(history.document(points.at(-1) as HistoryPoint));
    expect(newest.eventCount).toBe(currentSchema.eventCount);
    expect(newest.commit).toBe(currentSchema.commit);
    expect(newest.flagTables.names()).toEqual(currentSchema.flagTables.names());
    for (const name of newest.flagTables.names())
      expect(newest.flagTables.get(name)?.entries).toEqual(currentSchema.flagTables.get(name)?.entries);
    for (let code = 0; code < newest.eventCount; code++)
      expect(newest.event(code)).toEqual(currentSchema.event(code));
    expect(newest.event(newest.eventCount)).toBeUndefined();
  });
});

/** An entry of the reference's list of tables. */
interface IndexFacts {
  readonly ref: string;
  readonly commit: string;
  readonly table: string;
  readonly ppm_event_max: number;
  readonly evt_hdr_size: number;
}

interface TableFacts {
  readonly max_params: number;
  readonly param_types: Readonly<Record<string, number>>;
  readonly dyn_tables: Readonly<Record<string, readonly { readonly type: string; readonly fmt: string }[]>>;
  readonly events: readonly EventFacts[];
}

interface EventFacts {
  readonly code: number;
  readonly enum: string;
  readonly name: string;
  readonly category: { readonly source: readonly string[]; readonly cls: string };
  readonly flags: readonly string[];
  readonly flags_value: number;
  readonly params: readonly { readonly name: string; readonly type: string; readonly fmt: string }[];
}

describeWithReference("the history against the reference facts", ["facts", "events"], (directory) => {
  const read = <T>(file: string) => JSON.parse(readFileSync(join(directory, file), "utf8")) as T;
  const index = read<IndexFacts[]>("index.json");

  it("has its points", () => {
    const known = points.filter(({ kind }) => kind !== "sysdig").map(({ commit }) => commit);
    // One of its samples is the commit that sysdig 0.29.3 was made with.
    expect(known.sort()).toEqual(index.map(({ commit }) => commit).sort());
  });

  it.each(index.map((entry) => [entry.ref, entry] as const))("has its table of %s", (_, entry) => {
    const point = points.find(({ commit }) => commit === entry.commit) as HistoryPoint;
    const document = history.document(point);
    const facts = read<TableFacts>(entry.table);
    expect(document.events.length).toBe(entry.ppm_event_max);
    expect(document.headerBytes).toBe(entry.evt_hdr_size);
    expect(document.maxParams).toBe(facts.max_params);
    expect(withPrefix("PT_", document.paramTypes)).toEqual(facts.param_types);
    expect(dynamicFacts(document)).toEqual(
      Object.entries(facts.dyn_tables).map(([name, choices]) => [
        name,
        choices.map(({ type, fmt }) => [type, fmt]),
      ]),
    );
    expect(document.events.map((event) => eventFacts(event, document))).toEqual(
      facts.events.map(sortedFlags),
    );
  });
});

function eventFacts({ params, flags, ...event }: EventDocument, { eventFlags }: SchemaDocument) {
  return {
    code: event.code,
    enum: `PPME_${event.enumName}`,
    name: event.name,
    category: { source: event.source === "NONE" ? [] : [`EC_${event.source}`], cls: `EC_${event.category}` },
    flags: flags.map((flag) => `EF_${flag}`).sort(),
    flags_value: flags.reduce((mask, flag) => mask | (eventFlags[flag] ?? 0), 0),
    params: params.map(({ name, type, format, flagTable, dirfdParam, dynamicTable }) => ({
      ...{ name, type: `PT_${type}`, fmt: `PF_${format}` },
      ...(flagTable !== undefined && { flags_table: flagTable }),
      ...(dirfdParam !== undefined && { dirfd_param: dirfdParam }),
      ...(dynamicTable !== undefined && { dyn_table: dynamicTable }),
    })),
  };
}

/** The facts without what the document keeps elsewhere: numbers of categories, counts of forms. */
function sortedFlags({ flags, category: { source, cls }, params, ...event }: EventFacts) {
  const plain = params.map((param) =>
    Object.fromEntries(Object.entries(param).filter(([key]) => key !== "ninfo")),
  );
  return { ...event, category: { source, cls }, flags: [...flags].sort(), params: plain };
}

function dynamicFacts({ dynamicTables }: SchemaDocument) {
  return dynamicTables.map(({ name, choices }) => [
    name,
    choices.map(({ type, format }) => [`PT_${type}`, `PF_${format}`]),
  ]);
}

function withPrefix(prefix: string, numbers: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [prefix + name, value]));
}
