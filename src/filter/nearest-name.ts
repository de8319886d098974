/** Longer words are not compared: no name here comes near. */
const MAX_LENGTH = 64;
/** More wrong letters than this make another word. */
const MAX_DISTANCE = 3;
/** Shorter words are the beginning of too much. */
const MIN_PREFIX = 3;

/**
 * The candidate that `word` most likely means: one that it begins, else the one with the fewest letters wrong, one in
 * four at most. Undefined where there is none.
 */
export function nearestName(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > MAX_LENGTH || word === "") return undefined;
  const lower = word.toLowerCase();
  const all = [...candidates];
  const longer = all.filter(
    (candidate) => word.length >= MIN_PREFIX && candidate.toLowerCase().startsWith(lower),
  );
  const shortest = longer.toSorted((a, b) => a.length - b.length)[0];
  const isClear = longer.length === 1 || (shortest?.length ?? 0) <= word.length + MAX_DISTANCE;
  if (shortest !== undefined && isClear) return shortest;
  return nearestByLetters(lower, all);
}

function nearestByLetters(word: string, candidates: readonly string[]): string | undefined {
  let best = Math.min(Math.ceil(word.length / 4), MAX_DISTANCE, word.length - 1) + 1;
  let nearest: string | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(word, candidate.toLowerCase(), best);
    if (distance >= best) continue;
    best = distance;
    nearest = candidate;
  }
  return nearest;
}

/** How many letters must be added, taken away, replaced or swapped to make one word the other; `limit` if that many. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, k) => k);
  for (let i = 1; i <= a.length; i++) {
    const row = nextRow(a, b, i, last, before);
    if (Math.min(...row) >= limit) return limit;
    before = last;
    last = row;
  }
  return at(last, b.length);
}

function nextRow(
  a: string,
  b: string,
  i: number,
  last: readonly number[],
  before: readonly number[],
): number[] {
  const row = [i];
  for (let k = 1; k <= b.length; k++) {
    const replace = at(last, k - 1) + (a[i - 1] === b[k - 1] ? 0 : 1);
    const isSwap = i > 1 && k > 1 && a[i - 1] === b[k - 2] && a[i - 2] === b[k - 1];
    row.push(
      Math.min(replace, at(last, k) + 1, at(row, k - 1) + 1, isSwap ? at(before, k - 2) + 1 : replace),
    );
  }
  return row;
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
