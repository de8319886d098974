import type { Capture } from "../capture/capture.ts";
import { blockTypeOf } from "../format/catalogue.ts";
import { ScapError } from "../format/errors.ts";

/** How many events a capture has, readable or not, as far as it can be read. */
export async function countEvents(capture: Capture): Promise<number> {
  let events = 0;
  try {
    for await (const { count, types } of capture.blocks())
      for (let index = 0; index < count; index++)
        if (blockTypeOf(types[index] as number).kind === "event") events++;
  } catch (error) {
    if (!(error instanceof ScapError)) throw error;
  }
  return events;
}
