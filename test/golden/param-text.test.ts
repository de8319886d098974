import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { openCapture } from "../../src/capture/capture.ts";
import type { EventParam } from "../../src/capture/event.ts";
import { readGolden } from "../helpers/golden.ts";
import { readGoldenParams } from "../helpers/params-golden.ts";

const CAPTURE = fileURLToPath(new URL("../fixtures/captures/all_types.scap", import.meta.url));
const GOLDEN = fileURLToPath(new URL("libs-head", import.meta.url));

/**
 * Meanings that depend on the state of this capture, whose random tids and fds contradict each other: events in which
 * ours is another than that of libs HEAD, all for the reasons given in docs/differences.md, "Contradicting events" and "copies of unknown fds".
 */
const OTHER_MEANINGS = 55;

it("the text of every parameter of 386 event types equals that of libs HEAD", async () => {
  const texts = goldenTexts();
  let compared = 0;
  const otherRaw: string[] = [];
  const otherMeaning = new Set<number>();
  for await (const event of openCapture(CAPTURE).events()) {
    const wanted = texts.get(`${event.tsNs} ${event.direction}`);
    for (const param of wanted === undefined ? [] : event.params) {
      const text = wanted?.get(param.name);
      if (text === undefined) continue;
      compared++;
      const meaning = param.meaning === "" ? "" : `(${param.meaning})`;
      if (text === param.text + meaning) continue;
      if (dependsOnState(param) && text.replace(/\(.*\)$/, "") === param.text) otherMeaning.add(event.number);
      else otherRaw.push(`${event.number} ${event.name} ${param.name}: ${param.text}${meaning}, libs ${text}`);
    }
  }
  expect(otherRaw).toEqual([]);
  expect(otherMeaning.size).toBe(OTHER_MEANINGS);
  expect(compared).toBeGreaterThan(2000);
});

function dependsOnState(param: EventParam): boolean {
  return /^(FD|PID|FSPATH|FSRELPATH|DYN)$/.test(param.spec?.type ?? "");
}

/** Timestamp and direction of each event to the texts of its parameters, by name. */
function goldenTexts(): Map<string, Map<string, string>> {
  const lines = readGolden(join(GOLDEN, "all_types.txt.gz"));
  const events = readGoldenParams(join(GOLDEN, "all_types.params.txt.gz"));
  return new Map(
    lines.map((line, at) => {
      const [, ts, , direction] = line.split(" ");
      return [`${ts} ${direction}`, splitArguments(line, events[at]?.params.map(({ name }) => name) ?? [])];
    }),
  );
}

/** Values may hold anything, so a line is cut at its parameters' names, whose order is known. */
function splitArguments(line: string, names: readonly string[]): Map<string, string> {
  const texts = new Map<string, string>();
  let rest = line;
  for (const name of [...names].reverse()) {
    const at = rest.lastIndexOf(` ${name}=`);
    if (at < 0) continue;
    texts.set(name, rest.slice(at + name.length + 2));
    rest = rest.slice(0, at);
  }
  return texts;
}
