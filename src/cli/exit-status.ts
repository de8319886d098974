/** How the program ends. */
export const ExitStatus = {
  FINE: 0,
  /** Nothing, or not everything asked for, could be read or written. */
  FAILED: 1,
  /** The command line asks for what there is not. */
  USAGE: 2,
  /** Finished, but data of a capture was lost or damaged. */
  DAMAGED: 3,
  INTERRUPTED: 130,
} as const;

export type ExitStatus = (typeof ExitStatus)[keyof typeof ExitStatus];

const SEVERITY: readonly ExitStatus[] = [
  ExitStatus.FINE,
  ExitStatus.DAMAGED,
  ExitStatus.FAILED,
  ExitStatus.USAGE,
  ExitStatus.INTERRUPTED,
];

/** The status of two things done, which is that of the one that went worse. */
export function worseOf(a: ExitStatus, b: ExitStatus): ExitStatus {
  return SEVERITY.indexOf(a) < SEVERITY.indexOf(b) ? b : a;
}

/** The command line is wrong; the message says in what and is meant for people. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** The message says all there is to say, perhaps in several lines. */
  readonly isWhole: boolean;

  constructor(message: string, { isWhole = false } = {}) {
    super(message);
    this.isWhole = isWhole;
  }
}
