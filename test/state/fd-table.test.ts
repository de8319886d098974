import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFd, type FdEntry } from "../../src/state/fd.ts";
import { OwnedFdTable } from "../../src/state/fd-table.ts";

/** Some that have their place in the array, some that do not, and what no process has. */
const numbers = fc.oneof(fc.nat(70), fc.constantFrom(-1, 63, 64, 1_000_000, 2 ** 40));
const changes = fc.array(
  fc.record({ kind: fc.constantFrom("put", "drop"), number: numbers, closeOnExec: fc.boolean() }),
);

describe("a table of fds", () => {
  it("holds what a Map would, and knows what an exec closes", () => {
    fc.assert(
      fc.property(changes, numbers, (steps, asked) => {
        const table = new OwnedFdTable();
        const model = new Map<number, FdEntry>();
        for (const { kind, number, closeOnExec } of steps) {
          const entry = createFd({ type: "file", closeOnExec });
          if (kind === "put") table.put(number, entry);
          else table.drop(number);
          if (kind === "put") model.set(number, entry);
          else model.delete(number);
        }
        expectSame(table, model);
        expect(table.get(asked)).toBe(model.get(asked));
        expect(table.has(asked)).toBe(model.has(asked));
      }),
    );
  });

  it("has copies that change alone", () => {
    const entry = createFd({ type: "file", closeOnExec: true });
    const table = new OwnedFdTable();
    for (const number of [3, 100]) table.put(number, entry);
    const copy = table.copy();
    for (const number of [3, 100]) copy.drop(number);
    copy.put(4, entry);
    expectSame(table, new Map([3, 100].map((number) => [number, entry])));
    expectSame(copy, new Map([[4, entry]]));
    expect(copy.copied).toBe(2);
  });
});

function expectSame(table: OwnedFdTable, model: ReadonlyMap<number, FdEntry>): void {
  expect(table.size).toBe(model.size);
  expect(new Map(table)).toEqual(model);
  expect(new Set(table.keys())).toEqual(new Set(model.keys()));
  expect([...table.values()]).toHaveLength(model.size);
  const closed = [...model].filter(([, { closeOnExec }]) => closeOnExec).map(([number]) => number);
  expect(new Set(table.closeOnExec)).toEqual(new Set(closed));
}
