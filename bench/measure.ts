/**
 * One measurement, run in a process of its own so that its memory is its own: `node measure.mjs WORK CAPTURE`.
 * Text goes to standard output, the outcome as JSON to file descriptor 3.
 */
import { writeFileSync } from "node:fs";
import { WORKS, type WorkName, witness } from "./works.ts";

/** What a measurement found; `seconds` leaves out the start of the process. */
export interface Outcome {
  readonly events: number;
  readonly seconds: number;
  /** Processor time of all threads. */
  readonly cpuSeconds: number;
  readonly peakRssBytes: number;
}

const [work, path = ""] = process.argv.slice(2);
if (work === undefined || !(work in WORKS)) throw new Error(`no such work: ${work}`);
const start = performance.now();
const cpuStart = process.cpuUsage();
const events = await WORKS[work as WorkName](path);
const seconds = (performance.now() - start) / 1000;
const cpu = process.cpuUsage(cpuStart);
const cpuSeconds = (cpu.user + cpu.system) / 1e6;
const outcome: Outcome = { events, seconds, cpuSeconds, peakRssBytes: process.resourceUsage().maxRSS * 1024 };
writeFileSync(3, JSON.stringify({ ...outcome, witness }));
