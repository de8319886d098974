import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { ExitStatus } from "../../src/cli/exit-status.ts";
import { runCommand } from "./helpers/run-command.ts";
import { smallCapture } from "./helpers/small-capture.ts";
import { temporaryFiles } from "./helpers/temporary-files.ts";

const COMMANDS = [
  ["--all"],
  ["-j"],
  ["-X", "--color", "always"],
  ["info"],
  ["blocks"],
  ["blocks", "-j"],
] as const;
const ENDINGS: readonly ExitStatus[] = [ExitStatus.FINE, ExitStatus.FAILED, ExitStatus.DAMAGED];

const bytes = smallCapture();
const file = temporaryFiles()("random.scap", bytes);

/** Bytes put somewhere, and an end somewhere. */
const damages = fc.record({
  writes: fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
  end: fc.oneof(fc.constant(bytes.length), fc.nat(bytes.length)),
});

it("is told of in one line for each finding, whatever it is", async () => {
  await fc.assert(
    fc.asyncProperty(damages, async ({ writes, end }) => {
      const damaged = bytes.slice(0, end);
      for (const [at, value] of writes) if (at < end) damaged[at] = value;
      writeFileSync(file, damaged);
      for (const command of COMMANDS) await expectOrder(command);
    }),
    { numRuns: 30 },
  );
});

async function expectOrder(command: readonly string[]): Promise<void> {
  const { status, text, remarks } = await runCommand(...command, file);
  expect(ENDINGS).toContain(status);
  expect(remarks.length > 0).toBe(status !== ExitStatus.FINE);
  for (const remark of remarks) expect(remark).toMatch(/\(at byte \d+\)$|more findings?$/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not reach a terminal
  expect(text).not.toMatch(/[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]/);
}
