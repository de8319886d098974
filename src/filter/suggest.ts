/** Longer words are not compared: no name here comes near. */
const MAX_LENGTH = 64;

/**
 * The candidate that `word` most likely means: one in four letters wrong at most, or the only one that it begins or
 * that holds it. Undefined where there is none.
 */
export function nearestName(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > MAX_LENGTH || word === "") return undefined;
  const lower = word.toLowerCase();
  let best = Math.min(Math.ceil(word.length / 4) + 1, word.length);
  let nearest: string | undefined;
  const partial: string[] = [];
  for (const candidate of candidates) {
    const distance = editDistance(lower, candidate.toLowerCase(), best);
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
    if (word.length > 2 && candidate.includes(lower)) partial.push(candidate);
  }
  return nearest ?? (partial.length === 1 ? partial[0] : undefined);
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
