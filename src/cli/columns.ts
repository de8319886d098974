/** How a table's column is set. */
export interface Column {
  readonly align?: "left" | "right";
  readonly minWidth?: number;
}

const GAP = "  ";

/** The widths of columns that fit all rows. */
export function fitWidths(columns: readonly Column[], rows: Iterable<readonly string[]>): number[] {
  const widths = columns.map(({ minWidth = 0 }) => minWidth);
  for (const row of rows) {
    row.forEach((cell, k) => {
      widths[k] = Math.max(widths[k] ?? 0, cell.length);
    });
  }
  return widths;
}

/** A row of a table as a line, its columns two blanks apart; cells that are too long are not cut. */
export function renderRow(
  columns: readonly Column[],
  widths: readonly number[],
  row: readonly string[],
): string {
  const cells = row.map((cell, k) => {
    const width = widths[k] ?? 0;
    return columns[k]?.align === "right" ? cell.padStart(width) : cell.padEnd(width);
  });
  return cells.join(GAP).trimEnd();
}

/** All rows of a table as lines, the columns as wide as their longest cell. */
export function renderRows(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const widths = fitWidths(columns, rows);
  return rows.map((row) => renderRow(columns, widths, row));
}
