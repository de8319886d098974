import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { SYSDIG_EXPRESSIONS } from "../test/filter/sysdig-expressions.ts";

/**
 * Records which events of a capture sysdig lets through each filter, for test/filter/sysdig-differential.test.ts:
 * one line for each filter, the numbers of events, a tab, the filter.
 */
const [capturePath, goldenPath, every = "1"] = process.argv.slice(2);

if (capturePath === undefined || goldenPath === undefined) {
  console.error(
    "usage: tsx scripts/record-selections.ts CAPTURE GOLDEN.txt.gz [EVERY]   needs sysdig 0.29.3",
  );
  process.exitCode = 2;
} else {
  const expressions = SYSDIG_EXPRESSIONS.filter((_, index) => index % Number(every) === 0);
  const lines = await selectAll(capturePath, expressions);
  writeFileSync(goldenPath, gzipSync(`${lines.join("\n")}\n`, { level: 9 }));
  console.log(`${goldenPath}: ${lines.length} filters`);
}

async function selectAll(path: string, expressions: readonly string[]): Promise<readonly string[]> {
  const lines: string[] = [];
  const waiting = [...expressions.entries()];
  const work = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
      lines[next[0]] = `${(await select(path, next[1])).join(" ")}\t${next[1]}`;
  };
  await Promise.all(Array.from({ length: 2 * availableParallelism() }, work));
  return lines;
}

async function select(path: string, expression: string): Promise<readonly string[]> {
  const env = { ...process.env, TZ: "UTC" };
  const { stdout } = await promisify(execFile)("sysdig", ["-r", path, "-p", "%evt.num", expression], {
    env,
    maxBuffer: 2 ** 26,
  });
  return stdout.split("\n").filter((line) => line !== "");
}
