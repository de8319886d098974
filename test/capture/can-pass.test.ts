import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canAnyPass } from "../../src/capture/can-pass.ts";
import { openCapture } from "../../src/capture/capture.ts";
import type { View } from "../../src/decoder/view.ts";
import { synthesise } from "../../src/edit/synth/synthesise.ts";
import type { Expression } from "../../src/filter/ast.ts";
import { compileFilter, type Filter } from "../../src/filter/compile-filter.ts";
import type { FieldResult } from "../../src/filter/field.ts";
import { ALL_FIELDS } from "../../src/filter/fields/all.ts";
import { textOfValue } from "../../src/filter/value-text.ts";
import { SYSDIG_EXPRESSIONS } from "../filter/sysdig-expressions.ts";
import { captureOf, event, list, tuple4 } from "../helpers/events.ts";
import { plainBytes } from "../helpers/indexed.ts";
import { anyCapture } from "../helpers/random-capture.ts";
import { describeWithReference } from "../helpers/reference.ts";

const FIXTURES = fileURLToPath(new URL("../fixtures/captures", import.meta.url));
const SAMPLES = fileURLToPath(new URL("../../samples", import.meta.url));
const OPTIONS = [
  { view: "recorded", compatible: false },
  { view: "recorded", compatible: true },
  { view: "current", compatible: false },
  { view: "current", compatible: true },
] as const;
const WITH_ORIGIN = ALL_FIELDS.filter(({ origin }) => origin !== undefined);

const capturesIn = (folder: string) =>
  readdirSync(folder)
    .filter((name) => /\.scap(\.gz)?$/.test(name))
    .map((name) => join(folder, name));

