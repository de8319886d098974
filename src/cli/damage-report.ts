import { type Damage, damageOf, describeDamage, ScapError } from "../format/errors.ts";
import { errorText } from "./error-text.ts";
import { ExitStatus } from "./exit-status.ts";

/** More findings of one capture are counted, not listed. */
const MAX_LINES = 20;
/** More are not even kept. */
const MAX_KEPT = 1000;

/** Tells of what is wrong with one capture, a line for each finding, and keeps account of it. */
export class DamageReport {
  /** How many findings there were, listed or not. */
  count = 0;
  /** The first 1000 findings. */
  readonly findings: Damage[] = [];
  private readonly name: string;
  private readonly say: (line: string) => void;
  private isUnreadable = false;
  private last = "";

  /** `say` gets the lines, which begin with `name`. */
  constructor(name: string, say: (line: string) => void) {
    this.name = name;
    this.say = say;
  }

  /** Takes damage as the reading of the capture finds it. */
  readonly note = (damage: Damage): void => {
    this.isUnreadable ||= isFatal(damage);
    if (this.findings.length < MAX_KEPT) this.findings.push(damage);
    this.last = describeDamage(damage);
    this.tell(this.last);
  };

  /** Takes what the reading threw. */
  fail(error: unknown): void {
    if (!(error instanceof ScapError)) {
      this.isUnreadable = true;
      this.tell(errorText(error));
    } else if (error.message !== this.last && !(error.code === "truncated" && this.hasLoss)) {
      // All but that was told of as damage before it was thrown, or is the consequence of what was.
      this.note(damageOf(error));
    }
  }

  private get hasLoss(): boolean {
    return this.findings.some(({ lost }) => lost);
  }

  /** Ends the report; `hasBlocks` tells whether anything was read. */
  finish(hasBlocks: boolean): ExitStatus {
    const hidden = this.count - MAX_LINES;
    if (hidden > 0) this.say(`${this.name}: … and ${hidden} more finding${hidden === 1 ? "" : "s"}`);
    if (this.isUnreadable) return ExitStatus.FAILED;
    if (this.count === 0) return ExitStatus.FINE;
    return hasBlocks ? ExitStatus.DAMAGED : ExitStatus.FAILED;
  }

  private tell(text: string): void {
    this.count++;
    if (this.count <= MAX_LINES) this.say(`${this.name}: ${text}`);
  }
}

/** Whether it says that there is nothing to be read at all. */
function isFatal({ code, context }: Damage): boolean {
  return context.offset === 0 && (code === "not-a-capture" || code === "unsupported-version");
}
