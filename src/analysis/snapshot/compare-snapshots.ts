/** One difference between two snapshots: a field of an event, or a whole line. */
export interface SnapshotChange {
  /** Number of the event; undefined for other blocks. */
  readonly event: number | undefined;
  /** `openat/307`, or the name of the block. */
  readonly what: string;
  /** Name of the field that changed; undefined where the line as a whole came or went. */
  readonly field: string | undefined;
  /** Undefined where it was not there. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What comparing gives: the first changes, and how many there are. */
export interface SnapshotComparison {
  readonly changes: readonly SnapshotChange[];
  readonly count: number;
}

/** Changes beyond this many are counted, not kept. */
const MAX_KEPT = 1000;
const HEAD_FIELDS = ["number", "time", "cpu", "tid", "event"];
const NAME_AT = 4;

/**
 * Compares two snapshots of a capture line by line: events by their number, other blocks in their order, and the fields
 * of each by name.
 */
export function compareSnapshots(before: string, after: string): SnapshotComparison {
  const changes: SnapshotChange[] = [];
  let count = 0;
  const note = (change: SnapshotChange) => {
    count++;
    if (changes.length < MAX_KEPT) changes.push(change);
  };
  const [olds, news] = [linesOf(before), linesOf(after)];
  let [at, to] = [0, 0];
  while (at < olds.length || to < news.length) {
    const old = olds[at];
    const line = news[to];
    if (old === line) {
      at++;
      to++;
      continue;
    }
    const order = compareKeys(old, line);
    if (order === 0) compareLines(old as string, line as string, note);
    else note(order < 0 ? gone(old as string) : come(line as string));
    if (order <= 0) at++;
    if (order >= 0) to++;
  }
  return { changes, count };
}

function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}

/** Negative where the old line comes first, positive where the new one does, 0 where they are the same block's. */
function compareKeys(old: string | undefined, line: string | undefined): number {
  if (old === undefined) return 1;
  if (line === undefined) return -1;
  const [a, b] = [numberOf(old), numberOf(line)];
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  return a - b;
}

function numberOf(line: string): number | undefined {
  const number = Number.parseInt(line, 10);
  return Number.isNaN(number) ? undefined : number;
}

type Note = (change: SnapshotChange) => void;

function compareLines(old: string, line: string, note: Note): void {
  const what = whatOf(line);
  const event = numberOf(line);
  if (event === undefined) {
    note({ event, what, field: "content", before: contentOf(old), after: contentOf(line) });
    return;
  }
  const [before, after] = [fieldsOf(old), fieldsOf(line)];
  for (const [field, value] of before) {
    const now = after.get(field);
    if (now !== value) note({ event, what, field, before: value, after: now });
  }
  for (const [field, value] of after)
    if (!before.has(field)) note({ event, what, field, before: undefined, after: value });
}

/** The fields of a line by name; a name that comes twice gets a number. */
function fieldsOf(line: string): Map<string, string> {
  const fields = new Map<string, string>();
  line.split("\t").forEach((part, index) => {
    const head = index <= NAME_AT ? HEAD_FIELDS[index] : undefined;
    const end = part.search(/[=:]/);
    const name = head ?? (end < 0 ? `#${index}` : part.slice(0, end));
    fields.set(fields.has(name) ? `${name}#${index}` : name, head === undefined ? part.slice(end + 1) : part);
  });
  return fields;
}

/** Of a line that is no event's: all behind its mark. */
function contentOf(line: string): string {
  return line.split("\t").slice(1).join("  ");
}

function gone(line: string): SnapshotChange {
  return {
    event: numberOf(line),
    what: whatOf(line),
    field: undefined,
    before: contentOf(line),
    after: undefined,
  };
}

function come(line: string): SnapshotChange {
  return {
    event: numberOf(line),
    what: whatOf(line),
    field: undefined,
    before: undefined,
    after: contentOf(line),
  };
}

function whatOf(line: string): string {
  const parts = line.split("\t");
  return parts[NAME_AT] ?? parts[1] ?? line;
}
