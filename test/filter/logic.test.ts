import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFieldRegistry } from "../../src/filter/fields.ts";
import { currentSchema } from "../../src/schema/current.ts";
import { ask, compile, eventOf, SAMPLE_FIELDS, sample } from "./sample-fields.ts";

/** A filter's text and what it says of the event below, by the plain rules of logic. */
interface Known {
  readonly text: string;
  readonly isTrue: boolean;
}

const EVENT = eventOf(3, { spec: currentSchema.event(3) });
const VALUES = { "t.int": 1, "t.text": "a", "t.list": ["a"], "evt.type": "open" };
const FIELDS = createFieldRegistry([
  ...SAMPLE_FIELDS.map((spec, index) => ({ ...spec, cost: (index % 4) as 0 | 1 | 2 | 3 })),
  sample("evt.type", "string"),
]);

const atom = fc.constantFrom<Known>(
  { text: "t.int = 1", isTrue: true },
  { text: "t.int != 1", isTrue: false },
  { text: "t.text in (a, b)", isTrue: true },
  { text: "t.text matches b", isTrue: false },
  { text: "t.list intersects (a)", isTrue: true },
  { text: "t.other = a", isTrue: false },
  { text: "t.other != a", isTrue: false },
  { text: "t.other exists", isTrue: false },
  { text: "evt.type = open", isTrue: true },
  { text: "evt.type in (close, read)", isTrue: false },
  { text: "evt.type != open", isTrue: false },
  { text: "evt.type startswith op", isTrue: true },
);

const { filter } = fc.letrec<{ filter: Known }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    atom,
    tie("filter").map(({ text, isTrue }) => ({ text: `not (${text})`, isTrue: !isTrue })),
    fc.array(tie("filter"), { minLength: 2, maxLength: 4 }).map((all) => ({
      text: all.map(({ text }) => `(${text})`).join(" and "),
      isTrue: all.every(({ isTrue }) => isTrue),
    })),
    fc.array(tie("filter"), { minLength: 2, maxLength: 4 }).map((all) => ({
      text: all.map(({ text }) => `(${text})`).join(" or "),
      isTrue: all.some(({ isTrue }) => isTrue),
    })),
  ),
}));

describe("whatever order checks are made in", () => {
  it("the outcome is that of logic, and the event's type among those that can pass", () => {
    fc.assert(
      fc.property(filter, ({ text, isTrue }) => {
        const compiled = compile(text, { fields: FIELDS });
        expect(ask(compiled, VALUES, EVENT)).toBe(isTrue);
        if (isTrue) expect(compiled.eventCodes?.has(EVENT.code) ?? true).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
