import { describe, expect, it } from "vitest";
import { CoverageCollector } from "../../src/analysis/coverage/coverage-collector.ts";
import {
  type CoverageKind,
  type CoverageReport,
  coverageReport,
} from "../../src/analysis/coverage/coverage-report.ts";
import { openCapture } from "../../src/capture/capture.ts";
import { EventReader } from "../../src/capture/event-reader.ts";
import { currentSchema } from "../../src/schema/current.ts";
import { EventFlag } from "../../src/schema/types.ts";
import { block, concat, eventV2, sectionHeader, u8 } from "../helpers/bytes.ts";
import { captureOf, event, tuple4 } from "../helpers/events.ts";

async function cover(capture: Uint8Array, withOld = false): Promise<CoverageReport> {
  const collector = new CoverageCollector();
  const reader = new EventReader(currentSchema, () => {});
  for await (const batch of openCapture(capture).blocks()) {
    collector.addBlocks(batch);
    reader.load(batch);
    for (let record = reader.next(); record !== undefined; record = reader.next())
      collector.addEvent(record, reader.state);
  }
  return coverageReport(collector, currentSchema, { withOld });
}

function seen({ goals }: CoverageReport, kind: CoverageKind): string[] {
  const items = goals.find((goal) => goal.kind === kind)?.items ?? [];
  return items.filter(({ count }) => count > 0).map(({ name }) => name);
}

describe("coverage", () => {
  it("tells events, parameters and named values that were seen", async () => {
    const report = await cover(captureOf(event("<openat", 1, { fd: -2, dirfd: -100, flags: 4097 })));
    expect(seen(report, "events")).toEqual(["<openat/307"]);
    expect(seen(report, "parameters")).toEqual(["<openat/307 fd", "<openat/307 dirfd", "<openat/307 flags"]);
    expect(seen(report, "flag values")).toEqual(["file_flags O_RDONLY", "file_flags O_CLOEXEC"]);
    expect(seen(report, "errnos")).toEqual(["ENOENT"]);
    const openat = report.events.find(({ code }) => code === 307);
    expect(openat?.params.find(({ name }) => name === "name")).toMatchObject({
      values: 0,
      empty: 1,
      malformed: 0,
    });
    expect(openat?.params.find(({ name }) => name === "flags")?.missing).toContain("O_DIRECTORY");
  });

  it("tells the kinds of fds that events use", async () => {
    const report = await cover(
      captureOf(
        event("<socket", 1, { fd: 4, domain: 2, type: 1, proto: 0 }),
        event(">connect", 1, { fd: 4 }),
        event("<connect", 1, { res: 0, tuple: tuple4("10.0.0.1:1", "10.0.0.2:2"), fd: 4 }),
        event("<openat", 1, { fd: 5, dirfd: -100, name: "/etc/hosts", flags: 1 }),
        event("<close", 1, { res: 0, fd: 5 }),
      ),
    );
    expect(seen(report, "fd types")).toEqual(["file", "ipv4"]);
  });

  it("tells the blocks, unknown ones too", async () => {
    const report = await cover(concat(sectionHeader(), block(0x7777, u8(1)), eventV2({ type: 60000 })));
    expect(seen(report, "block versions")).toEqual(["SHB", "EV V2", "0x7777"]);
    expect(report).toMatchObject({ eventCount: 1, unknownEvents: 1 });
  });

  it("counts bytes that are no value for none", async () => {
    const report = await cover(concat(sectionHeader(), eventV2({ type: 7, params: [u8(1)] })));
    const read = report.events.find(({ code }) => code === 7);
    expect(read?.params[0]).toMatchObject({ name: "res", values: 0, malformed: 1 });
    expect(seen(report, "parameters")).toEqual([]);
  });

  it("makes no goal of unused codes, and of old versions only when asked to", async () => {
    const [current, old] = [await cover(captureOf()), await cover(captureOf(), true)];
    const flagsOf = (report: CoverageReport) =>
      report.events.map(({ code }) => currentSchema.event(code)?.flags ?? 0);
    expect(flagsOf(current).filter((flags) => flags & (EventFlag.UNUSED | EventFlag.OLD_VERSION))).toEqual(
      [],
    );
    expect(flagsOf(old).filter((flags) => flags & EventFlag.UNUSED)).toEqual([]);
    expect(old.events.length).toBeGreaterThan(current.events.length + 100);
  });
});
