import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { checkEdits, type Tally } from "../test/edit/campaign/check-edits.ts";
import { EDITS } from "../test/edit/campaign/edits.ts";
import { plainBytes } from "../test/helpers/indexed.ts";

/**
 * Edits captures in every way there is, at random, and compares what the fields of their events show before and after
 * (CONTRIBUTING.md, "Tests"). One capture is one process.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cuts: { type: "string", default: "200" },
    only: { type: "string" },
    compat: { type: "boolean", default: false },
    jobs: { type: "string", default: String(availableParallelism()) },
  },
});

if (positionals.length === 0) {
  console.error("usage: npm run check:edits -- [--cuts 200] [--only EDIT] [--compat] [--jobs N] CAPTURE…");
  process.exitCode = 2;
} else if (positionals.length === 1) await checkOne(positionals[0] as string);
else await checkAll();

async function checkAll(): Promise<void> {
  const waiting = [...positionals];
  const work = async () => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const given = process.argv.slice(2).filter((word) => !positionals.includes(word));
      const child = fork(new URL(import.meta.url), [...given, path], { execArgv: process.execArgv });
      const status = await new Promise((resolve) => child.on("exit", resolve));
      if (status !== 0) process.exitCode = 1;
    }
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, work));
}

async function checkOne(path: string): Promise<void> {
  const started = performance.now();
  const { only = "", compat } = values;
  const edits = EDITS.filter(({ name }) => name.includes(only));
  const bytes = new Uint8Array(plainBytes(readFileSync(path)));
  const tallies = await checkEdits(basename(path), bytes, {
    cuts: Number(values.cuts),
    edits,
    imitates: compat,
  });
  const seconds = Math.round((performance.now() - started) / 1000);
  const captures = tallies.reduce((sum, { captures }) => sum + captures, 0);
  const wrong = tallies.reduce((sum, tally) => sum + tally.wrong, 0);
  console.log(
    [`${path}: ${wrong} of ${captures} readings differ (${seconds} s)`, ...tallies.flatMap(linesOf)].join(
      "\n",
    ),
  );
  if (wrong > 0) process.exitCode = 1;
}

function linesOf({ edit, reading, captures, wrong, events, different, fields }: Tally): string[] {
  if (wrong === 0) return [];
  const line = `  ${edit}, ${reading}: ${wrong} of ${captures} captures, ${different} of ${events} events`;
  return [line, ...[...fields].map(([field, { count, example }]) => `    ${field} ${count}: ${example}`)];
}
