import type { EventBatch } from "../../capture/capture.ts";
import type { TextSink } from "../../decoder/text-sink.ts";
import { TimeSpan } from "../../decoder/time-span.ts";
import type { View } from "../../decoder/view.ts";
import type { Filter } from "../../filter/compile-filter.ts";
import type { SummaryTest } from "../../filter/event-summary.ts";
import type { Schema } from "../../schema/types.ts";
import { type CaptureRun, nameOfInput, readCaptures } from "../capture-run.ts";
import { EventCounts, renderEventCounts } from "../event-counts.ts";
import { compileWanted, type EventCondition, type WantsEvent } from "../event-filter.ts";
import { bufferStyleOf, chooseEventWriter, type WriteEvent } from "../event-writer.ts";
import { eventsSpanText } from "../events-span.ts";
import { type ExitStatus, UsageError } from "../exit-status.ts";
import { createFormatWriter, type FormatWish, type FormatWriter } from "../format-writer.ts";
import { isListed, type ListedKinds } from "../is-listed.ts";
import { jsonText } from "../json-text.ts";
import { parseCount } from "../option-values.ts";
import type { Output } from "../output.ts";
import { refuseMisplacedWords } from "../refuse-misplaced-words.ts";
import { openerWith, schemaOf } from "../schema/schema-option.ts";
import type { PrintOptions } from "../specs/print.ts";
import { filesOf, type Terminal } from "../terminal.ts";
import { createTimeColumn, type TimeColumn } from "../time-column.ts";

/** What is listed and how; runs on from capture to capture. */
interface Listing extends ListedKinds {
  readonly time: TimeColumn;
  /** What stands before the first event. */
  readonly header: string;
  readonly wants: WantsEvent | undefined;
  /** Whether one of the events of a stretch may be shown; undefined where all must be gone through. */
  readonly mayPass: SummaryTest | undefined;
  readonly filters: readonly Filter[];
  readonly write: WriteEvent;
  readonly counts: EventCounts | undefined;
  /** Whether only events of some time are shown. */
  readonly isTimed: boolean;
  shown: number;
  /** Events that may still be shown. */
  left: number;
}

/** Prints the events of captures, one a line. */
export async function print(
  words: readonly string[],
  options: PrintOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  // sysdig's own form: words behind -r FILE are a filter.
  const hasFilterWords = options.read.length > 0 && words.length > 0;
  if (!hasFilterWords) refuseMisplacedWords(words);
  const filter = filterOf(options.filter, hasFilterWords ? words.join(" ") : undefined);
  const files = filesOf(options.read.length > 0 ? options.read : words, terminal);
  const schema = await schemaOf(options, terminal.say);
  const listing = await createListing({ ...options, filter }, schema, terminal);
  await terminal.output.print(listing.header);
  const status = await readCaptures(whileWanted(files, listing), terminal, {
    open: openerWith(schema, {
      reusesBuffers: true,
      index: { isDeclined: options["no-index"], say: terminal.say },
    }),
    read: (run) => list(run, listing, terminal),
    progress: terminal.listingProgress,
  });
  await terminal.output.flush();
  if (listing.counts !== undefined) await terminal.output.print(summaryText(listing.counts, options.json));
  return status;
}

function filterOf(option: string | undefined, words: string | undefined): string | undefined {
  if (option === undefined || words === undefined) return option ?? words;
  throw new UsageError("one filter is enough: either -f FILTER or words behind -r FILE");
}

async function createListing(options: PrintOptions, schema: Schema, terminal: Terminal): Promise<Listing> {
  const time = createTimeColumn(options.time ?? "h");
  const view = options.view ?? "recorded";
  const { header, write, needsAllEvents } = await chooseWriter(options, view, time, terminal);
  const { filter, from, to } = options;
  const condition = await compileWanted({
    view,
    schema,
    filter,
    from,
    to,
    warn: (text) => terminal.say(`warning: filter, ${text}`),
  });
  return {
    time,
    header,
    write,
    view,
    compatible: options.compat,
    wants: condition?.test,
    mayPass: needsAllEvents ? undefined : mayPassOf(condition, time),
    filters: condition?.filters ?? [],
    showsInternal: options.all,
    showsStateOnly: options["state-only"],
    isTimed: (from ?? to) !== undefined,
    counts: options.summary ? new EventCounts(schema) : undefined,
    shown: 0,
    left: options.limit === undefined ? Number.POSITIVE_INFINITY : parseCount("--limit", options.limit),
  };
}

