import { conversionRule, type ParamSource } from "./conversion.ts";
import type { EventSpec, Schema } from "./types.ts";

/** How the parameters of an exit event were appended to it from its enter event. */
export interface CallSplit {
  readonly enterSpec: EventSpec;
  /** How many parameters the exit event had of its own. */
  readonly ownCount: number;
  /** For each parameter of the enter event, which of the exit event's it is. */
  readonly enterParams: readonly number[];
}

/**
 * How an exit event that holds its call's inputs, as recorded today, is an enter and an exit event, as recorded up to
 * 2025: the longest form of the exit event to which the conversion appends all parameters of the enter event.
 */
export function findCallSplit(spec: EventSpec, schema: Schema): CallSplit | undefined {
  const enterSpec = schema.event(spec.code - 1);
  if (enterSpec === undefined) return undefined;
  for (let ownCount = spec.params.length - 1; ownCount >= 0; ownCount--) {
    const rule = conversionRule(spec.code, ownCount);
    if (rule?.action !== "append" || ownCount + rule.sources.length > spec.params.length) continue;
    const enterParams = enterSpec.params.map((_, index) => placeOf(index, rule.sources, ownCount));
    if (enterParams.length > 0 && enterParams.every((place) => place >= 0))
      return { enterSpec, ownCount, enterParams };
  }
  return undefined;
}

function placeOf(enterIndex: number, sources: readonly ParamSource[], ownCount: number): number {
  const at = sources.findIndex((source) => source.from === "enter" && source.index === enterIndex);
  return at < 0 ? -1 : ownCount + at;
}
