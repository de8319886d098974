import { type Block, borrowBody } from "./block-batch.ts";
import type { ByteSink } from "./byte-sink.ts";
import { SECTION_HEADER } from "./catalogue.ts";
import { ScapError } from "./errors.ts";
import { fixedLayout } from "./fixed-layout.ts";
import {
  type BlockOption,
  OPTION_APPLICATION,
  OPTION_COMMENT,
  parseOptions,
  writeOptions,
} from "./options.ts";
import { decodeText } from "./text.ts";
import { writeBlock } from "./write-block.ts";

/** What the first block of a section says of it. */
export interface SectionHeader {
  /** Offset of the section in the uncompressed capture. */
  readonly offset: number;
  readonly littleEndian: boolean;
  readonly majorVersion: number;
  readonly minorVersion: number;
  /** All ones in every capture known: the length was not yet known when the header was written. */
  readonly sectionLength: bigint;
  readonly comments: readonly string[];
  /** The program that wrote the section, where a third-party tool noted it. */
  readonly application?: string;
  /** All options, comments and application included. */
  readonly options: readonly BlockOption[];
}

/** Captures of a later major version are refused; all known ones have 1. */
export const MAX_MAJOR_VERSION = 1;

/** In front of the versions; its bytes tell the byte order of the section. */
export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** Written by every sysdig and libs since August 2018. */
const CURRENT_VERSION = { majorVersion: 1, minorVersion: 2 };
const UNKNOWN_LENGTH = 2n ** 64n - 1n;

/** What a section header is written from; what is not given is as current libs writes it. */
export type SectionHeaderFields = Partial<
  Pick<SectionHeader, "majorVersion" | "minorVersion" | "sectionLength" | "options">
>;

interface HeaderFields {
  readonly majorVersion: number;
  readonly minorVersion: number;
  readonly sectionLength: bigint;
}

// u32 byte-order magic, u16 major version, u16 minor version, u64 section length
const HEADER = fixedLayout<HeaderFields>(16, (layout) =>
  layout.uint32("magic").uint16("majorVersion").uint16("minorVersion").uint64("sectionLength"),
);

/** Parses a section header; throws a ScapError if its version is one that we cannot read. */
export function parseSectionHeader(block: Block): SectionHeader {
  const { offset, littleEndian, view, start, end } = block;
  const context = { offset, block: "SHB" };
  if (end - start < HEADER.sizeBytes)
    throw new ScapError("bad-length", `section header of ${end - start} bytes`, context);
  const { majorVersion, minorVersion, sectionLength } = HEADER.parse(borrowBody(block), littleEndian);
  if (majorVersion > MAX_MAJOR_VERSION)
    throw new ScapError("unsupported-version", `version ${majorVersion}.${minorVersion} is unknown`, context);
  const options = parseOptions(view, start + HEADER.sizeBytes, end, littleEndian);
  // Not by spreading: a hostile file may have a million headers.
  const comments = textsOf(options, OPTION_COMMENT);
  const [application] = textsOf(options, OPTION_APPLICATION);
  const header = { offset, littleEndian, majorVersion, minorVersion, sectionLength, comments, options };
  return application === undefined ? header : { ...header, application };
}

/** Writes a section header in the sink's byte order. */
export function writeSectionHeader(sink: ByteSink, header: SectionHeaderFields = {}): void {
  const { majorVersion, minorVersion } = { ...CURRENT_VERSION, ...header };
  writeBlock(sink, SECTION_HEADER, () => {
    sink.u32(BYTE_ORDER_MAGIC);
    sink.u16(majorVersion);
    sink.u16(minorVersion);
    sink.u64(header.sectionLength ?? UNKNOWN_LENGTH);
    writeOptions(sink, header.options ?? []);
  });
}

function textsOf(options: readonly BlockOption[], code: number): string[] {
  return options.filter((option) => option.code === code).map(({ value }) => decodeText(value));
}
