import { EventConverter } from "../../decoder/converter.ts";
import type { EventRecord } from "../../decoder/event.ts";
import { eventFieldsOf } from "../../decoder/event-fields.ts";
import { locateParams, paramLength } from "../../decoder/params.ts";
import { cachedBySpec } from "../../decoder/spec-cache.ts";
import { type BlockBatch, HEADER_SIZE } from "../../format/block-batch.ts";
import type { ByteSink } from "../../format/byte-sink.ts";
import { blockTypeOf } from "../../format/catalogue.ts";
import { type BlockOption, OPTION_COMMENT, parseOptions, writeOptions } from "../../format/options.ts";
import { alignFrom, copyBlock, writeBlock } from "../../format/write-block.ts";
import { isOfWritableSize, writeEvent, writePackedEvent } from "../../format/write-event.ts";
import type { WriteTarget } from "../../format/write-target.ts";
import { syscallName } from "../../schema/syscalls.ts";
import { EventFlag, type EventSpec, type Schema } from "../../schema/types.ts";
import { isFramed } from "../mend-block.ts";
import { splitCall } from "./split-call.ts";
import { swapParams } from "./swap-params.ts";

/** What becomes of events. */
export interface EventChanges {
  /** Into the events that a current libs makes of them. */
  readonly upgrade?: boolean | undefined;
  /** Calls into an enter and an exit event, as sysdig 0.29 knows them, where nothing is lost by it. */
  readonly downgrade?: boolean | undefined;
  /** Without the comments behind them. */
  readonly stripComments?: boolean | undefined;
  /** Without parameters and system calls at which these readers would stop. */
  readonly target?: WriteTarget | undefined;
}

/** Told of what could not be written as it was. */
export type OnEventProblem = (event: EventRecord, kind: "left-out" | "mended", detail: string) => void;

/** Writes events anew: in current blocks, in the sink's byte order, changed as asked for. */
export class EventRewriter {
  private readonly schema: Schema;
  private readonly changes: EventChanges;
  private readonly converter: EventConverter | undefined;
  private readonly onProblem: OnEventProblem;

  constructor(schema: Schema, changes: EventChanges, onProblem: OnEventProblem) {
    this.schema = schema;
    this.changes = changes;
    this.onProblem = onProblem;
    this.converter = changes.upgrade ? new EventConverter(schema) : undefined;
  }

  /** Writes what becomes of the event in block `index` of a batch; returns how many events that is. */
  write(event: EventRecord, batch: BlockBatch, index: number, sink: ByteSink): number {
    const current = this.converter === undefined ? event : this.converter.convert(event);
    if (current === undefined) return 0;
    const split = this.changes.downgrade ? splitCall(current, this.schema) : undefined;
    if (split === undefined && current === event && this.isAsWanted(event, batch, index, sink)) {
      copyBlock(sink, batch, index);
      return 1;
    }
    const options = this.optionsOf(event, batch, index);
    if (split === undefined) return this.writeOne(current, options, sink);
    return this.writeOne(split.enter, [], sink) + this.writeOne(split.exit, options, sink);
  }

  /** Copies the block of an event, without the comments behind it. */
  copyBare(event: EventRecord, batch: BlockBatch, index: number, sink: ByteSink): number {
    const options = this.optionsOf(event, batch, index);
    const start = batch.starts[index] as number;
    const from = sink.length;
    writeBlock(sink, batch.types[index] as number, () => {
      sink.raw(batch.bytes.subarray(start + HEADER_SIZE, event.end));
      alignFrom(sink, from);
      writeOptions(sink, options);
    });
    return 1;
  }

  /** Whether the block of an event can be copied: it would be written just so. */
  private isAsWanted(event: EventRecord, batch: BlockBatch, index: number, sink: ByteSink): boolean {
    const { spec, littleEndian, end } = event;
    const type = blockTypeOf(batch.types[index] as number);
    const isCurrent = type.version === 2 && (spec === undefined || type.isLarge === isLarge(spec));
    if (!isCurrent || littleEndian !== sink.littleEndian || !isFramed(batch, index)) return false;
    const { target, stripComments } = this.changes;
    if (stripComments && (batch.bodyEnds[index] as number) - end >= 4) return false;
    return target === undefined || spec === undefined || fitsAnyone(spec, event);
  }

