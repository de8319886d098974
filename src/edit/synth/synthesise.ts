import { ByteSink } from "../../format/byte-sink.ts";
import { BLOCK_TYPES, type BlockKind } from "../../format/catalogue.ts";
import { concatenate } from "../../format/concatenate.ts";
import { writeInterfaceList } from "../../format/interface-list.ts";
import { writeMachineInfo } from "../../format/machine-info.ts";
import { type BlockOption, OPTION_APPLICATION, OPTION_COMMENT } from "../../format/options.ts";
import { writeProcessList } from "../../format/process-list.ts";
import { writeSectionHeader } from "../../format/section-header.ts";
import { encodeText } from "../../format/text.ts";
import { writeUserList } from "../../format/user-list.ts";
import { type EventFields, writeEvent } from "../../format/write-event.ts";
import { writeFdList } from "../../format/write-fd-list.ts";
import { WRITE_TARGETS } from "../../format/write-target.ts";
import { currentSchema } from "../../schema/current.ts";
import type { Schema } from "../../schema/types.ts";
import { checkAgainst } from "../spec/json-schema.ts";
import { type Path, SpecError } from "../spec/spec-error.ts";
import type { CaptureSpec, SectionSpec, VersionsSpec } from "./capture-spec.ts";
import { eventOf } from "./event-specs.ts";
import { applyFaults } from "./faults.ts";
import { durationNs, timeNs } from "./given-number.ts";
import { fdOf, groupOf, interfaceOf, machineOf, threadOf, userOf } from "./list-specs.ts";
import { SPEC_DEFINITIONS, SPEC_SCHEMA } from "./spec-schema.ts";

const DEFAULT_START = "2024-01-01T00:00:00Z";
const DEFAULT_STEP = "1us";

export interface SynthOptions {
  /** The event table that names events and parameters; the newest. */
  readonly schema?: Schema;
}

/**
 * The bytes of a capture from its description, or from those of its sections: valid, but for the faults it asks for.
 * Throws a SpecError that says which part of the description cannot be, and why.
 */
export function synthesise(
  spec: CaptureSpec | readonly CaptureSpec[],
  { schema = currentSchema }: SynthOptions = {},
): Uint8Array {
  if (!isList(spec)) return synthesiseSection(spec, schema, []);
  return concatenate(spec.map((section, k) => synthesiseSection(section, schema, [k])));
}

function isList(spec: CaptureSpec | readonly CaptureSpec[]): spec is readonly CaptureSpec[] {
  return Array.isArray(spec);
}

function synthesiseSection(spec: CaptureSpec, schema: Schema, path: Path): Uint8Array {
  checkAgainst(SPEC_SCHEMA, spec, SPEC_DEFINITIONS, path);
  const littleEndian = spec.section?.byteOrder !== "big";
  const blocks = new BlockPieces(littleEndian);
  writeHead(blocks, spec, path);
  writeLists(blocks, spec, schema, path);
  writeEvents(blocks, spec, schema, path);
  return applyFaults(blocks.pieces, spec.faults ?? [], littleEndian, [...path, "faults"]);
}

/** Blocks as they are written, each by itself. */
class BlockPieces {
  readonly pieces: Uint8Array[] = [];
  readonly littleEndian: boolean;
  private readonly sink: ByteSink;

  constructor(littleEndian: boolean) {
    this.littleEndian = littleEndian;
    this.sink = new ByteSink({ littleEndian });
  }

  /** Adds the block that `write` writes. */
  add(write: (sink: ByteSink) => void): void {
    write(this.sink);
    this.pieces.push(this.sink.takeAll());
  }
}

function writeHead(
  blocks: BlockPieces,
  { section = {}, machine, interfaces, versions = {} }: CaptureSpec,
  path: Path,
): void {
  const { preRelease = false } = versions;
  blocks.add((sink) => writeSectionHeader(sink, sectionFields(section, [...path, "section"])));
  if (machine !== undefined) {
    const info = machineOf(machine, [...path, "machine"]);
    blocks.add((sink) => writeMachineInfo(sink, info, blockId("machine-info", 1, preRelease)));
  }
  if (interfaces !== undefined) {
    const list = interfaces.map((entry, k) => interfaceOf(entry, [...path, "interfaces", k]));
    const id = blockId("interface-list", versions.interfaceList ?? 2, preRelease);
    blocks.add((sink) => writeInterfaceList(sink, list, id));
  }
}

