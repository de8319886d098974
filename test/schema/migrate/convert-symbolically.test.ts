import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { EventDocument, SchemaDocument } from "../../../src/schema/document.ts";
import { findPoint, type HistoryPoint, loadHistory } from "../../../src/schema/history/history.ts";
import {
  type Conversion,
  convertSymbolically,
  type Origin,
} from "../../../src/schema/migrate/convert-symbolically.ts";
import { migrateEvents } from "../../../src/schema/migrate/migrate-event.ts";
import { describeWithReference } from "../../helpers/reference.ts";

const history = await loadHistory();
const tableOf = (tag: string) => history.document(findPoint(history, tag) as HistoryPoint);
const newest = tableOf("newest");

function migrationOf(code: number, before: string, after = "newest") {
  const isNewest = after === "newest";
  return migrateEvents(tableOf(before), tableOf(after), { codes: [code], isNewest })[0];
}

describe("migrateEvents", () => {
  it("puts what was written beside what is read", () => {
    const migration = migrationOf(293, "7.3.0", "8.0.0");
    expect(migration?.params[17]).toMatchObject({ written: { name: "pgid" }, read: { name: "vpgid" } });
    expect(migration?.params[28]).toEqual({
      written: undefined,
      read: { name: "pgid", type: "PID", format: "NA" },
    });
    expect(migration).not.toHaveProperty("conversion");
  });

  it("says what the current view makes of it", () => {
    expect(migrationOf(57, "2014-04-03")?.conversion).toEqual({
      ...{ fate: "shown", code: 389, steps: 1 },
      params: [
        { from: "event", index: 0, name: "fd" },
        { from: "event", index: 1, name: "tuple" },
        { from: "event", index: 2, name: "queuepct" },
        { from: "zero" },
        { from: "zero" },
        { from: "enter", index: 0, name: "flags" },
      ],
    });
    expect(migrationOf(6, "sysdig-0.29.3")?.conversion).toMatchObject({ fate: "remembered", steps: 0 });
    expect(migrationOf(17, "2014-04-03")?.conversion).toEqual({ fate: "dropped" });
    expect(migrationOf(228, "2015-03-02")?.conversion).toMatchObject({
      code: 324,
      params: [{ from: "container" }],
    });
  });

  it("tells of names whose values changed, but not of names that were added", () => {
    const flagTables = newest.flagTables.map((table) => {
      if (table.name !== "file_flags") return table;
      const [first, ...rest] = table.entries;
      const changed = { name: first?.name ?? "", value: 0x4000_0000 };
      return { ...table, entries: [changed, ...rest, { name: "O_NEW", value: 0x2000_0000 }] };
    });
    const after = { ...newest, flagTables };
    const [openat] = migrateEvents(newest, after, { codes: [307], isNewest: false });
    expect(openat?.changes).toMatchObject([{ rule: "flag-value-changed", table: "file_flags" }]);
    expect(migrateEvents(newest, after, { codes: [5], isNewest: false })[0]?.changes).toEqual([]);
  });

  it("leaves codes out that the table does not have", () => {
    expect(migrateEvents(newest, newest, { codes: [9999], isNewest: true })).toEqual([]);
  });
});

/** A chain of conversions, followed to its end by the reference. */
interface ChainFacts {
  readonly event: number;
  readonly nparams: number;
  readonly final?: string;
  readonly final_event?: number;
  readonly final_status?: string;
  readonly steps?: number;
  readonly params?: readonly (readonly [name: string, source: number | string])[];
}

describeWithReference(
  "conversions against the reference facts",
  ["facts", "converter_rules.json"],
  (path) => {
    const { resolved_chains: chains } = JSON.parse(readFileSync(path, "utf8")) as {
      resolved_chains: ChainFacts[];
    };

    it.each(chains.map((chain) => [chain.event, chain.nparams, chain] as const))(
      "of code %i with %i",
      (_, __, chain) => {
        const table = recordedTable(chain);
        const conversion = convertSymbolically(table.events[chain.event] as EventDocument, table, newest);
        expect(sketch(conversion)).toEqual(sketchFacts(chain));
      },
    );
  },
);

/** A table in which the event has as many parameters as the chain begins with, named by their places. */
function recordedTable({ event, nparams }: ChainFacts): SchemaDocument {
  const places = (count: number) =>
    Array.from({ length: count }, (_, at) => ({
      name: String(at),
      type: "UINT64" as const,
      format: "DEC" as const,
    }));
  return {
    ...newest,
    events: newest.events.map((old) => {
      if (old.code === event) return { ...old, params: places(nparams) };
      return old.code === event - 1 ? { ...old, params: places(20) } : old;
    }),
  };
}

function sketch(conversion: Conversion): unknown {
  if (conversion.fate === "dropped") return "dropped";
  const { fate, code, steps, params } = conversion;
  return steps === 0 ? fate : { fate, code, steps, params: params.map(sketchOrigin) };
}

function sketchOrigin(origin: Origin): string {
  return "index" in origin ? `${origin.from} ${origin.index}` : origin.from;
}

const FATES: Readonly<Record<string, string>> = {
  "store-enter-and-drop": "remembered",
  stored: "remembered",
  "store-enter-and-pass": "remembered and shown",
  "pass+stored": "remembered and shown",
  pass: "shown",
};

function sketchFacts({ event, final, final_status, final_event, steps, params = [] }: ChainFacts): unknown {
  const fate = FATES[final ?? final_status ?? ""];
  if (final !== undefined) return fate;
  return { fate, code: final_event, steps, params: params.map(([, source]) => sketchSource(source, event)) };
}

function sketchSource(source: number | string, event: number): string {
  if (typeof source === "number") return `event ${source}`;
  const [, code, index, otherwise] = /^enter\[(\d+)\]\.(\d+)\|(\w+)$/.exec(source) ?? [];
  if (code !== undefined && Number(code) === event - 1) return `enter ${index}`;
  const plain = otherwise ?? source;
  return { empty: "nothing", default: "zero" }[plain] ?? "container";
}
