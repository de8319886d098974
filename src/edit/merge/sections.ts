import type { Capture } from "../../capture/capture.ts";
import { blockAt } from "../../format/block-batch.ts";
import { blockTypeOf, SECTION_HEADER } from "../../format/catalogue.ts";
import { ScapError } from "../../format/errors.ts";
import { type MachineInfo, parseMachineInfo } from "../../format/machine-info.ts";

/** A section of a capture to be merged. */
export interface MergeSection {
  /** Index of its capture among the inputs, and its own in that, from 0. */
  readonly input: number;
  readonly section: number;
  readonly littleEndian: boolean;
  readonly machine: MachineInfo | undefined;
}

/** Clocks that give the time of start may be set right a little between two captures. */
const MAX_BOOT_DIFFERENCE_NS = 60_000_000_000n;

/** The sections of a capture that hold events. Damage is noted by the capture; what is before it counts. */
export async function sectionsOf(capture: Capture, input: number): Promise<MergeSection[]> {
  const sections: MergeSection[] = [];
  let machine: MachineInfo | undefined;
  let section = -1;
  let hasEvents = false;
  try {
    for await (const batch of capture.blocks()) {
      if (batch.types[0] === SECTION_HEADER) {
        section++;
        machine = undefined;
        hasEvents = false;
      }
      for (let index = 0; index < batch.count && !hasEvents; index++) {
        const { kind } = blockTypeOf(batch.types[index] as number);
        if (kind === "machine-info") machine = parseMachineInfo(blockAt(batch, index), () => {}) ?? machine;
        hasEvents = kind === "event";
      }
      if (hasEvents && sections.at(-1)?.section !== section)
        sections.push({ input, section, littleEndian: batch.littleEndian, machine });
    }
  } catch (error) {
    if (!(error instanceof ScapError)) throw error;
  }
  return sections;
}

/** Puts sections together that were recorded on one machine since one start of it, in the order of their coming. */
export function groupByMachine(sections: readonly MergeSection[], isOneHost: boolean): MergeSection[][] {
  const groups: MergeSection[][] = [];
  for (const section of sections) {
    const group = groups.find(
      ([first]) =>
        first?.littleEndian === section.littleEndian &&
        (isOneHost || isSameMachine(first.machine, section.machine)),
    );
    if (group === undefined) groups.push([section]);
    else group.push(section);
  }
  return groups;
}

/** Captures that say nothing of their machine may come from any. */
function isSameMachine(a: MachineInfo | undefined, b: MachineInfo | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const isSame =
    a.hostname === b.hostname && a.cpuCount === b.cpuCount && a.memorySizeBytes === b.memorySizeBytes;
  if (!isSame || a.bootTsNs === 0n || b.bootTsNs === 0n) return isSame;
  const difference = a.bootTsNs - b.bootTsNs;
  return difference < MAX_BOOT_DIFFERENCE_NS && -difference < MAX_BOOT_DIFFERENCE_NS;
}
