import { ScapError } from "../../format/errors.ts";
import type { CaptureRun } from "../capture-run.ts";

/** Has a capture read; damage that reading cannot get past ends it, is reported, and what came before is kept. */
export async function readAsFarAsItGoes(run: CaptureRun, read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (!(error instanceof ScapError) || !run.hasBlocks) throw error;
    run.report.fail(error);
  }
}