function mayPassOf(condition: EventCondition | undefined, time: TimeColumn): SummaryTest | undefined {
  const mayPass = condition?.mayPass;
  if (mayPass === undefined || time.needs === "all events") return undefined;
  // The first event's time is what others are told from.
  return time.needs === "first event" ? (summary) => summary.firstNumber === 1 || mayPass(summary) : mayPass;
}

/** The default line, or a format where one is asked for. */
async function chooseWriter(
  options: PrintOptions,
  view: View,
  time: TimeColumn,
  terminal: Terminal,
): Promise<FormatWriter> {
  const form = formOf(options);
  if (options.print === undefined && !options.compat && (form === "text" || form === "json")) {
    const theme = await terminal.theme(options.color ?? "auto");
    return { header: "", write: chooseEventWriter(options, time, theme), needsAllEvents: false };
  }
  // libs shows buffers as they are.
  const cut = !options.verbose && form === "text" && view === "recorded";
  return createFormatWriter({
    view,
    form,
    buffers: { ...bufferStyleOf(options), cut, isRagged: options.compat && view === "recorded" },
    format: options.print,
    time: options.time ?? "h",
    controls: controlsOf(options, terminal),
    hasBareNumbers: options.compat && view === "recorded",
  });
}

/** As the reader that is to be equalled does it, but for screens. */
function controlsOf({ compat }: PrintOptions, terminal: Terminal): FormatWish["controls"] {
  if (!compat) return "escaped";
  return terminal.isOutputTerminal() ? "escaped" : "kept";
}

function formOf(options: PrintOptions): FormatWish["form"] {
  const forms = (["json", "csv", "ndjson-full"] as const).filter((name) => options[name]);
  if (forms.length > 1) throw new UsageError("choose one of --json, --csv and --ndjson-full");
  return forms[0] === "ndjson-full" ? "json-full" : (forms[0] ?? "text");
}

function* whileWanted(files: readonly string[], listing: Listing): Generator<string> {
  for (const file of files) if (listing.left > 0) yield file;
}

/** Lists one capture; where a time was given at which it has no events, says when it has. */
async function list(
  run: CaptureRun,
  listing: Listing,
  { output, say }: Pick<Terminal, "output" | "say">,
): Promise<void> {
  const span = listing.isTimed ? new TimeSpan() : undefined;
  const { shown } = listing;
  await listEvents(run, listing, output, span);
  const { file, hasBlocks, events } = run;
  // With a filter events may have been passed over unseen.
  if (hasBlocks && events === 0 && listing.filters.length === 0)
    say(`${nameOfInput(file)}: there are no events in it; scap-dump blocks shows what there is`);
  if (span === undefined || listing.shown > shown) return;
  const when = await eventsSpanText(run.capture, span);
  if (when !== undefined) say(`${nameOfInput(run.file)}: nothing is shown; ${when}`);
}

async function listEvents(
  run: CaptureRun,
  listing: Listing,
  output: Output,
  span: TimeSpan | undefined,
): Promise<void> {
  if (span === undefined && (await showsNothing(run, listing))) return;
  for await (const batch of run.batches(listing)) {
    while (composeLines(batch, listing, output, run, span)) await output.flush();
    await output.flush();
    if (listing.left === 0) return;
  }
}

/** Whether a quick look tells that the capture has no event that is wanted. */
async function showsNothing(run: CaptureRun, listing: Listing): Promise<boolean> {
  const [filter, ...others] = listing.filters;
  // Times that are told from another event want that event seen.
  const isQuick = listing.mayPass !== undefined && listing.time.needs === "nothing" && others.length === 0;
  return filter !== undefined && isQuick && !(await run.canAnyPass(filter, listing));
}

/** Composes lines until the output is full, which is true, or nothing more of the batch is to be shown. */
function composeLines(
  batch: EventBatch,
  listing: Listing,
  output: Output,
  run: CaptureRun,
  span: TimeSpan | undefined,
): boolean {
  const { time, write, wants } = listing;
  const sink: TextSink = output.sink;
  for (let event = batch.next(); event !== undefined; event = batch.next()) {
    run.events = event.number;
    time.see(event);
    span?.see(event);
    if (wants !== undefined && !wants(event, batch.state)) continue;
    if (!isListed(event, listing) || !write(sink, event, batch.state)) continue;
    listing.counts?.add(event);
    listing.shown++;
    if (--listing.left === 0) return false;
    if (output.isFull) return true;
  }
  return false;
}

function summaryText(counts: EventCounts, asJson: boolean): string {
  const rows = counts.rows();
  return asJson ? `${jsonText({ summary: rows })}\n` : renderEventCounts(rows);
}
