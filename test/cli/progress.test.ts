import { describe, expect, it } from "vitest";
import { Progress, renderProgress } from "../../src/cli/progress.ts";

const MIB = 1024 * 1024;

describe("renderProgress", () => {
  it("tells share, speed and time left", () => {
    const state = { bytesRead: 42 * MIB, sizeBytes: 100 * MIB, events: 400_000 };
    expect(renderProgress(state, 2)).toBe("42 %, 21.0 MiB/s, 200,000 events/s, 3 s left");
  });

  it("tells only the speed of a pipe", () => {
    const state = { bytesRead: 42 * MIB, sizeBytes: undefined, events: 10 };
    expect(renderProgress(state, 1)).toBe("42.0 MiB, 42.0 MiB/s, 10 events/s");
  });

  it("copes with the very start", () => {
    expect(renderProgress({ bytesRead: 0, sizeBytes: 100, events: 0 }, 0)).toMatch(/^0 %, 0 B\/s/);
  });
});

describe("Progress", () => {
  it("shows itself ten times a second at most and erases itself", () => {
    const written: string[] = [];
    let nowMs = 0;
    const progress = new Progress(
      (text) => written.push(text),
      () => nowMs,
    );
    progress.erase();
    for (; nowMs < 1000; nowMs += 10) progress.update({ bytesRead: nowMs, sizeBytes: 1000, events: nowMs });
    expect(written.length).toBeGreaterThan(5);
    expect(written.length).toBeLessThanOrEqual(10);
    progress.erase();
    expect(written.at(-1)).toBe("\r\u001b[K");
    progress.erase();
    expect(written.filter((text) => text === "\r\u001b[K")).toHaveLength(1);
  });
});
