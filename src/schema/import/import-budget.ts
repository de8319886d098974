import { SourceError, type SourcePlace } from "./source-error.ts";

/** Ten times what the largest driver there was needs of each. */
const MAX_CHARACTERS = 4_000_000;
const MAX_TOKENS = 1_000_000;

/**
 * What one import may still read and make of it, over all its files, their inclusions and their macros: a few kilobytes
 * of sources could fill all memory otherwise.
 */
export class ImportBudget {
  private characters = MAX_CHARACTERS;
  private tokens = MAX_TOKENS;

  /** Throws `SourceError` where more text was read, or made, than any driver has. */
  takeText(count: number, place: SourcePlace): void {
    this.characters -= count;
    if (this.characters < 0)
      throw new SourceError(
        `more than ${MAX_CHARACTERS} characters to read, with macros and includes`,
        place,
      );
  }

  /** Throws `SourceError` where more tokens were read, or made, than any driver has. */
  takeTokens(count: number, place: SourcePlace): void {
    this.tokens -= count;
    if (this.tokens < 0)
      throw new SourceError(`more than ${MAX_TOKENS} tokens to read, with macros and includes`, place);
  }
}
