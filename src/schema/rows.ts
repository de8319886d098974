/** The rows of a generated table: its lines, without the line breaks that frame the text. */
export function splitRows(text: string): string[] {
  return text.trim().split("\n");
}

/** Rows of the form `NUMBER NAME` as an array of names by number; numbers without a name are holes. */
export function parseNumberedNames(text: string): readonly string[] {
  const names: string[] = [];
  for (const row of splitRows(text)) {
    const space = row.indexOf(" ");
    names[Number(row.slice(0, space))] = row.slice(space + 1);
  }
  return names;
}
