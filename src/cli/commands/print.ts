import { existsSync } from "node:fs";
import type { EventBatch } from "../../capture/capture.ts";
import { type EventRecord, isStateOnly } from "../../decoder/event.ts";
import { isInternal } from "../../decoder/event-kind.ts";
import type { TextSink } from "../../decoder/text-sink.ts";
import { currentSchema } from "../../schema/current.ts";
import { type CaptureRun, openNamed, readCaptures } from "../capture-run.ts";
import type { OptionValues } from "../command.ts";
import { COMMAND_NAMES } from "../commands.ts";
import { EventCounts, renderEventCounts } from "../event-counts.ts";
import { chooseEventWriter, type WriteEvent } from "../event-writer.ts";
import { type ExitStatus, UsageError } from "../exit-status.ts";
import { jsonText } from "../json-text.ts";
import { nearestName } from "../nearest-name.ts";
import { parseCount } from "../option-values.ts";
import type { PRINT_OPTIONS } from "../options.ts";
import type { Output } from "../output.ts";
import { filesOf, type Terminal } from "../terminal.ts";
import { createTimeColumn, type TimeColumn } from "../time-column.ts";

type PrintOptions = OptionValues<typeof PRINT_OPTIONS>;

/** What is listed and how; runs on from capture to capture. */
interface Listing {
  readonly time: TimeColumn;
  readonly write: WriteEvent;
  readonly showsInternal: boolean;
  readonly showsStateOnly: boolean;
  readonly counts: EventCounts | undefined;
  /** Events that may still be shown. */
  left: number;
}

/** Prints the events of captures, one a line. */
export async function print(
  words: readonly string[],
  options: PrintOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  refuseUnfinished(words, options);
  refuseMistypedCommand(words);
  const files = filesOf(options.read.length > 0 ? options.read : words, terminal);
  const listing = await createListing(options, terminal);
  const status = await readCaptures(whileWanted(files, listing), terminal, {
    open: openNamed,
    read: (run) => list(run, listing, terminal.output),
    progress: terminal.listingProgress,
  });
  await terminal.output.flush();
  if (listing.counts !== undefined) await terminal.output.print(summaryText(listing.counts, options.json));
  return status;
}

/** What sysdig has and this release does not. */
function refuseUnfinished(words: readonly string[], { read, filter, print, view, from, to }: PrintOptions) {
  const refuse = (what: string) => {
    throw new UsageError(`${what} not in this release yet`);
  };
  if (filter !== undefined) refuse("filters (-f) are");
  if (read.length > 0 && words[0] !== undefined)
    refuse(`"${words.join(" ")}": words behind -r FILE are a filter, and filters are`);
  if (print !== undefined) refuse("output formats (-p) are");
  if (view !== undefined && view !== "recorded") refuse(`--view ${view} is`);
  if (from !== undefined || to !== undefined) refuse("--from and --to are");
}

/** A command with a wrong letter must not lead to a listing of its files. */
function refuseMistypedCommand([word = ""]: readonly string[]): void {
  const nearest = /^[a-z]+$/.test(word) ? nearestName(word, COMMAND_NAMES) : undefined;
  if (nearest !== undefined && !existsSync(word))
    throw new UsageError(`there is no file or command "${word}", did you mean ${nearest}?`);
}

async function createListing(options: PrintOptions, terminal: Terminal): Promise<Listing> {
  const time = createTimeColumn(options.time ?? "h");
  return {
    time,
    write: chooseEventWriter(options, time, await terminal.theme(options.color ?? "auto")),
    showsInternal: options.all,
    showsStateOnly: options["state-only"],
    counts: options.summary ? new EventCounts(currentSchema) : undefined,
    left: options.limit === undefined ? Number.POSITIVE_INFINITY : parseCount("--limit", options.limit),
  };
}

function* whileWanted(files: readonly string[], listing: Listing): Generator<string> {
  for (const file of files) if (listing.left > 0) yield file;
}

async function list(run: CaptureRun, listing: Listing, output: Output): Promise<void> {
  for await (const batch of run.batches()) {
    while (composeLines(batch, listing, output, run)) await output.flush();
    await output.flush();
    if (listing.left === 0) return;
  }
}

/** Composes lines until the output is full, which is true, or nothing more of the batch is to be shown. */
function composeLines(batch: EventBatch, listing: Listing, output: Output, run: CaptureRun): boolean {
  const { time, write } = listing;
  const sink: TextSink = output.sink;
  for (let event = batch.next(); event !== undefined; event = batch.next()) {
    run.events = event.number;
    time.see(event);
    if (!isListed(event, listing)) continue;
    write(sink, event, batch.state);
    listing.counts?.add(event);
    if (--listing.left === 0) return false;
    if (output.isFull) return true;
  }
  return false;
}

function isListed(event: EventRecord, { showsInternal, showsStateOnly }: Listing): boolean {
  return (showsStateOnly || !isStateOnly(event)) && (showsInternal || !isInternal(event.spec));
}

function summaryText(counts: EventCounts, asJson: boolean): string {
  const rows = counts.rows();
  return asJson ? `${jsonText({ summary: rows })}\n` : renderEventCounts(rows);
}
