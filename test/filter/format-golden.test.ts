import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/capture.ts";
import { isStateOnly } from "../../src/decoder/event.ts";
import { isInternal } from "../../src/decoder/event-kind.ts";
import { TextSink } from "../../src/decoder/text-sink.ts";
import { compileFormat } from "../../src/filter/format.ts";
import { readGolden, saysTheSame } from "../helpers/golden.ts";

const CAPTURES = fileURLToPath(new URL("../fixtures/captures", import.meta.url));
const GOLDEN = fileURLToPath(new URL("../golden/sysdig-0.29.3", import.meta.url));

/** What sysdig prints unless told otherwise. */
const DEFAULT_FORMAT =
  "*%evt.num %evt.outputtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info";

/** Lines that differ on purpose (docs/differences.md, "State"). */
const DIFFERENT: Readonly<Record<string, readonly number[]>> = { p1_render: [], p2_state: [6, 47, 53] };

describe("sysdig's default format prints sysdig's default listing", () => {
  it.each(Object.entries(DIFFERENT))("%s", async (name, different) => {
    const theirs = readGolden(join(GOLDEN, `${name}.default.txt.gz`));
    const ours = await printCapture(join(CAPTURES, `${name}.scap`));
    expect(ours.length).toBe(theirs.length);
    const wrong = theirs.filter((line, index) => !saysTheSame(ours[index] ?? "", line));
    expect(wrong.map((line) => Number.parseInt(line, 10))).toEqual(different);
  });
});

async function printCapture(path: string): Promise<string[]> {
  const format = compileFormat(DEFAULT_FORMAT, { view: "recorded" });
  const sink = new TextSink({ escaping: true });
  const lines: string[] = [];
  for await (const batch of openCapture(path).batches()) {
    for (let event = batch.next(); event !== undefined; event = batch.next()) {
      sink.truncate(0);
      if (isInternal(event.spec) || isStateOnly(event)) continue;
      if (format.write(sink, event, batch.state)) lines.push(sink.toString());
    }
  }
  return lines;
}
