import { CONVERSION_ROWS } from "./conversion.gen.ts";
import { splitRows } from "./rows.ts";

/**
 * Where a parameter of a converted event comes from: a parameter of the event itself or of the enter event before it,
 * the zero of its type, nothing at all, or the JSON text that stands for an old container event.
 */
export type ParamSource =
  | { readonly from: "old"; readonly index: number }
  | { readonly from: "enter"; readonly index: number; readonly otherwise: "zero" | "none" }
  | { readonly from: "zero" | "none" | "container-json" };

/**
 * What becomes of an event on its way to the current schema: the enter event is remembered for its exit event, and
 * shown or not; the event passes; parameters are appended; it becomes an event of another code.
 */
export type ConversionRule =
  | { readonly action: "remember" | "remember+pass" | "pass" }
  | { readonly action: "append"; readonly sources: readonly ParamSource[] }
  | { readonly action: "become"; readonly code: number; readonly sources: readonly ParamSource[] };

let rules: ReadonlyMap<string, ConversionRule> | undefined;

/**
 * The rule for an event with that code and that many parameters in the capture; undefined where libs has none
 * (libs, the conversion table of its savefile engine).
 */
export function conversionRule(code: number, paramCount: number): ConversionRule | undefined {
  rules ??= new Map(splitRows(CONVERSION_ROWS).map(parseRow));
  return rules.get(`${code}/${paramCount}`);
}

/** All rules, by `CODE/PARAMS`. */
export function conversionRules(): ReadonlyMap<string, ConversionRule> {
  rules ??= new Map(splitRows(CONVERSION_ROWS).map(parseRow));
  return rules;
}

// CODE/PARAMS ACTION [CODE] SOURCE …
function parseRow(row: string): [string, ConversionRule] {
  const [key = "", action = "", ...words] = row.split(" ");
  switch (action) {
    case "append":
      return [key, { action, sources: words.map(parseSource) }];
    case "become":
      return [key, { action, code: Number(words[0]), sources: words.slice(1).map(parseSource) }];
    default:
      return [key, { action: action as "remember" | "remember+pass" | "pass" }];
  }
}

function parseSource(word: string): ParamSource {
  const [, from, index, zero] = /^(old|enter)\.(\d+)(\|zero)?$/.exec(word) ?? [];
  if (from === "old") return { from, index: Number(index) };
  if (from === "enter")
    return { from, index: Number(index), otherwise: zero === undefined ? "none" : "zero" };
  return { from: word as "zero" | "none" | "container-json" };
}
