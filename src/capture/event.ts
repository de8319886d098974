import { type BufferStyle, DEFAULT_BUFFER_STYLE } from "../decoder/buffer-text.ts";
import { type EventRecord, isStateOnly, timestampNs } from "../decoder/event.ts";
import { isInternal } from "../decoder/event-kind.ts";
import { asyncNameBounds, eventName, isGeneric } from "../decoder/event-name.ts";
import { writeArguments, writeParamMeaning, writeParamRaw } from "../decoder/param-text.ts";
import { decodeParam, type ParamValue } from "../decoder/param-value.ts";
import { borrowParam, paramIndex } from "../decoder/params.ts";
import { TextSink } from "../decoder/text-sink.ts";
import type { FieldResult } from "../filter/field.ts";
import { fieldReader } from "../filter/read-field.ts";
import { decodeText } from "../format/text.ts";
import type { EventCategory, EventSpec, ParamSpec } from "../schema/types.ts";
import type { CaptureState } from "../state/capture-state.ts";
import type { Thread } from "../state/thread.ts";

/** Texts are short-lived and made one at a time. */
const scratch = new TextSink();

/**
 * An event of a capture. Header fields and parameter values may be read at any time; what depends on the state
 * (`thread`, `text`, `meaning`, `args`) is right until the next event is taken.
 */
export class ScapEvent {
  readonly record: EventRecord;
  readonly state: CaptureState;

  constructor(record: EventRecord, state: CaptureState) {
    this.record = record;
    this.state = state;
  }

  /** Number of the event block in the capture, from 1: what listings show and reports cite. */
  get number(): number {
    return this.record.number;
  }

  /** Offset of the event's block in the uncompressed capture, in bytes. */
  get offset(): number {
    return this.record.offset;
  }

  /** Number of the ring buffer the event came through; on most machines the CPU. */
  get cpu(): number {
    return this.record.cpu;
  }

  /** Nanoseconds since 1970. */
  get tsNs(): bigint {
    return timestampNs(this.record);
  }

  /** Thread id on the host; -1 for events made in user space. */
  get tid(): number {
    return this.record.tid;
  }

  /** Code in the event table; odd for exit events. */
  get code(): number {
    return this.record.code;
  }

  /** Row of the event table; undefined for a code the table does not have. */
  get spec(): EventSpec | undefined {
    return this.record.spec;
  }

  /** Name of the event, for generic events that of the system call, for async events their own. */
  get name(): string {
    const own = asyncNameBounds(this.record);
    return own === undefined ? eventName(this.record) : decodeText(this.record.bytes, own.start, own.end);
  }

  /** `>` for the start of a call and for events without a pair, `<` for its end. */
  get direction(): ">" | "<" {
    return (this.record.code & 1) === 0 ? ">" : "<";
  }

  get category(): EventCategory {
    return this.record.spec?.category ?? "UNKNOWN";
  }

  /** Mask of `EventFlag` bits: whether the event makes or uses an fd, changes state … */
  get flags(): number {
    return this.record.spec?.flags ?? 0;
  }

  /** Flags of the event's block; 0 for blocks without. */
  get dumpFlags(): number {
    return this.record.dumpFlags;
  }

  /** Whether the event failed the filter of the capture and was kept for the state alone. */
  get isStateOnly(): boolean {
    return isStateOnly(this.record);
  }

  /** Whether it is a note of the capturing program, which listings leave out. */
  get isInternal(): boolean {
    return isInternal(this.record.spec);
  }

  /** The event's thread, undefined while nothing is known of it. */
  get thread(): Readonly<Thread> | undefined {
    return this.state.thread;
  }

  /** The parameters the event carries, also those that the table does not know. */
  get params(): readonly EventParam[] {
    return Array.from({ length: this.record.paramCount }, (_, index) => new EventParam(this, index));
  }

  /** The parameter of that name; undefined when the event does not carry it. */
  param(name: string): EventParam | undefined {
    const index = paramIndex(this.record, name);
    return index < 0 ? undefined : new EventParam(this, index);
  }

  /**
   * A field by the name that filters and formats use, such as `proc.name`, `fd.name` or `evt.arg.flags`; undefined when
   * the event has no such thing. Throws a FieldError when there is no field of that name.
   */
  get(field: string): FieldResult {
    return fieldReader(field, this.state.view)(this.record, this.state);
  }

  /** All parameters as sysdig prints them: `fd=3(<f>/etc/passwd) name=/etc/passwd`; empty for generic events. */
  args(buffers: BufferStyle = DEFAULT_BUFFER_STYLE): string {
    if (isGeneric(this.record)) return "";
    return compose((sink) => writeArguments({ sink, context: this.state, buffers }, this.record));
  }
}

/** A parameter of an event. */
export class EventParam {
  readonly index: number;
  private readonly event: ScapEvent;

  constructor(event: ScapEvent, index: number) {
    this.event = event;
    this.index = index;
  }

  /** The parameter's place in the event table; undefined for one that the table does not know. */
  get spec(): ParamSpec | undefined {
    return this.event.record.spec?.params[this.index];
  }

  get name(): string {
    return this.spec?.name ?? `#${this.index}`;
  }

  /** The bytes as recorded, borrowed: copy them to keep or change them. Empty for "no value". */
  get bytes(): Uint8Array {
    return borrowParam(this.event.record, this.index);
  }

  /** The typed value; null for "no value" and for bytes that cannot be a value of the type. */
  get value(): ParamValue {
    return decodeParam(this.event.record, this.index);
  }

  /** Text of the bare value, as sysdig prints it: `3`, `-2`, `4097`; buffers with dots and not cut. */
  get text(): string {
    const { record, state } = this.event;
    return compose((sink) =>
      writeParamRaw({ sink, context: state, buffers: WHOLE_BUFFERS }, record, this.index),
    );
  }

  /** What the value means: `<f>/etc/passwd`, `ENOENT`, `O_RDONLY|O_CLOEXEC`; empty when there is nothing to say. */
  get meaning(): string {
    const { record, state } = this.event;
    return compose((sink) =>
      writeParamMeaning({ sink, context: state, buffers: WHOLE_BUFFERS }, record, this.index),
    );
  }
}

const WHOLE_BUFFERS: BufferStyle = { form: "dotted", cut: false };

function compose(write: (sink: TextSink) => void): string {
  scratch.truncate(0);
  write(scratch);
  return decodeText(scratch.bytes, 0, scratch.length);
}
