import { conversionRule, type ParamSource } from "../conversion.ts";
import type { EventDocument, SchemaDocument } from "../document.ts";

/** Where a parameter of a converted event comes from, in words of the table that it was recorded with. */
export type Origin =
  | { readonly from: "event" | "enter"; readonly index: number; readonly name: string }
  | { readonly from: "zero" | "nothing" | "container" };

/**
 * What becomes of an event in the current view: it is not shown; it waits for its exit event, which takes its
 * parameters, and may be shown itself; or it is shown as an event of the newest table.
 */
export type Conversion =
  | { readonly fate: "dropped" }
  | {
      readonly fate: "shown" | "remembered" | "remembered and shown";
      readonly code: number;
      /** How many conversions it took. */
      readonly steps: number;
      readonly params: readonly Origin[];
    };

/** As in libs; the longest chain there is has eight. */
const MAX_STEPS = 50;

/**
 * Follows an event of an old table through the conversion rules, which lead to the newest: `event` with all the
 * parameters that `recorded` gives it, and `enter` before it, if there is one.
 */
export function convertSymbolically(
  event: EventDocument,
  recorded: SchemaDocument,
  newest: SchemaDocument,
): Conversion {
  const enter = recorded.events[event.code - 1];
  let code = event.code;
  let params: readonly Origin[] = event.params.map(({ name }, index) => ({ from: "event", index, name }));
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    const spec = newest.events[code];
    if (spec === undefined || spec.flags.includes("UNUSED")) return { fate: "dropped" };
    if (isCurrent(spec, params.length)) return { fate: "shown", code, steps, params };
    const rule = conversionRule(code, params.length);
    if (rule?.action === "remember") return { fate: "remembered", code, steps, params };
    if (rule?.action === "remember+pass") return { fate: "remembered and shown", code, steps, params };
    if (rule === undefined || !("sources" in rule))
      return isManaged(spec) ? { fate: "shown", code, steps, params } : { fate: "dropped" };
    const own = params;
    // The enter event that was recorded belongs to the code that was recorded.
    const inputs = code === event.code ? enter : undefined;
    const sources = rule.sources.map((source) => originOf(source, own, inputs));
    params = rule.action === "append" ? [...own, ...sources] : sources;
    if (rule.action === "become") code = rule.code;
  }
  return { fate: "dropped" };
}

function isManaged({ flags }: EventDocument): boolean {
  return flags.includes("CONVERTER_MANAGED");
}

function isCurrent(spec: EventDocument, paramCount: number): boolean {
  const isOld = spec.flags.includes("OLD_VERSION");
  if (!isManaged(spec)) return !isOld;
  return spec.code % 2 === 1 && !isOld && paramCount >= spec.params.length;
}

function originOf(source: ParamSource, own: readonly Origin[], enter: EventDocument | undefined): Origin {
  if (source.from === "old") return own[source.index] ?? { from: "nothing" };
  if (source.from === "enter") {
    const param = enter?.params[source.index];
    if (param !== undefined) return { from: "enter", index: source.index, name: param.name };
    return { from: source.otherwise === "zero" ? "zero" : "nothing" };
  }
  if (source.from === "zero") return { from: "zero" };
  return { from: source.from === "none" ? "nothing" : "container" };
}
