/**
 * For which events an expression can be true and for which it can be false, as far as their type alone tells: a byte for
 * each code of the event table, and one behind them for codes that the table does not have.
 */
export interface CodeSets {
  readonly canBeTrue: Uint8Array;
  readonly canBeFalse: Uint8Array;
}

/** What an event's type says of an expression: 0 false, 1 true, 2 that the event must be asked. */
export type Verdict = 0 | 1 | 2;

/** The sets for verdicts by code. */
export function codeSetsOf(verdicts: Uint8Array): CodeSets {
  return {
    canBeTrue: verdicts.map((verdict) => (verdict === 0 ? 0 : 1)),
    canBeFalse: verdicts.map((verdict) => (verdict === 1 ? 0 : 1)),
  };
}

/** The sets of an expression that the type says nothing of. */
export function anyCode(count: number): CodeSets {
  const all = new Uint8Array(count + 1).fill(1);
  return { canBeTrue: all, canBeFalse: all };
}

/** The sets of the negation. */
export function negateCodes({ canBeTrue, canBeFalse }: CodeSets): CodeSets {
  return { canBeTrue: canBeFalse, canBeFalse: canBeTrue };
}

/** The sets of a conjunction; of a disjunction with `isOr`. */
export function combineCodes(all: readonly CodeSets[], isOr: boolean): CodeSets {
  const both = (a: Uint8Array, b: Uint8Array) => a.map((value, k) => value & (b[k] as number));
  const either = (a: Uint8Array, b: Uint8Array) => a.map((value, k) => value | (b[k] as number));
  return all.reduce((left, right) => ({
    canBeTrue: (isOr ? either : both)(left.canBeTrue, right.canBeTrue),
    canBeFalse: (isOr ? both : either)(left.canBeFalse, right.canBeFalse),
  }));
}
