import { statSync } from "node:fs";
import { canAnyPass } from "../capture/can-pass.ts";
import { type Capture, type EventBatch, type EventOptions, openCapture } from "../capture/capture.ts";
import type { Jumps } from "../capture/index/jump.ts";
import type { Filter } from "../filter/compile-filter.ts";
import type { BlockBatch } from "../format/block-batch.ts";
import type { Damage, OnDamage } from "../format/errors.ts";
import type { StateOptions } from "../state/capture-state.ts";
import { DamageReport } from "./damage-report.ts";
import { ExitStatus, UsageError, worseOf } from "./exit-status.ts";
import { OutputError } from "./output.ts";
import type { Progress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

/** What a command does with captures. */
export interface CaptureJob<C extends Capture> {
  readonly open: (file: string, onDamage: OnDamage) => C;
  readonly read: (run: CaptureRun<C>) => Promise<void>;
  /** Told how far the reading has come. */
  readonly progress?: Progress | undefined;
}

/** One capture being read for a command. */
export class CaptureRun<C extends Capture = Capture> {
  readonly file: string;
  readonly capture: C;
  /** For damage that the command itself finds. */
  readonly report: DamageReport;
  /** Events gone through so far; kept up by the command, for the progress. */
  events = 0;
  /** Whether anything of the capture could be read. */
  hasBlocks = false;
  private readonly progress: Progress | undefined;

  constructor(file: string, say: (line: string) => void, { open, progress }: CaptureJob<C>) {
    this.file = file;
    this.report = new DamageReport(nameOfInput(file), say);
    this.capture = open(file, this.report.note);
    this.progress = progress;
  }

  batches(options: EventOptions = {}): AsyncGenerator<EventBatch> {
    return this.watch(this.capture.batches(options), this.capture);
  }

  blocks(jumps?: Jumps): AsyncGenerator<BlockBatch> {
    return this.watch(this.capture.blocks(jumps), this.capture);
  }

  /**
   * Whether an event of the capture may pass the filter, as a quick look tells. Where none can, all there is to tell of its
   * damage was told; else nothing was, and it is still to be read.
   */
  async canAnyPass(filter: Filter, options: StateOptions): Promise<boolean> {
    const { file, capture } = this;
    // Only a file can be read twice, and where there is an index it tells the same and more.
    const usesIndex = capture.hasIndex && options.view !== "current" && !options.compatible;
    if (usesIndex || !statSync(file, { throwIfNoEntry: false })?.isFile()) return true;
    const damage: Damage[] = [];
    const onDamage = (found: Damage) => damage.push(found);
    const probe = openCapture(file, { onDamage, schema: capture.schema, reusesBuffers: true });
    try {
      if (await canAnyPass(probe, filter, options, this.watch(probe.blocks(), probe))) return true;
    } catch {
      // The reading that follows says what is wrong.
      return true;
    }
    for (const found of damage) capture.note(found);
    return false;
  }

  /** The bytes, uncompressed; whether there are blocks in them is for the command to say. */
  async *chunks(): AsyncGenerator<Uint8Array> {
    const { capture, progress } = this;
    for await (const chunk of capture.chunks()) {
      yield chunk;
      const { bytesRead, sizeBytes } = capture;
      progress?.update({ bytesRead, sizeBytes, events: this.events });
    }
  }

  private async *watch<T>(batches: AsyncIterable<T>, capture: Capture): AsyncGenerator<T> {
    const { progress } = this;
    for await (const batch of batches) {
      this.hasBlocks = true;
      yield batch;
      const { bytesRead, sizeBytes } = capture;
      progress?.update({ bytesRead, sizeBytes, events: this.events });
    }
  }
}

/**
 * Has each capture read in turn, tells of damage and errors, and returns the exit status of all.
 * An unreadable capture does not keep the others from being read.
 */
export async function readCaptures<C extends Capture>(
  files: Iterable<string>,
  terminal: Terminal,
  job: CaptureJob<C>,
): Promise<ExitStatus> {
  let status: ExitStatus = ExitStatus.FINE;
  for (const file of files) status = worseOf(status, await readOne(file, terminal, job));
  return status;
}

async function readOne<C extends Capture>(
  file: string,
  { say }: Terminal,
  job: CaptureJob<C>,
): Promise<ExitStatus> {
  const run = new CaptureRun(file, say, job);
  job.progress?.start();
  try {
    await job.read(run);
  } catch (error) {
    if (error instanceof OutputError || error instanceof UsageError) throw error;
    run.report.fail(error);
  } finally {
    job.progress?.erase();
  }
  return run.report.finish(run.hasBlocks);
}

/** Opens a capture by the name of its file; `-` is standard input. */
export function openNamed(file: string, onDamage: OnDamage): Capture {
  return openCapture(file, { onDamage });
}

/** What people call the input. */
export function nameOfInput(file: string): string {
  return file === "-" ? "standard input" : file;
}
