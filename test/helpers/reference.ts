import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const BESIDE_THE_PROJECT = fileURLToPath(new URL("../../../shared", import.meta.url));

/**
 * Path of something in the reference material: the folder that SCAP_REFERENCE names, else `shared` beside the project.
 * Undefined where it is absent: the material is not part of the project.
 */
export function referencePath(...parts: string[]): string | undefined {
  const path = join(process.env.SCAP_REFERENCE || BESIDE_THE_PROJECT, ...parts);
  return existsSync(path) ? path : undefined;
}

/**
 * A suite that needs a part of the reference material and gets its path.
 * Where that is absent it says so and runs nothing; where CI is set it fails, so that nothing is left unchecked there.
 */
export function describeWithReference(
  title: string,
  parts: readonly string[],
  suite: (path: string) => void,
): void {
  const path = referencePath(...parts);
  if (path !== undefined) {
    describe(title, () => suite(path));
    return;
  }
  const complaint = `"${title}" is not checked: no ${parts.join("/")} in the reference material (see SCAP_REFERENCE)`;
  console.warn(complaint);
  describe(title, () => {
    it.runIf(process.env.CI)("has the reference material", () => expect.fail(complaint));
  });
}
