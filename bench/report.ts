import { type Input, RATIOS, type Ratio, type Row } from "./rows.ts";
import type { Run } from "./run.ts";

/** A generated capture. */
export interface Capture {
  readonly input: Input;
  readonly path: string;
  /** Size of the file, and of the capture when it is uncompressed. */
  readonly sizeBytes: number;
  readonly rawBytes: number;
  readonly events: number;
}

/** The figures of a row: medians of its runs. */
export interface Result {
  readonly id: string;
  readonly label: string;
  readonly input: Input;
  readonly seconds: number;
  /** Fastest and slowest run. */
  readonly range: readonly [number, number];
  readonly peakRssBytes: number | undefined;
  readonly eventsPerSecond: number | undefined;
  /** Of the uncompressed capture. */
  readonly bytesPerSecond: number | undefined;
  readonly goal: number | undefined;
}

/** The figure of a ratio: the median of the ratios of each round. */
export interface RatioResult {
  readonly label: string;
  readonly value: number;
  readonly goal: string;
  readonly isMet: boolean | undefined;
}

export interface Report {
  readonly node: string;
  readonly cpus: number;
  readonly rounds: number;
  /** Whether times are processor time. */
  readonly isCpuTime: boolean;
  readonly captures: readonly Omit<Capture, "path">[];
  readonly results: readonly Result[];
  readonly ratios: readonly RatioResult[];
}

/** The figures of a row's runs. */
export function summarize(row: Row, runs: readonly Run[], capture: Capture | undefined): Result {
  const times = runs.map(({ seconds }) => seconds);
  const seconds = median(times);
  const memory = runs.map(({ peakRssBytes }) => peakRssBytes).filter((bytes) => bytes !== undefined);
  return {
    id: row.id,
    label: row.label,
    input: row.input,
    seconds,
    range: [Math.min(...times), Math.max(...times)],
    peakRssBytes: memory.length > 0 ? median(memory) : undefined,
    eventsPerSecond: capture && capture.events / seconds,
    bytesPerSecond: capture && capture.rawBytes / seconds,
    goal: row.goal,
  };
}

/** The ratios between rows that were run. */
export function compare(runs: ReadonlyMap<string, readonly Run[]>): RatioResult[] {
  return RATIOS.flatMap((ratio) => {
    const pairs = pairsOf(runs.get(ratio.of) ?? [], runs.get(ratio.to) ?? [], ratio.what);
    return pairs.length === 0 ? [] : [ratioResult(ratio, median(pairs))];
  });
}

function pairsOf(of: readonly Run[], to: readonly Run[], what: Ratio["what"]): number[] {
  const key = what === "time" ? "seconds" : "peakRssBytes";
  return of.flatMap((run, round) => {
    const [a, b] = [run[key], to[round]?.[key]];
    return a === undefined || b === undefined ? [] : [a / b];
  });
}

function ratioResult({ label, atLeast, atMost }: Ratio, value: number): RatioResult {
  if (atLeast !== undefined) return { label, value, goal: `≥ ${atLeast}`, isMet: value >= atLeast };
  if (atMost !== undefined) return { label, value, goal: `≤ ${atMost}`, isMet: value <= atMost };
  return { label, value, goal: "", isMet: undefined };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
