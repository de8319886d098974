import type { WorkName } from "./works.ts";

/**
 * What is read: the usual capture, the same from gzip, the same ten times as long, one with enter and exit events,
 * or nothing.
 */
export type Input = "plain" | "gzip" | "large" | "old" | "none";

/** What runs: one of our works, the built program, sysdig, or Node with nothing to do. */
export type How =
  | { readonly work: WorkName }
  | { readonly program: readonly string[] }
  | { readonly sysdig: readonly string[] }
  | { readonly node: readonly string[] };

/** One thing measured. */
export interface Row {
  readonly id: string;
  readonly label: string;
  readonly input: Input;
  readonly how: How;
  /** Events a second to be reached. */
  readonly goal?: number;
}

/** Filters of the kinds there are: by type and text, by name, by number, by truth; and two more that some events pass. */
const FILTERS: Readonly<Record<string, string>> = {
  name: "evt.type=openat and fd.name contains /etc",
  proc: "proc.name=cat",
  port: "fd.sport=80",
  failed: "evt.failed=true",
  "proc-found": "proc.name=ls",
  "port-found": "fd.sport=443",
};

export const ROWS: readonly Row[] = [
  row("walk", "walk: frame blocks, read event headers", "plain", { work: "walk" }, 20e6),
  row("decode", "decode every parameter to a value", "plain", { work: "decode" }, 3e6),
  row("state", "take events and keep the state", "plain", { work: "state" }),
  row("print", "print the default line", "plain", { work: "print" }, 0.75e6),
  row("json", "print JSON lines", "plain", { work: "json" }),
  row("api", "API: for await (event of capture.events())", "plain", { work: "api" }),
  row("api-batches", "API: for (event of batch)", "plain", { work: "apiBatches" }),
  row("gzip-walk", "walk", "gzip", { work: "walk" }),
  row("gzip-decode", "decode", "gzip", { work: "decode" }),
  row("gzip-print", "print", "gzip", { work: "print" }),
  row("program", "scap-dump FILE", "plain", { program: [] }),
  row("program-json", "scap-dump --json FILE", "plain", { program: ["--json"] }),
  row("program-gzip", "scap-dump FILE.gz", "gzip", { program: [] }),
  row("old-print", "print the default line", "old", { work: "print" }),
  row("old-program", "scap-dump FILE", "old", { program: [] }),
  row("old-sysdig", "sysdig -r FILE", "old", { sysdig: ["-r"] }),
  ...Object.entries(FILTERS).flatMap(([id, filter]) => [
    row(`filter-${id}`, `scap-dump FILE -f '${filter}'`, "old", { program: ["-f", filter] }),
    row(`filter-${id}-sysdig`, `sysdig -r FILE '${filter}'`, "old", { sysdig: [filter, "-r"] }),
  ]),
  row("large-walk", "walk", "large", { work: "walk" }),
  row("large-print", "print", "large", { work: "print" }),
  row("start-node", "node -e 0", "none", { node: ["-e", "0"] }),
  row("start-program", "scap-dump --version", "none", { program: ["--version"] }),
];

/** A figure made of two rows of the same run: how many times the first takes what the second takes. */
export interface Ratio {
  readonly label: string;
  readonly of: string;
  readonly to: string;
  readonly what: "time" | "memory";
  readonly atLeast?: number;
  readonly atMost?: number;
}

export const RATIOS: readonly Ratio[] = [
  { label: "sysdig's time to ours, printing", of: "old-sysdig", to: "old-print", what: "time", atLeast: 3 },
  {
    label: "sysdig's time to the program's, printing",
    of: "old-sysdig",
    to: "old-program",
    what: "time",
    atLeast: 3,
  },
  ...Object.entries(FILTERS).map(
    ([id, filter]): Ratio => ({
      label: `sysdig's time to the program's, ${filter}`,
      of: `filter-${id}-sysdig`,
      to: `filter-${id}`,
      what: "time",
      ...(!id.endsWith("-found") && { atLeast: 2 }),
    }),
  ),
  { label: "walking ten times the capture", of: "large-walk", to: "walk", what: "time", atMost: 11 },
  { label: "printing ten times the capture", of: "large-print", to: "print", what: "time", atMost: 11 },
  { label: "peak memory of that walk", of: "large-walk", to: "walk", what: "memory", atMost: 1.2 },
  { label: "peak memory of that printing", of: "large-print", to: "print", what: "memory", atMost: 1.2 },
  { label: "start of the program to that of Node", of: "start-program", to: "start-node", what: "time" },
];

function row(id: string, label: string, input: Input, how: How, goal?: number): Row {
  return { id, label, input, how, ...(goal !== undefined && { goal }) };
}
