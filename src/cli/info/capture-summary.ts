import type { DriverAge } from "../../analysis/driver-age.ts";
import type { BlockKind } from "../../format/catalogue.ts";
import type { Damage } from "../../format/errors.ts";
import type { NetworkInterface } from "../../format/interface-list.ts";
import type { MachineInfo } from "../../format/machine-info.ts";
import type { SectionHeader } from "../../format/section-header.ts";
import type { Compression } from "../../format/source.ts";
import type { EventCount } from "../event-counts.ts";

/** How much the lists at the start of a section, or of all sections, hold. */
export interface ListCounts {
  threads: number;
  fds: number;
  users: number;
  groups: number;
}

/** What the blocks at the start of a section say. */
export interface SectionSummary {
  readonly header: SectionHeader;
  readonly counts: ListCounts;
  machine: MachineInfo | undefined;
  interfaces: readonly NetworkInterface[];
}

/** How many blocks of a type there are and how long they are together. */
export interface BlockCount {
  /** Undefined for the sum of unknown types beyond the first few. */
  readonly type: number | undefined;
  readonly kind: BlockKind;
  readonly name: string;
  count: number;
  sizeBytes: number;
}

/** A comment that someone put to an event. */
export interface EventComment {
  readonly event: number;
  readonly text: string;
}

/** What the blocks of a capture tell. */
export interface ContentSummary {
  readonly uncompressedBytes: number;
  /** The first 1000 sections. */
  readonly sections: readonly SectionSummary[];
  readonly sectionCount: number;
  /** Of all sections. */
  readonly counts: ListCounts;
  readonly firstTsNs: bigint | undefined;
  readonly lastTsNs: bigint | undefined;
  /** Events that could be decoded. */
  readonly events: number;
  /** Of these, the ones that listings show unless told otherwise. */
  readonly shownEvents: number;
  readonly blocks: readonly BlockCount[];
  readonly eventCounts: readonly EventCount[];
  readonly eventComments: readonly EventComment[];
}

/** All that `info` tells of a capture. */
export interface CaptureSummary extends ContentSummary {
  readonly file: string;
  readonly compression: Compression;
  /** Size of the input as it is stored. */
  readonly sizeBytes: number;
  /** Of the input as it is stored. */
  readonly sha256: string;
  /** Undefined for captures without events of drivers. */
  readonly driverAge: DriverAge | undefined;
  readonly damageCount: number;
  readonly damage: readonly Damage[];
}
