import { expect } from "vitest";
import { toMatchScapSnapshot } from "./node-matchers.ts";

/*
 * Importing this module gives vitest's `expect` the matcher `toMatchScapSnapshot`.
 */
expect.extend({ toMatchScapSnapshot });

declare module "vitest" {
  // biome-ignore lint/suspicious/noExplicitAny: declarations are merged only with vitest's own type parameters
  interface Matchers<T = any> {
    /** The capture of that path decodes to what is stored beside it, in `PATH.snap`. */
    toMatchScapSnapshot(): Promise<T>;
  }
}
