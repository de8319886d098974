import { type EventParam, ScapEvent } from "../../capture/event.ts";
import type { EventRecord } from "../../decoder/event.ts";
import { isMalformed } from "../../decoder/param-value.ts";
import { TextSink } from "../../decoder/text-sink.ts";
import { writeIsoTime, writeLocalTime } from "../../decoder/time-text.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import { flagNamesOf } from "../events-table/event-fields.ts";
import type { EventBlock } from "./block-facts.ts";
import { describeFd, type FdFacts } from "./fd-facts.ts";
import type { FieldReaders, ShownField } from "./field-values.ts";
import { describeThread, type ThreadFacts } from "./thread-facts.ts";

/** A parameter of an event; bytes are borrowed, text is not escaped. */
export interface ParamFacts {
  readonly index: number;
  readonly name: string;
  /** Null for parameters that the event table does not know. */
  readonly type: string | null;
  readonly text: string;
  readonly meaning: string;
  readonly isMalformed: boolean;
  readonly bytes: Uint8Array;
}

/** Everything there is to know of an event, when it was taken. */
export interface EventFacts {
  readonly number: number;
  readonly tsNs: bigint;
  /** In UTC. */
  readonly time: string;
  readonly localTime: string;
  readonly cpu: number;
  readonly tid: number;
  readonly direction: ">" | "<";
  readonly name: string;
  readonly code: number;
  readonly enumName: string | null;
  readonly category: string;
  readonly flags: readonly string[];
  readonly isStateOnly: boolean;
  readonly block: EventBlock;
  readonly params: readonly ParamFacts[];
  readonly thread: ThreadFacts | null;
  readonly fd: FdFacts | null;
  readonly fields: readonly ShownField[];
}

/** Describes the event that the state was brought to last. */
export function describeEvent(
  record: EventRecord,
  state: CaptureState,
  block: EventBlock,
  fields: FieldReaders,
): EventFacts {
  const event = new ScapEvent(record, state);
  const { number, tsNs, cpu, tid, direction, name, code, spec, category, isStateOnly } = event;
  return {
    ...{ number, tsNs, ...timesOf(record, tsNs), cpu, tid, direction, name, code },
    enumName: spec?.enumName ?? null,
    category,
    flags: spec === undefined ? [] : flagNamesOf(spec),
    isStateOnly,
    block,
    params: event.params.map((param) => describeParam(param, record)),
    thread: describeThread(state),
    fd: describeFd(record, state),
    fields: fields.shown(record, state),
  };
}

function timesOf({ tsHigh, tsLow }: EventRecord, tsNs: bigint): { time: string; localTime: string } {
  const sink = new TextSink({ capacity: 64 });
  writeIsoTime(sink, tsHigh, tsLow);
  const mark = sink.length;
  writeLocalTime(sink, tsNs);
  return { time: sink.toString().slice(0, mark), localTime: sink.toString(mark) };
}

function describeParam(param: EventParam, record: EventRecord): ParamFacts {
  const { index, name, spec, text, meaning, bytes } = param;
  return {
    ...{ index, name, type: spec?.type ?? null, text, meaning, bytes },
    isMalformed: isMalformed(record, index),
  };
}
