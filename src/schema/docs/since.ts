import type { History, HistoryPoint } from "../history/history.ts";

/** Since when events and their parameters are there. */
export interface Since {
  /** The first release with an event of that code; undefined for codes newer than all. */
  event(code: number): string | undefined;
  /** The first release in which the event had a parameter at that place. */
  param(code: number, index: number): string | undefined;
}

/** Looks it up in the history. Parameters are only ever appended, so that their number tells. */
export function sinceIn(history: History): Since {
  const firstPoint = (holds: (table: number) => boolean) => {
    const point = history.points.find(({ table }) => holds(table));
    return point === undefined ? undefined : pointText(point);
  };
  return {
    event: (code) => firstPoint((table) => history.paramCount(table, code) !== undefined),
    param: (code, index) => firstPoint((table) => (history.paramCount(table, code) ?? 0) > index),
  };
}

/** Samples are named by their day; before the first there was nothing. */
function pointText({ kind, tag, date }: HistoryPoint): string {
  return kind === "sample" ? date : `${tag} (${date})`;
}
