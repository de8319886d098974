import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { openCapture } from "../../src/capture/capture.ts";
import { isStateOnly } from "../../src/decoder/event.ts";
import { isInternal } from "../../src/decoder/event-kind.ts";
import { compileFilter } from "../../src/filter/compile-filter.ts";
import { parseFilter } from "../../src/filter/parser.ts";
import { printFilter } from "../../src/filter/print-filter.ts";
import { describeWithReference, referencePath } from "../helpers/reference.ts";

/** A Falco rule's condition with macros and lists unfolded, and the events that sysdig 0.29.3 finds with it. */
interface RuleMatches {
  readonly rule: string;
  readonly filter: string;
  readonly matches?: Readonly<Record<string, readonly number[]>>;
}

describeWithReference(
  "the conditions of Falco's rules",
  ["golden", "sysdig-0.29.3", "rules_0293.json"],
  (path) => {
    // Made with the project's own tools in this form.
    const { rules } = JSON.parse(readFileSync(path, "utf8")) as { rules: readonly RuleMatches[] };

    it("all compile, and are the same once printed", () => {
      expect(rules.length).toBeGreaterThan(90);
      for (const { filter } of rules) {
        const printed = printFilter(parseFilter(filter));
        expect(printFilter(parseFilter(printed))).toBe(printed);
        expect(compileFilter(filter, { view: "current" }).eventCodes?.size ?? 0).toBeLessThan(200);
      }
    });

    for (const name of ["502Error", "curl_google", "p1_render", "p2_state"]) {
      const capture =
        referencePath("captures", "public", `${name}.scap`) ??
        referencePath("captures", "crafted", `${name}.scap`);
      it.runIf(capture)(`find in ${name} what sysdig finds`, async () => {
        const compiled = rules
          .filter(({ matches }) => matches !== undefined)
          .map((rule) => ({
            rule,
            filter: compileFilter(rule.filter, { view: "recorded" }),
            found: [] as number[],
          }));
        for await (const batch of openCapture(capture as string).batches()) {
          for (let event = batch.next(); event !== undefined; event = batch.next()) {
            const isShown = !isInternal(event.spec) && !isStateOnly(event);
            for (const { filter, found } of compiled) {
              if (filter.test(event, batch.state) && isShown) found.push(event.number);
            }
          }
        }
        const found = compiled.map(({ rule, found: numbers }) => [rule.rule, numbers]);
        expect(found).toEqual(compiled.map(({ rule }) => [rule.rule, rule.matches?.[name]]));
      });
    }
  },
);