function writeLists(blocks: BlockPieces, spec: CaptureSpec, schema: Schema, path: Path): void {
  const { users, groups, threads, versions = {} } = spec;
  const { preRelease = false, target: targetName = "libs" } = versions;
  const target = WRITE_TARGETS[targetName];
  if (users !== undefined || groups !== undefined) {
    const list = { users: (users ?? []).map(userOf), groups: (groups ?? []).map(groupOf) };
    blocks.add((sink) => writeUserList(sink, list, blockId("user-list", versions.userList ?? 2, preRelease)));
  }
  if (threads === undefined) return;
  const infos = threads.map((thread, k) => threadOf(thread, schema, [...path, "threads", k]));
  const blockType = blockId("process-list", versions.processList ?? 9, preRelease);
  blocks.add((sink) => writeProcessList(sink, infos, { blockType, target }));
  for (const [k, { tid, fds: given }] of threads.entries()) {
    if (given === undefined) continue;
    const fds = given.map((fd, at) => fdOf(fd, schema, [...path, "threads", k, "fds", at]));
    const fdBlockType = blockId("fd-list", versions.fdList ?? 2, preRelease);
    blocks.add((sink) => writeFdList(sink, { tid, fds }, { blockType: fdBlockType, target }));
  }
}

function writeEvents(blocks: BlockPieces, spec: CaptureSpec, schema: Schema, path: Path): void {
  const { events = [], start = DEFAULT_START, step = DEFAULT_STEP, versions = {} } = spec;
  const stepNs = durationNs(step, [...path, "step"]);
  let beforeNs = timeNs(start, undefined, [...path, "start"]);
  let nextNs = beforeNs;
  let tid = -1;
  for (const [k, given] of events.entries()) {
    const at = [...path, "events", k];
    const event = eventOf(given, { schema, littleEndian: blocks.littleEndian, nextNs, beforeNs, tid }, at);
    fitting(at, () => blocks.add((sink) => writeEventAs(sink, event, versions)));
    beforeNs = event.tsNs;
    nextNs = event.tsNs + stepNs;
    tid = event.tid;
  }
}

function writeEventAs(
  sink: ByteSink,
  event: EventFields,
  { events = 2, preRelease = false }: VersionsSpec,
): void {
  const start = sink.length;
  writeEvent(sink, event, events === 1 ? 1 : 2);
  // Events with flags came after the release.
  if (events === 1 && preRelease && event.dumpFlags === undefined)
    sink.patchU32(start, blockId("event", 1, true));
}

/** The writer refuses what does not fit into a block. */
function fitting(path: Path, write: () => void): void {
  try {
    write();
  } catch (error) {
    if (error instanceof RangeError) throw new SpecError(path, error.message);
    throw error;
  }
}

function sectionFields({ version = "1.2", comments = [], application }: SectionSpec, path: Path) {
  const [, major, minor] = /^(\d{1,5})\.(\d{1,5})$/.exec(version) ?? [];
  if (major === undefined || Number(major) > 0xffff || Number(minor) > 0xffff)
    throw new SpecError([...path, "version"], `"${version}" is no version such as "1.2"`);
  const option = (code: number, text: string): BlockOption => ({ code, value: encodeText(text) });
  const options = comments.map((text) => option(OPTION_COMMENT, text));
  if (application !== undefined) options.push(option(OPTION_APPLICATION, application));
  return { majorVersion: Number(major), minorVersion: Number(minor), options };
}

/** Id of a block of a kind and version; pre-release where that is asked for and there was one. */
function blockId(kind: BlockKind, version: number, preRelease: boolean): number {
  const ids = [...BLOCK_TYPES.values()].filter((type) => type.kind === kind && type.version === version);
  const early = ids.find(({ id }) => id >= 0x80000000);
  const id = (preRelease ? early : undefined) ?? ids[0];
  if (id === undefined) throw new Error(`no block of ${kind} ${version}`);
  return id.id;
}
