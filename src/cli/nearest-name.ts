const MAX_DISTANCE = 2;
/** Longer words are not compared: no name here comes near. */
const MAX_LENGTH = 64;

/** The candidate that `word` most likely means: at most two letters wrong; undefined where there is none. */
export function nearestName(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > MAX_LENGTH) return undefined;
  // Of a word of two letters nothing would be left.
  let best = Math.min(MAX_DISTANCE + 1, word.length);
  let nearest: string | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(word, candidate);
    if (distance >= best) continue;
    best = distance;
    nearest = candidate;
  }
  return nearest;
}

/** How many letters must be added, taken away, replaced or swapped with their neighbour to make one word the other. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, k) => k);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let k = 1; k <= b.length; k++) {
      const replace = at(last, k - 1) + (a[i - 1] === b[k - 1] ? 0 : 1);
      const swapped = i > 1 && k > 1 && a[i - 1] === b[k - 2] && a[i - 2] === b[k - 1];
      const swap = swapped ? at(before, k - 2) + 1 : replace;
      row.push(Math.min(at(last, k) + 1, at(row, k - 1) + 1, replace, swap));
    }
    before = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
