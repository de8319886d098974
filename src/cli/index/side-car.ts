import { lstatSync, type Stats, statSync } from "node:fs";
import { getuid } from "node:process";
import type { CaptureOptions } from "../../capture/capture.ts";
import { nameOfInput } from "../capture-run.ts";
import type { OptionSpecs } from "../command.ts";

/** What the name of an index has behind that of its capture. */
export const INDEX_ENDING = ".scapidx";

/** For commands that use the index beside a capture. */
export const INDEX_OPTION = {
  help: "do not use FILE.scapidx, which the command index writes",
} as const satisfies OptionSpecs[string];

/**
 * How a capture is opened with the index beside it, if there is one to be trusted and it is not declined; what becomes of
 * it is said.
 */
export function indexOptions(
  file: string,
  isDeclined: boolean,
  say: (text: string) => void,
): Pick<CaptureOptions, "index" | "onIndex"> {
  const index = file + INDEX_ENDING;
  const capture = isDeclined || file === "-" ? undefined : statSync(file, QUIETLY);
  const found = capture?.isFile() ? lstatSync(index, QUIETLY) : undefined;
  if (capture === undefined || found === undefined) return {};
  const tell = (refusal: string | undefined) =>
    say(
      refusal === undefined
        ? `${nameOfInput(file)}: read with the help of ${INDEX_ENDING.slice(1)} (--no-index: without)`
        : `${index} ${refusal}: not used`,
    );
  const distrust = distrustOf(found, capture);
  if (distrust === undefined) return { index, onIndex: tell };
  tell(distrust);
  return {};
}

const QUIETLY = { throwIfNoEntry: false } as const;
const WORLD_WRITABLE = 0o002;

/**
 * Names of processes and files come from an index as they do from the capture: it must come from somebody who could have
 * changed that too.
 */
function distrustOf(index: Stats, capture: Stats): string | undefined {
  if (!index.isFile()) return "is no regular file";
  if (capture.mtimeMs > index.mtimeMs) return "is out of date, older than the capture";
  // Windows knows neither.
  if (getuid === undefined) return undefined;
  if ((index.mode & WORLD_WRITABLE) !== 0) return "can be written by everybody";
  if (![capture.uid, getuid(), 0].includes(index.uid)) return "belongs to another user than the capture";
  return undefined;
}
