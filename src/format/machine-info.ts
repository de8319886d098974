import { type Block, borrowBody } from "./block-batch.ts";
import type { ByteSink } from "./byte-sink.ts";
import { blockTypeOf, MACHINE_INFO } from "./catalogue.ts";
import type { OnDamage } from "./errors.ts";
import { fixedLayout } from "./fixed-layout.ts";
import { decodeCString } from "./text.ts";
import { writeBlock } from "./write-block.ts";

/** The machine a section was captured on. Captures re-saved by current libs have zeroes throughout. */
export interface MachineInfo {
  readonly cpuCount: number;
  readonly memorySizeBytes: bigint;
  /** Never filled by any known writer. */
  readonly maxPid: bigint;
  readonly hostname: string;
  /** When the machine was started, since the epoch; 0 before December 2022. */
  readonly bootTsNs: bigint;
  readonly flags: bigint;
}

type MachineFields = Omit<MachineInfo, "hostname"> & { readonly hostname: Uint8Array };

const HOSTNAME_SIZE = 128;
const RESERVED_SIZE = 16;
/** Written by sysdig when it re-saves a capture without machine info. */
const NO_MACHINE_INFO = 0xffffffff;

// u32 cpus, u64 memory, u64 max pid, char[128] hostname, u64 boot time, u64 flags, two reserved u64
const MACHINE = fixedLayout<MachineFields>(180, (layout) =>
  layout
    .uint32("cpuCount")
    .uint64("memorySizeBytes")
    .uint64("maxPid")
    .buffer("hostname", { length: HOSTNAME_SIZE })
    .uint64("bootTsNs")
    .uint64("flags"),
);

/** Parses machine info; undefined where the block says that there is none. Missing fields are zero. */
export function parseMachineInfo(block: Block, onDamage: OnDamage): MachineInfo | undefined {
  const fields = MACHINE.parse(copyWhole(block, onDamage), block.littleEndian);
  if (fields.cpuCount === NO_MACHINE_INFO) return undefined;
  const { cpuCount, memorySizeBytes, maxPid, bootTsNs, flags } = fields;
  const hostname = decodeCString(fields.hostname);
  return { cpuCount, memorySizeBytes, maxPid, hostname, bootTsNs, flags };
}

/** Writes machine info; a host name of more than 128 bytes is cut. */
export function writeMachineInfo(sink: ByteSink, machine: MachineInfo, blockType = MACHINE_INFO): void {
  writeBlock(sink, blockType, () => {
    sink.u32(machine.cpuCount);
    sink.u64(machine.memorySizeBytes);
    sink.u64(machine.maxPid);
    const start = sink.length;
    sink.text(machine.hostname, HOSTNAME_SIZE);
    sink.zeroes(start + HOSTNAME_SIZE - sink.length);
    sink.u64(machine.bootTsNs);
    sink.u64(machine.flags);
    sink.zeroes(RESERVED_SIZE);
  });
}

function copyWhole(block: Block, onDamage: OnDamage): Uint8Array {
  const body = borrowBody(block).subarray(0, MACHINE.sizeBytes);
  if (body.length < MACHINE.sizeBytes) {
    const detail = `machine info of ${body.length} bytes instead of ${MACHINE.sizeBytes}; the rest is taken for zero`;
    const context = { offset: block.offset, block: blockTypeOf(block.type).name };
    onDamage({ code: "bad-block", detail, context, lost: true });
  }
  const whole = new Uint8Array(MACHINE.sizeBytes);
  whole.set(body);
  return whole;
}
