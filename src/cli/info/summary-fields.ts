import type { DriverAge } from "../../analysis/driver-age.ts";
import { describeDamage } from "../../format/errors.ts";
import type { NetworkInterface } from "../../format/interface-list.ts";
import type { CaptureSummary, SectionSummary } from "./capture-summary.ts";
import { interfaceAddress } from "./interface-text.ts";

/** A summary as an object for JSON; times are nanoseconds since 1970. */
export function summaryFields(summary: CaptureSummary): Record<string, unknown> {
  const { sections, blocks, damage, events, shownEvents, firstTsNs, lastTsNs, ...rest } = summary;
  return {
    file: rest.file,
    sizeBytes: rest.sizeBytes,
    compression: rest.compression,
    uncompressedBytes: rest.uncompressedBytes,
    sha256: rest.sha256,
    sectionCount: rest.sectionCount,
    sections: sections.map(sectionFields),
    ...rest.counts,
    firstTsNs: firstTsNs ?? null,
    lastTsNs: lastTsNs ?? null,
    durationNs: firstTsNs === undefined || lastTsNs === undefined ? null : lastTsNs - firstTsNs,
    driverAge: driverAgeFields(rest.driverAge),
    events,
    shownEvents,
    hiddenEvents: events - shownEvents,
    blocks: blocks.map(({ type, name, count, sizeBytes }) => ({
      type: type ?? null,
      name,
      count,
      sizeBytes,
    })),
    eventTypes: rest.eventCounts,
    eventComments: rest.eventComments,
    damageCount: rest.damageCount,
    damage: damage.map((finding) => ({
      offset: finding.context.offset,
      code: finding.code,
      lost: finding.lost,
      text: describeDamage(finding),
    })),
  };
}

function driverAgeFields(age: DriverAge | undefined) {
  if (age === undefined) return null;
  const { first, last, fitting, events, misread } = age;
  const point = ({ tag, date }: DriverAge["first"]) => ({ tag, date });
  return { first: point(first), last: point(last), fittingEvents: fitting, driverEvents: events, misread };
}

function sectionFields({ header, machine, interfaces, counts }: SectionSummary) {
  return {
    offset: header.offset,
    version: `${header.majorVersion}.${header.minorVersion}`,
    byteOrder: header.littleEndian ? "little" : "big",
    application: header.application ?? null,
    comments: header.comments,
    machine: machine ?? null,
    ...counts,
    interfaces: interfaces.map(interfaceFields),
  };
}

function interfaceFields(entry: NetworkInterface) {
  return { name: entry.name, address: interfaceAddress(entry) };
}
