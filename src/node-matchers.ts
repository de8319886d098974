import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { SnapshotChange } from "./analysis/snapshot/compare-snapshots.ts";
import { checkSnapshot, type SnapshotUpdate } from "./analysis/snapshot/node-snapshot-file.ts";

/** What vitest and jest tell a matcher, as far as this one asks. */
export interface MatcherContext {
  readonly isNot?: boolean;
  readonly testPath?: string | undefined;
  readonly snapshotState?: unknown;
}

/** What a matcher answers. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

const MAX_SHOWN = 20;

/**
 * A matcher for `expect(PATH)` in vitest and jest: the capture decodes to what is stored beside it in `PATH.snap`.
 * A relative path is looked for beside the test, then in the current folder. Snapshots are written as the runner's own
 * are: new ones at the first run, all with `--update`, none where CI is set.
 */
export async function toMatchScapSnapshot(this: MatcherContext, path: string): Promise<MatcherResult> {
  if (this.isNot) throw new Error("a capture that must not match its snapshot says nothing: leave out .not");
  const file = placeOf(path, this.testPath);
  const { status, changes, count } = await checkSnapshot(file, {
    update: updateOf(this.snapshotState),
  });
  if (status === "missing")
    return { pass: false, message: () => `${path} has no snapshot yet, and none may be written here` };
  const lines = changes.slice(0, MAX_SHOWN).map(changeText);
  const rest = count > MAX_SHOWN ? [`… and ${count - MAX_SHOWN} more`] : [];
  return {
    pass: status !== "changed",
    message: () => [`${path} decodes differently from ${path}.snap:`, ...lines, ...rest].join("\n"),
  };
}

/** Both runners keep it in a private member: `all` with `--update`, `none` where CI is set. */
function updateOf(state: unknown): SnapshotUpdate {
  const update = (state as { readonly _updateSnapshot?: unknown } | undefined)?._updateSnapshot;
  return update === "all" || update === "none" ? update : "new";
}

function placeOf(path: string, testPath: string | undefined): string {
  const besideTest = resolve(testPath === undefined ? "." : dirname(testPath), path);
  return existsSync(besideTest) ? besideTest : resolve(path);
}

function changeText({ event, what, field, before, after }: SnapshotChange): string {
  const place = event === undefined ? what : `event ${event} ${what}`;
  return `  ${place} ${field ?? "as a whole"}\n    - ${before ?? "(none)"}\n    + ${after ?? "(none)"}`;
}
