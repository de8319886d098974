import { type Block, borrowBody } from "./block-batch.ts";
import { ScapError } from "./errors.ts";
import { fixedLayout } from "./fixed-layout.ts";
import { type BlockOption, OPTION_APPLICATION, OPTION_COMMENT, parseOptions } from "./options.ts";
import { decodeText } from "./text.ts";

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
  const fields = { offset, littleEndian, majorVersion, minorVersion, sectionLength };
  return { ...fields, ...notesOf(options), options };
}

function notesOf(options: readonly BlockOption[]): Pick<SectionHeader, "comments" | "application"> {
  const textsOf = (code: number) =>
    options.filter((option) => option.code === code).map(({ value }) => decodeText(value));
  const comments = textsOf(OPTION_COMMENT);
  const [application] = textsOf(OPTION_APPLICATION);
  return application === undefined ? { comments } : { comments, application };
}
