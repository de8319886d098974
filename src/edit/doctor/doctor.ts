import { EventReader } from "../../capture/event-reader.ts";
import { type BlockBatch, TRAILER_SIZE } from "../../format/block-batch.ts";
import { blockTypeOf, INTERFACE_LIST } from "../../format/catalogue.ts";
import { type Damage, ScapError } from "../../format/errors.ts";
import { foreignFormat } from "../../format/foreign-format.ts";
import { currentSchema } from "../../schema/current.ts";
import type { Schema } from "../../schema/types.ts";
import { isFramed } from "../mend-block.ts";
import { salvageBlocks } from "../salvage/salvage-blocks.ts";
import type { SalvageFinding } from "../salvage/salvager.ts";
import { isTooLong } from "../section-assembler.ts";
import { EventChecks } from "./event-checks.ts";
import { type DoctorFinding, Findings } from "./findings.ts";
import { DOCTOR_RULES, SEVERITIES, type Severity } from "./rules.ts";
import { SectionChecks } from "./section-checks.ts";

const START_SIZE = 512;

/** What the doctor found in a capture. */
export interface DoctorReport {
  /** Of the uncompressed capture. */
  readonly bytes: number;
  readonly blocks: number;
  readonly events: number;
  readonly sections: number;
  /** One for each rule that something was found of. */
  readonly findings: readonly DoctorFinding[];
  /** Findings by weight. */
  readonly counts: Readonly<Record<Severity, number>>;
}

/**
 * Walks through everything in a capture, however damaged, and tells what is wrong, what readers make of it and how to
 * cure it. `compression` is told of what is wrong with the compressed data, as it is found: see `Capture.chunks`.
 */
export class Doctor {
  private readonly findings = new Findings();
  private readonly sections = new SectionChecks(this.findings);
  private readonly events = new EventChecks(this.findings);
  private readonly reader: EventReader;
  /** The first bytes, which tell what it is where it is no capture. */
  private start = new Uint8Array(0);
  private bytes = 0;
  private blocks = 0;
  private eventBlocks = 0;
  private lastLoss: SalvageFinding | undefined;

  constructor(schema: Schema = currentSchema) {
    this.reader = new EventReader(schema, (damage) => this.noteEvent(damage));
  }

  /** Takes damage to the compressed data. */
  readonly compression = ({ code, lost, detail, context }: Damage): void => {
    const rule =
      code === "truncated" ? "compression-cut" : lost ? "compression-damaged" : "compression-garbage";
    this.findings.note(rule, context.offset, detail);
  };

  /** Events met so far. */
  get eventCount(): number {
    return this.eventBlocks;
  }

  /** Walks through the uncompressed bytes; once. */
  async examine(chunks: AsyncIterable<Uint8Array>): Promise<DoctorReport> {
    for await (const item of salvageBlocks(this.counted(chunks))) {
      if (item.kind === "blocks") this.takeBlocks(item.batch);
      else this.takeFinding(item);
    }
    if (this.blocks === 0) this.noteForeign();
    else {
      this.noteLoss();
      this.sections.finish();
    }
    return this.report();
  }

  /** Bytes before the first block are lost only where there is one. */
  private noteForeign(): void {
    const what = foreignFormat(this.start);
    this.findings.note("not-a-capture", 0, `${this.bytes} bytes${what === undefined ? "" : `, ${what}`}`);
  }

  private async *counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      if (this.bytes === 0) this.start = chunk.slice(0, START_SIZE);
      this.bytes += chunk.length;
      yield chunk;
    }
  }

  private takeFinding(finding: SalvageFinding): void {
    this.noteLoss();
    const { cause, offset, detail } = finding;
    if (cause === "gap") this.lastLoss = finding;
    else if (cause === "known-fault")
      this.findings.note(
        finding.type === INTERFACE_LIST ? "interface-list-resaved" : "process-list-short",
        offset,
      );
    else if (cause === "cut") this.findings.note("cut-off", offset, detail);
    else this.findings.note("frame-damaged", offset, detail);
  }

  /** Whether bytes were lost at the end or in the middle shows only later. */
  private noteLoss(): void {
    const { lastLoss } = this;
    if (lastLoss === undefined) return;
    const { offset, sizeBytes } = lastLoss;
    const isLast = offset > 0 && offset + sizeBytes === this.bytes;
    this.findings.note(isLast ? "cut-off" : "bytes-lost", offset, `${sizeBytes} bytes`);
    this.lastLoss = undefined;
  }

  private takeBlocks(batch: BlockBatch): void {
    this.noteLoss();
    if (this.blocks === 0 && blockTypeOf(batch.types[0] as number).kind !== "section-header")
      this.findings.note("no-section-header", 0);
    for (let index = 0; index < batch.count; index++) this.checkBlock(batch, index);
    this.blocks += batch.count;
    this.reader.load(batch);
    while (this.checkNextEvent(batch));
  }

  private checkBlock(batch: BlockBatch, index: number): void {
    const offset = batch.base + (batch.starts[index] as number);
    if (blockTypeOf(batch.types[index] as number).kind !== "event") return this.checkOther(batch, index);
    this.sections.passEvent();
    this.eventBlocks++;
    if (!isFramed(batch, index)) this.checkFrame(batch, index);
    if (isTooLong(batch, index)) this.findings.note("event-too-long", offset, "", this.eventBlocks);
  }

  private checkOther(batch: BlockBatch, index: number): void {
    if (!isFramed(batch, index)) this.checkFrame(batch, index);
    this.sections.check(batch, index);
  }

  private checkFrame({ base, starts, bodyEnds }: BlockBatch, index: number): void {
    const start = starts[index] as number;
    const length = (bodyEnds[index] as number) + TRAILER_SIZE - start;
    // Other odd frames were told of when they were mended.
    if ((length & 3) !== 0) this.findings.note("block-unaligned", base + start, `${length} bytes`);
  }

  private checkNextEvent(batch: BlockBatch): boolean {
    try {
      const event = this.reader.next();
      if (event === undefined) return false;
      const { isLarge } = blockTypeOf(batch.view.getUint32(event.offset - batch.base, batch.littleEndian));
      this.events.check(event, this.reader.state, isLarge);
    } catch (error) {
      // A version that is unknown was told of; what follows is read all the same.
      if (!(error instanceof ScapError)) throw error;
    }
    return true;
  }

  private noteEvent({ code, detail, context }: Damage): void {
    if (code === "bad-event")
      this.findings.note("event-malformed", context.offset, detail, this.reader.number + 1);
  }

  private report(): DoctorReport {
    const { bytes, blocks, eventBlocks } = this;
    const findings = this.findings.all();
    const counts = Object.fromEntries(SEVERITIES.map((severity) => [severity, countOf(findings, severity)]));
    // The keys are those of the type.
    const bySeverity = counts as Record<Severity, number>;
    return {
      bytes,
      blocks,
      events: eventBlocks,
      sections: this.sections.sections,
      findings,
      counts: bySeverity,
    };
  }
}

function countOf(findings: readonly DoctorFinding[], severity: Severity): number {
  return findings.filter(({ rule }) => DOCTOR_RULES[rule].severity === severity).length;
}
