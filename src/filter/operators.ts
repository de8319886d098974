/**
 * Operators that compare a value with one other, or with a modifier with several; `==` is read as `=`. They are those of
 * libs HEAD and `matches`, which looks for a regular expression anywhere in the value.
 */
export const VALUE_OPERATORS = [
  "=",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "contains",
  "icontains",
  "startswith",
  "endswith",
  "bcontains",
  "bstartswith",
  "glob",
  "iglob",
  "regex",
  "matches",
] as const;

/** Operators that compare with a list. */
export const LIST_OPERATORS = ["in", "intersects", "pmatch"] as const;

/** How many elements of a list must fit: exactly one, at least one, every one. */
export const SET_MODIFIERS = ["oneof", "anyof", "allof"] as const;

/** What may be applied to a field; `val` only names one on the right of an operator. */
export const TRANSFORMERS = [
  "val",
  "tolower",
  "toupper",
  "b64",
  "basename",
  "len",
  "join",
  "concat",
  "getopt",
] as const;

/** An operator with a value on its right. */
export type ValueOperator = (typeof VALUE_OPERATORS)[number];
/** An operator with a list on its right. */
export type ListOperator = (typeof LIST_OPERATORS)[number];
/** Any operator but `exists`, which has nothing on its right. */
export type Operator = ValueOperator | ListOperator;
/** A word between an operator and a list. */
export type SetModifier = (typeof SET_MODIFIERS)[number];
/** Name of a transformer. */
export type TransformerName = (typeof TRANSFORMERS)[number];

/** Every word and sign that may follow a field, for messages and completion. */
export const ALL_OPERATORS: readonly string[] = ["exists", "==", ...VALUE_OPERATORS, ...LIST_OPERATORS];

/** What people write who know another filter language. */
export const FOREIGN_OPERATORS: ReadonlyMap<string, string> = new Map([
  ["eq", "="],
  ["is", "="],
  ["ne", "!="],
  ["<>", "!="],
  ["lt", "<"],
  ["le", "<="],
  ["gt", ">"],
  ["ge", ">="],
  ["~", "matches"],
  ["~=", "matches"],
  ["=~", "matches"],
  ["like", "glob"],
  ["&&", "and"],
  ["||", "or"],
]);

/** The value operator that `word` spells. */
export function valueOperator(word: string): ValueOperator | undefined {
  return VALUE_OPERATORS.find((name) => name === word);
}

/** The list operator that `word` spells. */
export function listOperator(word: string): ListOperator | undefined {
  return LIST_OPERATORS.find((name) => name === word);
}

/** The modifier that `word` spells. */
export function setModifier(word: string): SetModifier | undefined {
  return SET_MODIFIERS.find((name) => name === word);
}

/** The transformer that `word` spells. */
export function transformerName(word: string): TransformerName | undefined {
  return TRANSFORMERS.find((name) => name === word);
}
