import { type BlockBatch, blockAt } from "../../format/block-batch.ts";
import { type BlockKind, blockTypeOf } from "../../format/catalogue.ts";
import { ScapError } from "../../format/errors.ts";
import { type FdInfo, parseFdList } from "../../format/fd-list.ts";
import { parseMachineInfo } from "../../format/machine-info.ts";
import { parseProcessList } from "../../format/process-list.ts";
import { parseSectionHeader } from "../../format/section-header.ts";
import { mendBlock, type SoundBlock } from "../mend-block.ts";
import { tailFor } from "../rewrite-block.ts";
import type { Findings } from "./findings.ts";

const NEW_FD_KINDS: ReadonlySet<FdInfo["kind"]> = new Set([
  "bpf",
  "userfaultfd",
  "io_uring",
  "memfd",
  "pidfd",
]);
const ignore = () => {};

/** Checks the blocks of a section that are no events, and their order. */
export class SectionChecks {
  sections = 0;
  private readonly findings: Findings;
  private start = 0;
  private hasEvents = false;
  private isWithoutEvents = true;
  private hasMachine = false;
  private tids = new Set<number>();
  private hasProcessList = false;
  private fdListOffset: number | undefined;

  constructor(findings: Findings) {
    this.findings = findings;
  }

  /** An event was met. */
  passEvent(): void {
    if (this.hasEvents) return;
    this.hasEvents = true;
    this.isWithoutEvents = false;
    if (!this.hasMachine) this.findings.note("machine-info-empty", this.start);
  }

  check(batch: BlockBatch, index: number): void {
    const sound = mendBlock(batch, index);
    const { kind } = blockTypeOf(batch.types[index] as number);
    const offset = batch.base + (batch.starts[index] as number);
    if (kind === "section-header") this.startSection(batch, index, offset);
    else if (this.hasEvents)
      this.findings.note(
        kind === "unknown" ? "unknown-block-late" : "list-late",
        offset,
        nameAt(batch, index),
      );
    if (sound === undefined) return this.findings.note("list-damaged", offset, "nothing of it can be read");
    this.noteProblem(sound, kind);
    this.checkContents(batch, index, sound);
  }

  /** Only where nothing follows do readers mind a section without events. */
  finish(): void {
    if (!this.hasEvents)
      this.findings.note(this.isWithoutEvents ? "no-events" : "last-section-empty", this.start);
  }

  private startSection(batch: BlockBatch, index: number, offset: number): void {
    this.sections++;
    this.start = offset;
    this.hasEvents = false;
    this.hasMachine = false;
    this.hasProcessList = false;
    this.fdListOffset = undefined;
    this.tids = new Set();
    if (!batch.littleEndian) this.findings.note("big-endian", offset);
    try {
      const { options } = parseSectionHeader(blockAt(batch, index));
      if (options.length > 0) this.findings.note("section-options", offset, `${options.length} options`);
    } catch (error) {
      if (!(error instanceof ScapError)) throw error;
      this.findings.note("section-version", offset, error.detail);
    }
  }

  private noteProblem({ problem, offset }: SoundBlock, kind: BlockKind): void {
    if (problem === undefined || kind === "section-header") return;
    const { code, lost, detail, context } = problem;
    if (code === "limit") this.findings.note("beyond-limits", offset, detail);
    else if (lost) this.findings.note("list-damaged", context.offset, detail);
  }

  private checkContents(batch: BlockBatch, index: number, { kind, offset, tids, tid }: SoundBlock): void {
    const block = blockAt(batch, index);
    switch (kind) {
      case "unknown":
        if (!this.hasEvents) this.findings.note("unknown-block", offset, nameAt(batch, index));
        return;
      case "machine-info": {
        const machine = parseMachineInfo(block, ignore);
        this.hasMachine ||= machine !== undefined && machine.cpuCount > 0;
        return;
      }
      case "process-list":
        this.checkThreads(tids, offset);
        if (tailFor(parseProcessList(block, ignore)).name === "libs")
          this.findings.note("thread-tail-new", offset);
        return;
      case "fd-list":
        return this.checkFds(parseFdList(block, ignore)?.fds ?? [], tid, offset);
    }
  }

  private checkThreads(tids: readonly number[], offset: number): void {
    this.hasProcessList = true;
    for (const tid of tids) {
      if (this.tids.has(tid)) this.findings.note("duplicate-thread", offset, `tid ${tid}`);
      this.tids.add(tid);
    }
    if (this.fdListOffset !== undefined) this.findings.note("list-order", this.fdListOffset);
    this.fdListOffset = undefined;
  }

  private checkFds(fds: readonly FdInfo[], tid: number | undefined, offset: number): void {
    if (!this.hasProcessList) this.fdListOffset ??= offset;
    else if (tid !== undefined && !this.tids.has(tid))
      this.findings.note("fd-list-unknown-thread", offset, `tid ${tid}`);
    const numbers = new Set<number>();
    for (const info of fds) {
      const { fd, kind } = info;
      if (numbers.has(fd)) this.findings.note("duplicate-fd", offset, `fd ${fd} of tid ${tid}`);
      numbers.add(fd);
      if (NEW_FD_KINDS.has(kind))
        this.findings.note("fd-type-new", offset, `fd ${fd} of tid ${tid}: ${kind}`);
    }
  }
}

function nameAt(batch: BlockBatch, index: number): string {
  return blockTypeOf(batch.types[index] as number).name;
}
