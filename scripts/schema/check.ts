/** `words` as they are, once none of them can be mistaken for the syntax of a row. */
export function checkWords<T extends readonly string[]>(words: T): T {
  for (const word of words) check(/^\w+$/.test(word), `not a word: ${JSON.stringify(word)}`);
  return words;
}

/** Stops the generator when the facts are not what the rows rely on. */
export function check(condition: boolean, complaint: string): asserts condition {
  if (!condition) throw new Error(`reference facts: ${complaint}`);
}
