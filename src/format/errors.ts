/** Why a capture could not be read. Callers and tests match on this, never on the message. */
export type ScapErrorCode =
  | "not-a-capture"
  | "unsupported-version"
  | "unsupported-compression"
  | "bad-compression"
  | "bad-length"
  | "bad-trailer"
  | "bad-block"
  | "bad-event"
  | "bad-param"
  | "truncated"
  | "limit";

/** Where it happened. `offset` counts bytes from the start of the uncompressed capture. */
export interface ScapErrorContext {
  readonly offset: number;
  readonly block?: string;
  readonly event?: string;
  readonly param?: string;
}

/** The only error this library throws for the content of a capture. */
export class ScapError extends Error {
  override readonly name = "ScapError";
  readonly code: ScapErrorCode;
  readonly context: ScapErrorContext;
  /** The message without the place. */
  readonly detail: string;

  constructor(code: ScapErrorCode, detail: string, context: ScapErrorContext, options?: ErrorOptions) {
    super(describe(detail, context), options);
    this.code = code;
    this.context = context;
    this.detail = detail;
  }
}

/**
 * Something wrong in a capture that did not stop the reading.
 * `lost` tells whether data could not be delivered (exit status 3 of the program) or was only odd.
 */
export interface Damage {
  readonly code: ScapErrorCode;
  readonly detail: string;
  readonly context: ScapErrorContext;
  readonly lost: boolean;
}

/** Receives damage as it is found; reading goes on when it returns, and stops when it throws. */
export type OnDamage = (damage: Damage) => void;

/** One line for people: what, where. */
export function describeDamage(damage: Damage): string {
  return describe(damage.detail, damage.context);
}

/** The damage an error tells of, for readers that collect instead of throwing. */
export function damageOf(error: ScapError, lost = true): Damage {
  return { code: error.code, detail: error.detail, context: error.context, lost };
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function describe(detail: string, { offset, block, event, param }: ScapErrorContext): string {
  const place = [block, event, param].filter((part) => part !== undefined).join(" > ");
  return `${place === "" ? "" : `${place}: `}${detail} (at byte ${offset})`;
}
