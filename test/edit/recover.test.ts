import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/capture.ts";
import { recoverCapture } from "../../src/edit/recover.ts";
import { MemoryOutput } from "../../src/format/capture-output.ts";
import { CaptureWriter } from "../../src/format/capture-writer.ts";
import { blockTypeOf, STATE_SUPPLEMENT } from "../../src/format/catalogue.ts";
import { borrowBlock } from "../../src/format/write-block.ts";
import { WRITE_TARGETS, type WriteTarget } from "../../src/format/write-target.ts";
import { processList, readEnter, readExit, START_NS } from "../cli/helpers/small-capture.ts";
import { collect } from "../format/chunks.ts";
import { resavedInterfaceList } from "../format/short-lists.ts";
import { ascii, block, concat, i64, sectionHeader, zeroes } from "../helpers/bytes.ts";
import { anyFault, damage, type Fault, untouchedRanges } from "../helpers/faults.ts";
import { describeWithReference } from "../helpers/reference.ts";
import { describeWithSysdig, sysdig } from "../helpers/sysdig.ts";

const FIXTURES = fileURLToPath(new URL("../fixtures/captures", import.meta.url));
const CAPTURES = readdirSync(FIXTURES).filter((file) => file.endsWith(".scap"));
const MALFORMED = fileURLToPath(new URL("../fixtures/malformed", import.meta.url));

const HEADER = sectionHeader();

async function recovered(bytes: Uint8Array, target?: WriteTarget) {
  const output = new MemoryOutput();
  const account = await recoverCapture(openCapture(bytes).chunks(), new CaptureWriter(output), { target });
  return { account, bytes: output.bytes };
}

interface PlacedBlock {
  readonly start: number;
  readonly end: number;
  readonly isEvent: boolean;
  readonly key: string;
}

async function blocksOf(bytes: Uint8Array): Promise<PlacedBlock[]> {
  const blocks: PlacedBlock[] = [];
  const capture = openCapture(bytes);
  for await (const batch of capture.blocks()) {
    for (let k = 0; k < batch.count; k++) {
      const start = batch.base + (batch.starts[k] as number);
      const block = borrowBlock(batch, k);
      const isEvent = blockTypeOf(batch.types[k] as number).kind === "event";
      blocks.push({ start, end: start + block.length, isEvent, key: Buffer.from(block).toString("latin1") });
    }
  }
  expect(capture.damage).toEqual([]);
  return blocks;
}

/** Reads everything a reader reads, and expects nothing to be wrong with it. */
async function expectSound(bytes: Uint8Array): Promise<void> {
  const capture = openCapture(bytes);
  for await (const batch of capture.batches()) while (batch.next() !== undefined);
  expect(capture.damage).toEqual([]);
}

