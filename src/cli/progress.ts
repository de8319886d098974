import { countText, sizeText } from "./quantity-text.ts";

/** How far the reading of a capture has come. */
export interface ReadingState {
  readonly bytesRead: number;
  /** Undefined for a pipe. */
  readonly sizeBytes: number | undefined;
  readonly events: number;
}

const UPDATE_MS = 100;
const ERASE = "\r\u001b[K";

/** A line of progress: `42 %, 118.0 MiB/s, 1,204,332 events/s, 3 s left`. */
export function renderProgress({ bytesRead, sizeBytes, events }: ReadingState, seconds: number): string {
  const perSecond = (value: number) => value / Math.max(seconds, 0.001);
  const rate = `${sizeText(perSecond(bytesRead))}/s`;
  const parts = [rate, `${countText(Math.round(perSecond(events)))} events/s`];
  if (sizeBytes === undefined || sizeBytes === 0) parts.unshift(sizeText(bytesRead));
  else {
    parts.unshift(`${Math.floor((100 * bytesRead) / sizeBytes)} %`);
    parts.push(`${Math.ceil((sizeBytes - bytesRead) / perSecond(Math.max(bytesRead, 1)))} s left`);
  }
  return parts.join(", ");
}

/** Shows on a terminal how far the reading has come, on one line that is erased at the end. */
export class Progress {
  private readonly write: (text: string) => void;
  private readonly now: () => number;
  private startedMs: number;
  private shownMs: number;
  private isShown = false;

  constructor(write: (text: string) => void, now: () => number = () => performance.now()) {
    this.write = write;
    this.now = now;
    this.startedMs = now();
    this.shownMs = this.startedMs;
  }

  /** Begins with another capture. */
  start(): void {
    this.startedMs = this.now();
    this.shownMs = this.startedMs;
  }

  /** Shows the state, unless it was shown a moment ago. */
  update(state: ReadingState): void {
    const nowMs = this.now();
    if (nowMs - this.shownMs < UPDATE_MS) return;
    this.shownMs = nowMs;
    this.isShown = true;
    this.write(`${ERASE}${renderProgress(state, (nowMs - this.startedMs) / 1000)}`);
  }

  /** Takes the line away, so that something else can be written. */
  erase(): void {
    if (this.isShown) this.write(ERASE);
    this.isShown = false;
  }
}