describe("whether any event can pass", () => {
  describe.each([...capturesIn(FIXTURES), ...capturesIn(SAMPLES)])("%s", (path) => {
    it.each(OPTIONS)("is never denied of a value that a field has: %j", async (options) => {
      const bytes = plainBytes(readFileSync(path));
      for (const filter of await filtersThatPass(bytes, options))
        expect(await canAnyPass(openCapture(bytes), filter, options)).toBe(true);
    });

    it("is denied of filters that no event passes, and of no others", async () => {
      const bytes = plainBytes(readFileSync(path));
      const denied = await deniedFilters(bytes, EXPRESSIONS);
      expect(denied.length).toBeGreaterThan(0);
      const passing = await passingFilters(bytes, denied);
      expect(passing.map(({ text }) => text)).toEqual([]);
    });
  });

  it.each([
    ["proc.name=bash", true],
    ["proc.name=ash", true],
    ["proc.name=zsh", false],
    ["proc.cmdline contains '-c xmrig'", true],
    ["proc.cmdline contains '-c xmrog'", false],
    ["proc.args contains ' '", true],
    ["proc.exe=/bin/zsh", false],
    ["proc.acmdline contains ash", true],
    ["not proc.name=zsh", true],
    ["proc.name != zsh", true],
    ["proc.name in (zsh, bash)", true],
    ["proc.name in (zsh, dash)", false],
    ["proc.name contains '<N'", true],
    ["proc.name=zsh or proc.aname=bash", true],
    ["proc.name=zsh or proc.aname=dash", false],
    ["proc.name=zsh or evt.type=nanosleep", true],
    ["proc.name=bash and fd.sport=81", false],
    ["fd.sport=80", true],
    ["fd.sport=http", true],
    ["fd.sport in (81, 82)", false],
    ["fd.sport=0", true],
    ["fd.sport > 80", true],
    ["fd.rip=10.9.8.7", true],
    ["fd.rip=10.9.8.8", false],
    ["fd.rip=10.9.0.0/16", true],
    ["fd.rip=0.0.0.0", true],
    ["evt.type=nanosleep", false],
    ["evt.failed=true", false],
    ["evt.deltatime > 1s", true],
  ])("of %s is %s", async (text, answer) => {
    const bytes = captureOf(
      event("<execve", 10, { res: 0, exe: "/bin/bash", args: list("-c", "xmrig -o"), comm: "bash", pid: 10 }),
      event("<connect", 10, { res: 0, tuple: tuple4("10.0.0.1:1000", "10.9.8.7:80"), fd: 3 }),
    );
    const filter = compileFilter(text, { view: "recorded" });
    expect(await canAnyPass(openCapture(bytes), filter, { view: "recorded" })).toBe(answer);
  });

  it("is never denied of a value that a field has in any capture", async () => {
    await fc.assert(
      fc.asyncProperty(anyCapture, async (spec) => {
        const bytes = synthesise(spec);
        for (const options of OPTIONS)
          for (const filter of await filtersThatPass(bytes, options))
            expect(await canAnyPass(openCapture(bytes), filter, options)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it("notes the same damage as the reading where the answer is no", async () => {
    const whole = captureOf(event("<close", 10, { res: 0 }), event("<close", 10, { res: 0 }));
    const bytes = whole.subarray(0, whole.length - 6);
    const [quick, usual] = [openCapture(bytes), openCapture(bytes)];
    const filter = compileFilter("proc.name=zsh", { view: "recorded" });
    expect(await answerOrError(canAnyPass(quick, filter, {}))).toEqual(await answerOrError(drain(usual)));
    expect(quick.damage).toEqual(usual.damage);
    expect(quick.damage.length).toBeGreaterThan(0);
  });
});

describeWithReference("whether any event of the reference's captures can pass", ["captures"], (folder) => {
  const paths = ["public", "recorded"].flatMap((name) => capturesIn(join(folder, name)));

  it.each(paths)("%s: is not denied of a value that a field has", async (path) => {
    const bytes = plainBytes(readFileSync(path));
    for (const options of [OPTIONS[0], OPTIONS[3]])
      for (const filter of await filtersThatPass(bytes, options))
        expect(await canAnyPass(openCapture(bytes), filter, options)).toBe(true);
  });
});

interface Named {
  readonly text: string;
  readonly filter: Filter;
}
type Options = { readonly view: View; readonly compatible: boolean };

/** Every so many: each of them reads a capture anew. */
const STEP = 12;
const MAX_FILTERS = 40;
const EXPRESSIONS: readonly Named[] = [
  "proc.name=nobody_has_it",
  ...SYSDIG_EXPRESSIONS.filter((_, k) => k % STEP === 0),
].map((text) => ({
  text,
  filter: compileFilter(text, { view: "recorded" }),
}));

/** For each value that a field with a known origin has at some event, the filter that asks for it. */
async function filtersThatPass(bytes: Uint8Array, options: Options): Promise<readonly Filter[]> {
  const readers = WITH_ORIGIN.map((spec) => ({ spec, read: spec.compile(undefined, options.view) }));
  const texts = new Map<string, Expression>();
  for await (const batch of openCapture(bytes).batches(options)) {
    for (let record = batch.next(); record !== undefined; record = batch.next())
      for (const { spec, read } of readers)
        for (const value of listOf(read(record, batch.state))) {
          const text = textOfValue(value, spec);
          const key = `${spec.name} ${text}`;
          if (!texts.has(key)) texts.set(key, equals(spec.name, text));
        }
  }
  const found = [...texts.values()];
  const step = Math.ceil(found.length / MAX_FILTERS);
  return found.filter((_, k) => k % step === 0).map((ast) => compileFilter(ast, { view: options.view }));
}

/** `name = text`, whatever is in the text. */
function equals(name: string, text: string): Expression {
  const place = { start: 0, end: 0 };
  return {
    ...{ kind: "compare", ...place, operator: "=", operatorSpan: place, modifier: undefined },
    left: { kind: "field", ...place, name, argument: undefined },
    right: { kind: "value", ...place, text, isQuoted: true },
  };
}

function listOf(result: FieldResult): readonly Exclude<FieldResult, readonly unknown[] | undefined>[] {
  if (result === undefined) return [];
  return Array.isArray(result) ? result : [result as Exclude<FieldResult, readonly unknown[] | undefined>];
}

async function deniedFilters(bytes: Uint8Array, filters: readonly Named[]): Promise<readonly Named[]> {
  const denied: Named[] = [];
  for (const named of filters)
    if (!(await canAnyPass(openCapture(bytes), named.filter, { view: "recorded" }))) denied.push(named);
  return denied;
}

async function passingFilters(bytes: Uint8Array, filters: readonly Named[]): Promise<readonly Named[]> {
  const passing = new Set<Named>();
  for await (const batch of openCapture(bytes).batches()) {
    for (let record = batch.next(); record !== undefined; record = batch.next())
      for (const named of filters) if (named.filter.test(record, batch.state)) passing.add(named);
  }
  return [...passing];
}

async function drain(capture: ReturnType<typeof openCapture>): Promise<boolean> {
  for await (const batch of capture.batches()) while (batch.next() !== undefined);
  return false;
}

async function answerOrError(answer: Promise<boolean>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    return error;
  }
}
