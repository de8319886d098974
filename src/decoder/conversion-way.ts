import { type ConversionRule, conversionRule, type ParamSource } from "../schema/conversion.ts";
import { PARAM_TYPES } from "../schema/param-types.ts";
import { EventFlag, type EventSpec, type ParamType, type Schema } from "../schema/types.ts";

/** libs gives up after so many steps; the longest chain there is has eight. */
const MAX_STEPS = 50;
/** Events with more parameters than any rule speaks of are rare; what becomes of them is found out each time. */
const MAX_KEPT_COUNT = 64;
const UNSET_ID_BYTE = 0xff;
const NOTHING = new Uint8Array(0);

/** Where the bytes of a parameter of the event at the end of its way come from. */
export type ParamOrigin =
  | { readonly from: "old"; readonly index: number }
  /** `otherwise` where no enter event was recorded, or one without that parameter. */
  | { readonly from: "enter"; readonly index: number; readonly otherwise: Uint8Array }
  | { readonly from: "bytes"; readonly bytes: Uint8Array }
  | { readonly from: "container-json" };

/** What the rules make of all events with one code and one number of parameters. */
export interface ConversionWay {
  /** Whether the event is kept for its exit event. */
  readonly isRemembered: boolean;
  /** Whether it is shown. */
  readonly passes: boolean;
  /** Kind of the event at the end; undefined where it stays as it is. */
  readonly spec: EventSpec | undefined;
  readonly origins: readonly ParamOrigin[];
  /** Code of the enter event whose parameters are asked for; -1 where none are. */
  readonly enterCode: number;
}

/** What an event is by now. */
interface Form {
  readonly spec: EventSpec;
  readonly origins: readonly ParamOrigin[];
  readonly enterCode: number;
  readonly isChanged: boolean;
}

const HIDDEN: ConversionWay = {
  isRemembered: false,
  passes: false,
  spec: undefined,
  origins: [],
  enterCode: -1,
};

const waysBySchema = new WeakMap<Schema, (ConversionWay | undefined)[][]>();

/** The ways of a schema's events, by code and number of parameters, each followed when it is asked for first. */
export function conversionWaysOf(schema: Schema): (code: number, paramCount: number) => ConversionWay {
  const known = waysBySchema.get(schema) ?? [];
  waysBySchema.set(schema, known);
  return (code, paramCount) => {
    const way = known[code]?.[paramCount];
    if (way !== undefined) return way;
    const followed = followWay(schema, code, paramCount);
    if (paramCount < MAX_KEPT_COUNT && schema.event(code) !== undefined) {
      known[code] ??= [];
      known[code][paramCount] = followed;
    }
    return followed;
  };
}

/**
 * Applies the rules until the event is current. Unlike libs this never gives up: surplus parameters are kept, an exit
 * event without a rule passes.
 */
function followWay(schema: Schema, code: number, paramCount: number): ConversionWay {
  const start = schema.event(code);
  if (start === undefined) return HIDDEN;
  let form: Form = { spec: start, origins: ownParams(paramCount), enterCode: -1, isChanged: false };
  for (let step = 0; step < MAX_STEPS; step++) {
    const { spec } = form;
    if ((spec.flags & EventFlag.UNUSED) !== 0) return HIDDEN;
    const isManaged = (spec.flags & EventFlag.CONVERTER_MANAGED) !== 0;
    if (!isManaged && (spec.flags & EventFlag.OLD_VERSION) !== 0) return HIDDEN;
    if (!isManaged || (spec.isExit && !isOutdated(form))) break;
    const rule = conversionRule(spec.code, form.origins.length);
    if (rule === undefined && !spec.isExit) return HIDDEN;
    if (rule === undefined || rule.action === "pass") break;
    if (!("sources" in rule))
      return wayOf(form, { isRemembered: true, passes: rule.action === "remember+pass" });
    const next = rebuild(schema, form, rule);
    if (next === undefined) return HIDDEN;
    form = next;
  }
  return wayOf(form, { isRemembered: false, passes: true });
}

function ownParams(paramCount: number): ParamOrigin[] {
  return Array.from({ length: paramCount }, (_, index) => ({ from: "old", index }));
}

function isOutdated({ spec: { flags, params }, origins }: Form): boolean {
  return (flags & EventFlag.OLD_VERSION) !== 0 || origins.length < params.length;
}

function wayOf(
  { spec, origins, enterCode, isChanged }: Form,
  fate: Pick<ConversionWay, "isRemembered" | "passes">,
): ConversionWay {
  return { ...fate, spec: isChanged ? spec : undefined, origins: isChanged ? origins : [], enterCode };
}

/** One conversion: another code, or the parameters there are and others behind them. */
function rebuild(
  schema: Schema,
  form: Form,
  rule: Extract<ConversionRule, { readonly sources: readonly ParamSource[] }>,
): Form | undefined {
  const spec = rule.action === "become" ? schema.event(rule.code) : form.spec;
  if (spec === undefined) return undefined;
  // An enter event is used up by the first conversion that looks at it.
  const hasEnter = form.enterCode < 0;
  const origins = rule.action === "become" ? [] : [...form.origins];
  for (const source of rule.sources) {
    const type = spec.params[origins.length]?.type;
    origins.push(originOf(source, type, form.origins, hasEnter));
  }
  const enterCode = hasEnter && rule.sources.some(usesEnter) ? form.spec.code - 1 : form.enterCode;
  return { spec, origins, enterCode, isChanged: true };
}

function usesEnter({ from }: ParamSource): boolean {
  return from === "enter";
}

function originOf(
  source: ParamSource,
  type: ParamType | undefined,
  old: readonly ParamOrigin[],
  hasEnter: boolean,
): ParamOrigin {
  switch (source.from) {
    case "old":
      return old[source.index] ?? { from: "bytes", bytes: NOTHING };
    case "enter": {
      const otherwise = source.otherwise === "zero" ? zeroOf(type) : NOTHING;
      return hasEnter
        ? { from: "enter", index: source.index, otherwise }
        : { from: "bytes", bytes: otherwise };
    }
    case "zero":
      return { from: "bytes", bytes: zeroOf(type) };
    case "none":
      return { from: "bytes", bytes: NOTHING };
    case "container-json":
      return { from: "container-json" };
  }
}

/** The zero of a type; ids are unset instead, and types of varying size have none. */
function zeroOf(type: ParamType = "NONE"): Uint8Array {
  const zero = new Uint8Array(PARAM_TYPES[type].sizeBytes ?? 0);
  return type === "UID" || type === "GID" ? zero.fill(UNSET_ID_BYTE) : zero;
}
