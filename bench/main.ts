/** Measures the toolkit and prints the figures: `npm run bench -- --help`. */
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { DEFAULT_OLD_SOURCE, DEFAULT_SOURCE, PERFORMANCE_PAGE } from "./captures.ts";
import { generate } from "./generate.ts";
import { renderMarkdown, renderText } from "./render.ts";
import { type Capture, compare, type Report, summarize } from "./report.ts";
import { type Input, ROWS, type Row } from "./rows.ts";
import { bundleMeasurements, canRun, countEvents, type Run, run } from "./run.ts";

const HELP = `usage: npm run bench -- [options]

  --rounds N         runs of each row, of which the median counts (5)
  --only ID,ID…      only these rows: ${ROWS.map(({ id }) => id).join(" ")}
  --cpu              processor time of all threads instead of time passed: for machines that do other things too
  --large            also a capture ten times as long (3 GB on disk)
  --source FILE      the capture to repeat (samples/http.scap)
  --old-source FILE  one with enter and exit events, to compare with sysdig (samples/hand-made.scap)
  --json             the figures as JSON
  --markdown         also write the tables into docs/performance.md
`;

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    only: { type: "string" },
    cpu: { type: "boolean", default: false },
    large: { type: "boolean", default: false },
    source: { type: "string", default: DEFAULT_SOURCE },
    "old-source": { type: "string", default: DEFAULT_OLD_SOURCE },
    json: { type: "boolean", default: false },
    markdown: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (options.help) process.stdout.write(HELP);
else {
  const report = await measure(chosenRows(), Number(options.rounds));
  process.stdout.write(`${options.json ? JSON.stringify(report, null, 2) : renderText(report)}\n`);
  if (options.markdown) updatePage(renderMarkdown(report));
}

function chosenRows(): Row[] {
  const only = options.only?.split(",");
  return ROWS.filter(({ id, input, how }) => {
    if (only !== undefined) return only.includes(id);
    // What takes no time takes less than can be told of another process.
    if (options.cpu && input === "none") return false;
    return (options.large || input !== "large") && canRun(how);
  });
}

/** Round by round through all rows, so that a busy moment of the machine does not hit one row alone. */
async function measure(rows: readonly Row[], rounds: number): Promise<Report> {
  await bundleMeasurements();
  const captures = await makeCaptures(rows);
  const runs = new Map<string, Run[]>(rows.map(({ id }) => [id, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const { id, how, input } of rows) {
      showProgress(`round ${round} of ${rounds}: ${id}`);
      runs.get(id)?.push(timed(await run(how, captures.get(input)?.path)));
    }
  }
  showProgress("");
  return {
    node: process.version,
    cpus: cpus().length,
    rounds,
    isCpuTime: options.cpu,
    captures: [...captures.values()].map(({ path: _, ...facts }) => facts),
    results: rows.map((row) => summarize(row, runs.get(row.id) ?? [], captures.get(row.input))),
    ratios: compare(runs),
  };
}

function timed(run: Run): Run {
  return options.cpu ? { ...run, seconds: run.cpuSeconds ?? Number.NaN } : run;
}

/** The captures that the rows read; counting their events also brings them into the system's cache. */
async function makeCaptures(rows: readonly Row[]): Promise<ReadonlyMap<Input, Capture>> {
  const captures = new Map<Input, Capture>();
  for (const input of new Set(rows.map((row) => row.input))) {
    if (input === "none") continue;
    showProgress(`making captures: ${input}`);
    captures.set(input, await makeCapture(input));
  }
  return captures;
}

async function makeCapture(input: Exclude<Input, "none">): Promise<Capture> {
  const source = input === "old" ? options["old-source"] : options.source;
  const path = await generate(source, input === "old" ? "plain" : input);
  // A compressed capture is measured by what it holds.
  const raw = input === "gzip" ? await generate(source, "plain") : path;
  return {
    input,
    path,
    sizeBytes: statSync(path).size,
    rawBytes: statSync(raw).size,
    events: await countEvents(path),
  };
}

function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

/** Puts the tables between the marks of the page on performance. */
function updatePage(tables: string): void {
  const page = readFileSync(PERFORMANCE_PAGE, "utf8");
  const between = /(?<=<!-- figures -->\n)[\s\S]*(?=<!-- end of figures -->)/;
  writeFileSync(
    PERFORMANCE_PAGE,
    page.replace(between, () => `\n${tables}\n\n`),
  );
}