  private writeOne(event: EventRecord, options: readonly BlockOption[], sink: ByteSink): number {
    const { spec, littleEndian } = event;
    const isSwapped = sink.littleEndian !== littleEndian;
    if (isSwapped && spec === undefined) {
      const detail = `parameters of the unknown event code ${event.code} keep their byte order`;
      this.onProblem(event, "mended", detail);
    }
    if (this.isWrittenAsIs(event)) {
      const at = writePackedEvent(sink, event, { options });
      if (isSwapped && spec !== undefined) swapParams(sink.bytes, at, spec, lengthsOf(event), littleEndian);
      return 1;
    }
    return this.writeFields(event, options, sink);
  }

  /** Whether only its byte order changes, and every byte of it has a meaning. */
  private isWrittenAsIs(event: EventRecord): boolean {
    const { spec, lengthWidth } = event;
    const isOfItsKind = spec === undefined || isLarge(spec) === (lengthWidth === 4);
    const fits = this.changes.target === undefined || spec === undefined || fitsAnyone(spec, event);
    return isOfItsKind && fits && isOfWritableSize(event) && locateParams(event) === 0;
  }

  private writeFields(event: EventRecord, options: readonly BlockOption[], sink: ByteSink): number {
    const fields = eventFieldsOf(event);
    const { spec } = event;
    const { target } = this.changes;
    const kept = target === undefined ? fields.params : this.fit(event, fields.params, target);
    const params = sink.littleEndian === event.littleEndian ? kept : swapped(event, kept);
    try {
      writeEvent(sink, {
        ...fields,
        params,
        isLarge: spec ? isLarge(spec) : fields.isLarge === true,
        options,
      });
      return 1;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.onProblem(event, "left-out", error.message);
      return 0;
    }
  }

  /** The parameters as far as the target understands them. */
  private fit(
    event: EventRecord,
    params: readonly Uint8Array[],
    { maxSyscallId }: WriteTarget,
  ): readonly Uint8Array[] {
    const { spec, littleEndian } = event;
    if (spec === undefined) return params;
    const surplus = isManaged(spec) ? params.length - spec.params.length : 0;
    if (surplus > 0)
      this.onProblem(event, "mended", `${surplus} parameters that libs does not know are left out`);
    return params.slice(0, surplus > 0 ? spec.params.length : params.length).map((bytes, index) => {
      if (spec.params[index]?.type !== "SYSCALLID" || bytes.length !== 2) return bytes;
      const id = new DataView(bytes.buffer, bytes.byteOffset).getUint16(0, littleEndian);
      if (id <= maxSyscallId) return bytes;
      this.onProblem(event, "mended", `system call ${syscallName(id) ?? id} is written as unknown`);
      return new Uint8Array(bytes.length);
    });
  }

  /** What stands behind an event, from the next multiple of 4 on. */
  private optionsOf(event: EventRecord, batch: BlockBatch, index: number): readonly BlockOption[] {
    const start = batch.starts[index] as number;
    const end = batch.bodyEnds[index] as number;
    const optionsAt = start + 4 * Math.ceil((event.end - start) / 4);
    const options = parseOptions(batch.view, optionsAt, end, batch.littleEndian);
    return this.changes.stripComments ? options.filter(({ code }) => code !== OPTION_COMMENT) : options;
  }
}

function isManaged({ flags }: EventSpec): boolean {
  return (flags & EventFlag.CONVERTER_MANAGED) !== 0;
}

function isLarge({ flags }: EventSpec): boolean {
  return (flags & EventFlag.LARGE_PAYLOAD) !== 0;
}

const namesSyscall = cachedBySpec(({ params }) => params.some(({ type }) => type === "SYSCALLID"));

/** Whether it has nothing that a target could lack. */
function fitsAnyone(spec: EventSpec, { paramCount }: EventRecord): boolean {
  return !namesSyscall(spec) && paramCount <= spec.params.length;
}

/** Lengths of the event that is being written, of which there is one at a time. */
const lengths: number[] = [];

function lengthsOf(event: EventRecord): readonly number[] {
  lengths.length = event.paramCount;
  for (let index = 0; index < event.paramCount; index++) lengths[index] = paramLength(event, index);
  return lengths;
}

function swapped({ spec, littleEndian }: EventRecord, params: readonly Uint8Array[]): readonly Uint8Array[] {
  if (spec === undefined) return params;
  return params.map((param, index) => {
    const copy = param.slice();
    const only = { ...spec, params: spec.params.slice(index, index + 1) };
    swapParams(copy, 0, only, [copy.length], littleEndian);
    return copy;
  });
}
