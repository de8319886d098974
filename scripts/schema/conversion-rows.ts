import { check } from "./check.ts";
import type { ConversionFacts, ConversionParamFacts, ConversionRuleFacts } from "./facts.ts";

const ACTIONS: Readonly<Record<string, string>> = {
  "store-enter-and-drop": "remember",
  "store-enter-and-pass": "remember+pass",
  pass: "pass",
  "append-params": "append",
  "change-type": "become",
};

/**
 * Rows `CODE/PARAMS ACTION [CODE] SOURCE …`: what to do with an event of that many parameters, and where each parameter
 * of the new event comes from (src/schema/conversion.ts has the words).
 */
export function renderConversionRows({ rules }: ConversionFacts): string[] {
  return rules.map((rule) => [`${rule.event}/${rule.nparams}`, ...renderAction(rule)].join(" "));
}

function renderAction(rule: ConversionRuleFacts): string[] {
  const action = ACTIONS[rule.action];
  check(action !== undefined, `unknown conversion ${rule.action}`);
  const target = rule.action === "change-type" ? [String(rule.to_event)] : [];
  const params = rule.params ?? [];
  const first = rule.action === "append-params" ? rule.nparams : 0;
  check(
    params.every(({ to_pos }, at) => to_pos === first + at),
    `parameters of ${rule.event}/${rule.nparams} are out of order`,
  );
  return [action as string, ...target, ...params.map(renderSource)];
}

function renderSource({ source, from_pos, if_missing }: ConversionParamFacts): string {
  if (source === "old") return `old.${from_pos}`;
  if (source === "enter") return `enter.${from_pos}${if_missing === "default" ? "|zero" : ""}`;
  if (source === "default") return "zero";
  if (source === "empty") return "none";
  check(source === "callback", `unknown source ${source}`);
  return "container-json";
}
