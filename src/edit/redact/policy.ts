import { RE2JS, RE2JSException } from "re2js";
import { messageOf } from "../../format/errors.ts";
import { checkAgainst, type JsonSchema } from "../spec/json-schema.ts";
import { SpecError } from "../spec/spec-error.ts";
import { parseYamlDocuments } from "../spec/yaml-documents.ts";

/** What a value of a capture is about. */
export const CATEGORIES = [
  "payload",
  "address",
  "path",
  "process",
  "argument",
  "environment",
  "user",
  "host",
  "container",
  "interface",
  "text",
  "uid",
  "comment",
] as const;

export type Category = (typeof CATEGORIES)[number];

/** `secrets` keeps all but what looks like a secret; `pseudonym` replaces words; `drop` leaves nothing. */
export const ACTIONS = ["keep", "secrets", "pseudonym", "drop"] as const;

export type Action = (typeof ACTIONS)[number];

/** What is done with each kind of value. */
export interface RedactPolicy {
  readonly actions: Readonly<Record<Category, Action>>;
  /** Bytes of payload left where its action is `keep` or `secrets`. */
  readonly payloadBytes: number;
  /** Words that are kept besides those everybody has. */
  readonly keepWords: ReadonlySet<string>;
  /** Numbers of more digits than this count as words. */
  readonly keepDigits: number;
  /** Shapes of secrets of one's own. */
  readonly secrets: readonly RE2JS[];
}

/** A policy as a file has it. */
interface PolicyDocument extends Partial<Readonly<Record<Category, Action>>> {
  readonly extends?: PresetName;
  readonly payloadBytes?: number;
  readonly keepDigits?: number;
  readonly keep?: readonly string[];
  readonly secrets?: readonly string[];
}

const REPLACE_ALL: Readonly<Record<Category, Action>> = {
  payload: "drop",
  address: "pseudonym",
  path: "pseudonym",
  process: "pseudonym",
  argument: "pseudonym",
  environment: "pseudonym",
  user: "pseudonym",
  host: "pseudonym",
  container: "pseudonym",
  interface: "pseudonym",
  text: "pseudonym",
  uid: "keep",
  comment: "drop",
};

const KEEP_ALL: Readonly<Record<Category, Action>> = {
  payload: "keep",
  address: "keep",
  path: "keep",
  process: "keep",
  argument: "keep",
  environment: "keep",
  user: "keep",
  host: "keep",
  container: "keep",
  interface: "keep",
  text: "keep",
  uid: "keep",
  comment: "keep",
};

const NO_SECRETS: Readonly<Record<Category, Action>> = {
  ...KEEP_ALL,
  payload: "drop",
  ...{ path: "secrets", process: "secrets", argument: "secrets", environment: "secrets" },
  ...{ container: "secrets", text: "secrets", comment: "secrets" },
};

const COMMON = {
  payloadBytes: Number.POSITIVE_INFINITY,
  keepWords: new Set<string>(),
  keepDigits: 7,
  secrets: [],
};

/** Policies for the usual needs. */
export const PRESETS = {
  /** For strangers: structure, public words and numbers stay. */
  share: { ...COMMON, actions: REPLACE_ALL },
  /** For colleagues: everything but contents and secrets stays. */
  "payload-free": { ...COMMON, actions: NO_SECRETS },
  /** No personal data: as `share`, without environments, with other uids, and with fewer numbers. */
  gdpr: { ...COMMON, keepDigits: 5, actions: { ...REPLACE_ALL, environment: "drop", uid: "pseudonym" } },
} as const satisfies Readonly<Record<string, RedactPolicy>>;

export type PresetName = keyof typeof PRESETS;

export const PRESET_NAMES = Object.keys(PRESETS) as readonly PresetName[];

/** Changes nothing; what it writes holds nothing but values that are read. */
export const KEEP_POLICY: RedactPolicy = { ...COMMON, actions: KEEP_ALL };

/** Puts originals back in place of pseudonyms, wherever they are. */
export const REVERSE_POLICY: RedactPolicy = {
  ...COMMON,
  keepDigits: 20,
  actions: { ...REPLACE_ALL, payload: "keep", comment: "keep", uid: "pseudonym" },
};

const POLICY_SCHEMA: JsonSchema = {
  type: "object",
  properties: {
    extends: { enum: PRESET_NAMES },
    ...Object.fromEntries(CATEGORIES.map((name) => [name, { enum: actionsOf(name) }])),
    payloadBytes: { type: "integer", minimum: 0 },
    keepDigits: { type: "integer", minimum: 0, maximum: 20 },
    keep: { type: "array", items: { type: "string" } },
    secrets: { type: "array", items: { type: "string" } },
  },
};

/**
 * A policy from YAML: `extends: share`, an action for each category, `payloadBytes`, `keep` (words), `keepDigits`,
 * `secrets` (regular expressions). Throws a SpecError with line and column.
 */
export function parsePolicy(text: string): RedactPolicy {
  const [document, more] = parseYamlDocuments(text);
  if (document === undefined || more !== undefined) throw new SpecError([], "a policy is one YAML document");
  try {
    checkAgainst(POLICY_SCHEMA, document.value, {});
    // The schema has it so.
    return policyOf(document.value as PolicyDocument);
  } catch (error) {
    throw error instanceof SpecError ? document.locate(error) : error;
  }
}

function policyOf(document: PolicyDocument): RedactPolicy {
  const base: RedactPolicy = PRESETS[document.extends ?? "share"];
  const own = CATEGORIES.flatMap((name) => (document[name] === undefined ? [] : [[name, document[name]]]));
  return {
    actions: { ...base.actions, ...Object.fromEntries(own) },
    payloadBytes: document.payloadBytes ?? base.payloadBytes,
    keepWords: new Set(
      (document.keep ?? []).flatMap((word) => word.match(/[A-Za-z0-9\u{80}-\u{10ffff}]+/gu) ?? []),
    ),
    keepDigits: document.keepDigits ?? base.keepDigits,
    secrets: (document.secrets ?? []).map((pattern, k) => compiled(pattern, k)),
  };
}

function compiled(pattern: string, index: number): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new SpecError(["secrets", index], messageOf(error));
  }
}

/** What makes no sense for a category is refused rather than taken for something else. */
function actionsOf(category: Category): readonly Action[] {
  if (category === "payload" || category === "comment") return ["keep", "secrets", "drop"];
  return category === "address" || category === "uid" ? ["keep", "pseudonym"] : ACTIONS;
}
