import type { EventRecord } from "../decoder/event.ts";
import type { TextOutput } from "../decoder/type-text.ts";
import type { View } from "../decoder/view.ts";
import type { CaptureState } from "../state/capture-state.ts";

/**
 * What the values of a field are: `time` and `duration` are nanoseconds as bigint, `integer` is a number where it always
 * fits and a bigint otherwise, `ip` is 4 or 16 bytes in network order, `net` the address that a network is asked
 * about, `port` a number that may also be written as a service name, `bytes` is borrowed.
 */
export type FieldType =
  | "string"
  | "bytes"
  | "integer"
  | "boolean"
  | "double"
  | "time"
  | "duration"
  | "ip"
  | "net"
  | "port";

/** A single value of a field. */
export type FieldValue = string | number | bigint | boolean | Uint8Array;

/** What a field has for an event; undefined when it is absent, which makes every comparison with it false. */
export type FieldResult = FieldValue | readonly FieldValue[] | undefined;

/** Reads a field of an event. The state is that at the event. */
export interface ReadField {
  (event: EventRecord, state: CaptureState): FieldResult;
  /** What it remembers of threads and processors, where reading elsewhere could not go on without it. */
  readonly memory?: ReaderMemory;
}

/** What a reader remembers of the events that it was asked about. */
export interface ReaderMemory {
  /** What is remembered, of threads as far as they are in the state. */
  save(state: CaptureState): RememberedTimes;
  /** Goes on with what was saved, at a state with the same threads. */
  restore(times: RememberedTimes, state: CaptureState): void;
}

/** Nanoseconds, or another count, by number of processor and by thread id. */
export interface RememberedTimes {
  readonly processors: readonly (readonly [number, bigint])[];
  readonly threads: readonly (readonly [number, bigint])[];
}

/** What may stand in brackets or behind a dot after a field's name. */
export type FieldArgument = "none" | "index" | "key" | "index-or-key" | "number-or-name";

/**
 * How a field with several values at once is compared. `single`: it has one. `list`: a list, for `in`, `intersects` and
 * `exists` only. `any`: one value that fits is enough, whatever the operator (ancestors). `ends`: the two ends of a
 * connection; one that fits is enough, but `!=` wants both to differ.
 */
export type FieldMatching = "single" | "list" | "any" | "ends";

/**
 * What the values of a field are taken from, whatever becomes of the state: `name` from what events and lists tell as
 * `comm`, `exe` or new name of a thread, `command` from those and arguments, joined by blanks, `port` and `address` from the ends of sockets, and addresses also from those of
 * interfaces.
 */
export type ValueOrigin = "name" | "command" | "port" | "address";

/** A field that filters and formats can name. */
export interface FieldSpec {
  readonly name: string;
  readonly type: FieldType;
  readonly matching: FieldMatching;
  readonly argument: FieldArgument;
  readonly isArgumentRequired: boolean;
  /** What the field tells, one or two sentences. */
  readonly description: string;
  /** Argument for the documentation's example, such as `[2]` or `.flags`; "" without. */
  readonly example: string;
  readonly views: readonly View[];
  readonly isFilterable: boolean;
  readonly isPrintable: boolean;
  /** Whether it may stand on the right of an operator, in `val(…)`. */
  readonly isComparable: boolean;
  readonly isTransformable: boolean;
  /** What reading costs, for the order of evaluation: 0 event header, 1 state, 2 parameters, 3 walks and joins. */
  readonly cost: 0 | 1 | 2 | 3;
  /** Only for fields all of whose values have it, so that what no event tells cannot pass a filter. */
  readonly origin?: ValueOrigin;
  /** Reader for an argument; throws a FieldError with a sentence for people when the argument is none it takes. */
  compile(argument: string | undefined, view: View): ReadField;
  /** Text of a value for output where it is not the type's own: hex numbers, padded nanoseconds. */
  readonly format?: (value: FieldValue) => string;
  /** Writes the field of an event in a listing, where that depends on how buffers are shown. */
  readonly write?: (out: TextOutput, event: EventRecord, state: CaptureState) => void;
}

/** An argument or use of a field that cannot be; the message is a sentence for people. */
export class FieldError extends Error {
  override readonly name = "FieldError";
}