function countsOf(blocks: readonly PlacedBlock[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { key } of blocks) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

async function checkFaults(bytes: Uint8Array, numRuns: number): Promise<void> {
  const blocks = await blocksOf(bytes);
  const anyFaults = fc.array(anyFault, { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(anyFaults, (faults) => checkOne(bytes, blocks, faults)),
    { numRuns },
  );
}

async function checkOne(
  bytes: Uint8Array,
  blocks: readonly PlacedBlock[],
  faults: readonly Fault[],
): Promise<void> {
  const damaged = damage(bytes, faults);
  const result = await recovered(damaged.bytes);
  const untouched = untouchedRanges(damaged).flatMap(([start, end]) =>
    blocks.filter((block) => block.start >= start && block.end <= end),
  );
  if (result.account.blocksWritten > 0) await expectSound(result.bytes);
  const kept = countsOf(await blocksOf(result.bytes.length === 0 ? new Uint8Array(bytes) : result.bytes));
  const events = untouched.filter(({ isEvent }) => isEvent);
  for (const [key, count] of countsOf(events)) expect(kept.get(key) ?? 0).toBeGreaterThanOrEqual(count);
  const { account } = result;
  expect(account.bytesRead).toBe(damaged.bytes.length);
  expect(account.bytesKept + account.bytesLost + account.bytesLeftOut).toBe(account.bytesRead);
  const soundBytes = events.reduce((sum, { start, end }) => sum + end - start, 0);
  expect(account.bytesKept).toBeGreaterThanOrEqual(soundBytes);
  expect(account.bytesWritten).toBe(result.bytes.length);
  const again = await recovered(result.bytes);
  expect(again.account.findings.filter(({ kind }) => kind !== "left-out")).toEqual([]);
  expect(Buffer.from(again.bytes).equals(result.bytes)).toBe(true);
}

describe("recoverCapture", () => {
  it.each(CAPTURES)("%s: a sound capture stays as it is", async (file) => {
    const bytes = await collect(openCapture(join(FIXTURES, file)).chunks());
    const { account, bytes: written } = await recovered(bytes);
    expect(account).toMatchObject({ bytesLost: 0, bytesLeftOut: 0, blocksMended: 0, findings: [] });
    expect(Buffer.from(written).equals(bytes)).toBe(true);
  });

  it.each(["p2_state.scap", "tiny_plain.scap"])("%s: loses nothing that was not touched", async (file) => {
    await checkFaults(new Uint8Array(readFileSync(join(FIXTURES, file))), 150);
  });

  it.each(readdirSync(MALFORMED))("%s becomes a capture that is sound, or none", async (file) => {
    const { account, bytes } = await recovered(new Uint8Array(readFileSync(join(MALFORMED, file))));
    if (account.blocksWritten > 0) await expectSound(bytes);
  });
});

describe("what recoverCapture makes of", () => {
  const thread = processList({ tid: 100 });
  const [enter, exit] = [readEnter(0), readExit(1000, "hello")];
  const recover = async (...parts: Uint8Array[]) => {
    const { account, bytes } = await recovered(concat(...parts));
    const blocks = await blocksOf(bytes);
    const written = blocks.map(({ key }) => Buffer.from(key, "latin1").toString("hex"));
    const findings = account.findings.map(({ kind, offset, sizeBytes }) => `${kind} ${offset}+${sizeBytes}`);
    return { written, findings, account };
  };
  const hexOf = (...parts: Uint8Array[]) => parts.map((part) => Buffer.from(part).toString("hex"));

  it("an event with one wrong bit in its block's type", async () => {
    const broken = enter.slice();
    broken[0] = 0x96;
    const { written, findings } = await recover(HEADER, thread, broken, exit);
    expect(written).toEqual(hexOf(HEADER, thread, enter, exit));
    expect(findings).toEqual([`mended ${28 + thread.length}+${enter.length}`]);
  });

  it("a missing section header", async () => {
    const { written, findings } = await recover(thread, enter, exit);
    expect(written).toEqual(hexOf(HEADER, thread, enter, exit));
    expect(findings).toEqual(["added 0+0"]);
  });

  it("a second section that lost its header: what it shares with the first is repeated", async () => {
    const [machine, other] = [block(0x201, zeroes(180)), processList({ tid: 7 })];
    const { written } = await recover(HEADER, machine, thread, enter, zeroes(28), other, exit);
    expect(written).toEqual(hexOf(HEADER, machine, thread, enter, HEADER, machine, other, exit));
  });

  it("lists behind events: a copy is left out, and so is one without a process list", async () => {
    const fds = block(0x218, i64(100));
    const { written, findings } = await recover(HEADER, thread, enter, thread, exit, fds, exit);
    expect(written).toEqual(hexOf(HEADER, thread, enter, exit, exit));
    const second = 28 + thread.length + enter.length;
    const third = second + thread.length + exit.length;
    expect(findings).toEqual([`left-out ${second}+${thread.length}`, `left-out ${third}+${fds.length}`]);
  });

  it("lists in another order, and fds of threads that no list has", async () => {
    const fds = block(0x218, i64(55));
    const machine = block(0x201, zeroes(180));
    const { written } = await recover(HEADER, fds, thread, machine, enter);
    expect(written.map((hexText) => hexText.slice(0, 8))).toEqual(
      hexOf(HEADER, machine, thread, processList(), fds, enter).map((hexText) => hexText.slice(0, 8)),
    );
  });

  it("lists whose writers told too short a length: each once, in a frame that is right", async () => {
    const list = resavedInterfaceList(3);
    const whole = block(0x219, list.subarray(8, -4));
    const { written } = await recover(HEADER, list, thread, enter);
    expect(written).toEqual(hexOf(HEADER, whole, thread, enter));
    const wrongEnd = thread.slice();
    wrongEnd[wrongEnd.length - 4] = 1;
    expect((await recover(HEADER, wrongEnd, enter, exit)).written).toEqual(
      hexOf(HEADER, thread, enter, exit),
    );
  });

  it("unknown blocks: kept before events, left out behind, for readers stop there", async () => {
    const unknown = block(0x777, ascii("what"));
    const { written } = await recover(HEADER, unknown, thread, enter, unknown, exit);
    expect(written).toEqual(hexOf(HEADER, unknown, thread, enter, exit));
  });

  it("a section without events", async () => {
    expect((await recover(HEADER, thread)).written).toEqual(hexOf(HEADER, thread));
    expect((await recover(HEADER, thread, enter, HEADER, thread)).written).toEqual(
      hexOf(HEADER, thread, enter),
    );
  });

  it("losses: how many events, and of which time", async () => {
    const lost = [readEnter(2000), readExit(3000, "gone"), readEnter(4000)].map((event) => event.fill(0xee));
    const last = readExit(9000, "again");
    const { account } = await recover(HEADER, thread, enter, exit, ...lost, last);
    expect(account).toMatchObject({ eventsWritten: 3, lostSpanNs: 8000n });
    expect(account.estimatedEventsLost).toBe(3);
    const [finding] = account.findings;
    expect(finding).toMatchObject({ kind: "lost", afterNs: START_NS + 1000n, beforeNs: START_NS + 9000n });
    expect(account.bytesLost).toBe(lost.reduce((sum, { length }) => sum + length, 0));
  });

  it("an event that is cut off and contradicts itself: no more is lost than was there", async () => {
    const bad = exit.slice(0, -4);
    bad[32] = 0x7f;
    const { account } = await recover(HEADER, thread, enter, bad);
    expect(account).toMatchObject({ eventsWritten: 1, bytesLost: bad.length });
    const faults: Fault[] = [
      { kind: "duplicate", at: 0, size: 1669 },
      { kind: "cut", at: 0.5 },
      { kind: "cut", at: 0.5 },
      { kind: "hole", at: 0, size: 876 },
      { kind: "flip", at: 0, bit: 1 },
    ];
    const bytes = new Uint8Array(readFileSync(join(FIXTURES, "p2_state.scap")));
    await checkOne(bytes, await blocksOf(bytes), faults);
  });

  it("a block that is cut off where others follow, and by chance end where it would have", async () => {
    const bytes = new Uint8Array(readFileSync(join(FIXTURES, "p2_state.scap")));
    await checkOne(bytes, await blocksOf(bytes), [
      { kind: "hole", at: 0, size: 895 },
      { kind: "duplicate", at: 0, size: 440 },
      { kind: "hole", at: 0, size: 1 },
    ]);
  });

  it("a state supplement with lines that are none: the others as they are", async () => {
    const lines = (text: string) => block(STATE_SUPPLEMENT, ascii(text));
    const { written, account } = await recover(HEADER, thread, lines('{"tid": 7}\nno\n{"tid":8}\n'), enter);
    expect(written).toEqual(hexOf(HEADER, thread, lines('{"tid": 7}\n{"tid":8}'), enter));
    // The line, and the end of the last one.
    expect(account).toMatchObject({ bytesLost: 4, blocksMended: 1, blocksPartial: 1 });
    expect(account.findings).toMatchObject([{ kind: "mended", isPartial: true }]);
  });

  it("a list that is cut off: some of it is lost, and that is told once", async () => {
    const list = processList({ tid: 1 }).subarray(0, -40);
    const { account } = await recover(HEADER, list);
    // All but the frame.
    expect(account).toMatchObject({ bytesLost: list.length - 12, blocksMended: 1, blocksPartial: 1 });
  });

  it("any number of empty sections", async () => {
    const sections = Array.from({ length: 1000 }, () => HEADER);
    expect((await recover(...sections, thread, enter)).written).toEqual(hexOf(...sections, thread, enter));
  });

  it("nothing at all", async () => {
    const { bytes, account } = await recovered(zeroes(100_000));
    expect(bytes).toHaveLength(0);
    expect(account).toMatchObject({ blocksWritten: 0, bytesLost: 100_000 });
  });
});

describeWithReference("recovery of real captures", ["captures"], (dir) => {
  const files = ["public", "recorded"].flatMap((folder) =>
    readdirSync(join(dir, folder)).map((file) => join(folder, file)),
  );
  it.each(files)("%s: loses nothing that was not touched", async (file) => {
    await checkFaults(await collect(openCapture(join(dir, file)).chunks()), 3);
  });
});

describeWithSysdig("what sysdig reads of recovered captures", () => {
  const folder = mkdtempSync(join(tmpdir(), "scap-recover-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(readdirSync(MALFORMED))("%s opens, or has no event", async (file) => {
    const input = new Uint8Array(readFileSync(join(MALFORMED, file)));
    const { account, bytes } = await recovered(input, WRITE_TARGETS["sysdig-0.29"]);
    if (account.eventsWritten === 0 || file === "c03_bigendian.scap") return;
    const path = join(folder, file);
    writeFileSync(path, bytes);
    expect(sysdig("-r", path)).toMatchObject({ status: 0, stderr: "" });
  });

  describeWithReference("damaged at random", ["captures", "public"], (dir) => {
    // Events are the end of most of these, and would be cut off.
    const inside = anyFault.filter(({ kind }) => kind !== "cut");
    const faultSets = fc.sample(fc.array(inside, { minLength: 1, maxLength: 20 }), { seed: 7, numRuns: 4 });
    it.each(readdirSync(dir))("%s opens", async (file) => {
      const bytes = await collect(openCapture(join(dir, file)).chunks());
      for (const faults of faultSets) {
        const result = await recovered(damage(bytes, faults).bytes, WRITE_TARGETS["sysdig-0.29"]);
        const path = join(folder, `random-${file}`);
        writeFileSync(path, result.bytes);
        expect(result.account.eventsWritten).toBeGreaterThan(0);
        expect(sysdig("-r", path)).toMatchObject({ status: 0, stderr: "" });
      }
    });
  });

  describeWithReference("sysdig's own broken files", ["captures", "public"], (dir) => {
    it.each(["curl_google.scap", "502Error.scap"])("%s, saved again by sysdig", async (file) => {
      const broken = join(folder, `broken-${file}`);
      sysdig("-r", join(dir, file), "-w", broken);
      expect(sysdig("-r", broken).status).toBe(1);
      const { account, bytes } = await recovered(new Uint8Array(readFileSync(broken)));
      expect(account).toMatchObject({ bytesLost: 0, bytesLeftOut: 0, blocksMended: 1 });
      expect(bytes).toHaveLength(readFileSync(broken).length);
      const whole = join(folder, `whole-${file}`);
      writeFileSync(whole, bytes);
      expect(sysdig("-r", whole)).toEqual(sysdig("-r", join(dir, file)));
    });
  });
});
