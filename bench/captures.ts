import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where generated captures and the bundled measurements go; ignored by git. */
export const DATA = inProject("bench/data");
export const PROGRAM = inProject("dist/cli/main.js");
export const PERFORMANCE_PAGE = inProject("docs/performance.md");

/** A web server and its clients: almost all exit events, as probes since 2024 record them. */
export const DEFAULT_SOURCE = inProject("samples/http.scap");
/** Enter and exit events, as older probes recorded them; sysdig 0.29.3 crashes on newer captures. */
export const DEFAULT_OLD_SOURCE = inProject("samples/hand-made.scap");

/** Forms of a generated capture. */
export type Variant = "plain" | "gzip" | "large";

const SUFFIXES: Readonly<Record<Variant, string>> = { plain: ".scap", gzip: ".scap.gz", large: "-10x.scap" };

/** The capture generated from a source. */
export function capturePath(source: string, variant: Variant): string {
  return join(DATA, basename(source).replace(/\.scap(\.gz)?$/, "") + SUFFIXES[variant]);
}

function inProject(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}
