import type { Edit, Edited } from "./edits.ts";
import { type CaptureFacts, readFacts } from "./facts.ts";
import { randomFrom } from "./random.ts";
import {
  CURRENT,
  columnsOf,
  LIBS,
  RECORDED,
  type Reading,
  readShown,
  readTexts,
  type Shown,
  SYSDIG,
} from "./shown.ts";

/** What an edit, done many times to a capture, left of what a reading showed. */
export interface Tally {
  readonly edit: string;
  readonly reading: string;
  /** Captures written, and those that show something else. */
  captures: number;
  wrong: number;
  /** Events compared, and those that are missing, are too many, or show something else. */
  events: number;
  different: number;
  /** How often each field was another, as far as that was looked into; with an example. */
  readonly fields: Map<string, { count: number; readonly example: string }>;
}

export interface CampaignOptions {
  /** How often an edit is done that is done most often. */
  readonly cuts: number;
  readonly edits: readonly Edit[];
  /** Also what is shown where other readers are equalled. */
  readonly imitates?: boolean | undefined;
}

/** Differences whose fields are looked into, for each tally. */
const MAX_EXPLAINED = 30;
const EXPLAINED_EVENTS = 50;

/** Edits a capture in every way many times, and compares what its events show before and after. */
export async function checkEdits(
  name: string,
  bytes: Uint8Array,
  { cuts, edits, imitates = false }: CampaignOptions,
): Promise<readonly Tally[]> {
  const facts = await readFacts(bytes);
  if (facts.events.length === 0) return [];
  const whole: Whole[] = [];
  for (const reading of imitates ? [RECORDED, CURRENT, SYSDIG, LIBS] : [RECORDED, CURRENT])
    whole.push(wholeOf(facts.bytes, reading, await readShown(bytes, reading)));
  const tallies: Tally[] = [];
  for (const edit of edits) tallies.push(...(await checkEdit(name, facts, edit, whole, cuts)));
  return tallies;
}

/** What a reading shows of the whole capture. */
interface Whole {
  readonly reading: Reading;
  readonly bytes: Uint8Array;
  readonly shown: Shown;
  /** Places in the listing by offset. */
  readonly places: ReadonlyMap<number, number>;
}

function wholeOf(bytes: Uint8Array, reading: Reading, shown: Shown): Whole {
  return { reading, bytes, shown, places: new Map(shown.offsets.map((offset, place) => [offset, place])) };
}

async function checkEdit(
  name: string,
  facts: CaptureFacts,
  edit: Edit,
  whole: readonly Whole[],
  cuts: number,
): Promise<readonly Tally[]> {
  const random = randomFrom(`${name} ${edit.name}`);
  const tallies = whole.map(({ reading }) => newTally(edit.name, reading.name));
  for (let turn = 0; turn < Math.ceil((edit.times * cuts) / 200); turn++) {
    for (const edited of await edit.make(facts, random)) {
      for (const [k, each] of whole.entries()) {
        if (edited.changesEvents && each.reading.view === "recorded") continue;
        await compare(each, edited, tallies[k] as Tally);
      }
    }
  }
  return tallies;
}

function newTally(edit: string, reading: string): Tally {
  return { edit, reading, captures: 0, wrong: 0, events: 0, different: 0, fields: new Map() };
}

async function compare(
  { reading, bytes, shown, places }: Whole,
  edited: Edited,
  tally: Tally,
): Promise<void> {
  const wanted = edited.wanted.flatMap((offset) => places.get(offset) ?? []);
  const got = await readShown(edited.bytes, reading);
  tally.captures++;
  tally.events += wanted.length;
  const pairs = pairsOf(wanted, shown, got);
  const others = pairs.filter(
    ([before, after]) =>
      (before < 0 || after < 0 || shown.digests[before] !== got.digests[after]) &&
      !edited.changed?.has(shown.offsets[before] ?? -1),
  );
  if (others.length === 0) return;
  tally.wrong++;
  tally.different += others.length;
  if (tally.wrong > MAX_EXPLAINED) return;
  await explain(others.slice(0, EXPLAINED_EVENTS), { reading, bytes }, edited, tally);
}

/** Places of the same event in the original and in what was written; -1 where it is not there. */
function pairsOf(
  wanted: readonly number[],
  shown: Shown,
  got: Shown,
): readonly (readonly [number, number])[] {
  const pairs: [number, number][] = [];
  let after = 0;
  for (const before of wanted) {
    const found =
      got.keys[after] === shown.keys[before] ? after : got.keys.indexOf(shown.keys[before] ?? 0, after);
    if (found < 0) {
      pairs.push([before, -1]);
      continue;
    }
    for (; after < found; after++) pairs.push([-1, after]);
    pairs.push([before, after++]);
  }
  for (; after < got.keys.length; after++) pairs.push([-1, after]);
  return pairs;
}

async function explain(
  pairs: readonly (readonly [number, number])[],
  { reading, bytes }: Pick<Whole, "reading" | "bytes">,
  edited: Edited,
  tally: Tally,
): Promise<void> {
  const before = await readTexts(bytes, reading, new Set(pairs.map(([place]) => place)));
  const after = await readTexts(edited.bytes, reading, new Set(pairs.map(([, place]) => place)));
  const columns = columnsOf(reading.view);
  for (const [from, to] of pairs) {
    const place = `event ${from + 1} of the listing, ${to + 1} of the edited: ${edited.detail.trim()}`;
    if (from < 0 || to < 0) note(tally, from < 0 ? "(too many)" : "(missing)", place);
    else
      for (const [k, column] of columns.entries()) {
        const [was, is] = [before.get(from)?.[k], after.get(to)?.[k]];
        if (was !== is) note(tally, column, `${was} became ${is}: ${place}`);
      }
  }
}

function note({ fields }: Tally, field: string, example: string): void {
  const found = fields.get(field);
  if (found === undefined) fields.set(field, { count: 1, example });
  else found.count++;
}
