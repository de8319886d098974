/** A file of C sources; its path is what error messages say. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A place in the sources. */
export interface SourcePlace {
  readonly file: SourceFile;
  /** From 1. */
  readonly line: number;
}

/** Longest piece of a source line in a message. */
const MAX_EXCERPT = 120;

/** Sources that could not be understood; the message has file, line, and the text that stands there. */
export class SourceError extends Error {
  override readonly name = "SourceError";
  readonly path: string;
  readonly line: number;

  constructor(complaint: string, { file, line }: SourcePlace) {
    super(`${file.path}:${line}: ${complaint}: ${excerpt(file.text, line)}`);
    this.path = file.path;
    this.line = line;
  }
}

function excerpt(text: string, line: number): string {
  let start = 0;
  for (let number = 1; number < line; number++) start = text.indexOf("\n", start) + 1;
  const end = text.indexOf("\n", start);
  const found = text.slice(start, end < 0 ? text.length : end).trim();
  return found.length > MAX_EXCERPT ? `${found.slice(0, MAX_EXCERPT)}…` : found;
}
