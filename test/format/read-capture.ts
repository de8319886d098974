import { type BlockBatch, blockAt } from "../../src/format/block-batch.ts";
import { blockTypeOf } from "../../src/format/catalogue.ts";
import { type Damage, type OnDamage, ScapError } from "../../src/format/errors.ts";
import { type FdInfo, parseFdList } from "../../src/format/fd-list.ts";
import { type NetworkInterface, parseInterfaceList } from "../../src/format/interface-list.ts";
import { type MachineInfo, parseMachineInfo } from "../../src/format/machine-info.ts";
import { parseProcessList } from "../../src/format/process-list.ts";
import { readBlocks } from "../../src/format/reader.ts";
import { parseSectionHeader, type SectionHeader } from "../../src/format/section-header.ts";
import { type CaptureSource, openSource } from "../../src/format/source.ts";
import type { ThreadInfo } from "../../src/format/thread-info.ts";
import { type GroupInfo, parseUserList, type UserInfo } from "../../src/format/user-list.ts";

/** Everything in a capture but the contents of its events. */
export interface WholeCapture {
  readonly damages: Damage[];
  /** Every block as `name@offset+bytes`. */
  readonly blocks: string[];
  readonly sections: SectionHeader[];
  readonly machines: (MachineInfo | undefined)[];
  readonly threads: ThreadInfo[];
  readonly fds: FdInfo[];
  readonly interfaces: NetworkInterface[];
  readonly users: UserInfo[];
  readonly groups: GroupInfo[];
  events: number;
}

/** Reads a capture to its end and parses every block that is not an event. */
export async function readCapture(
  open: (onDamage: OnDamage) => CaptureSource | Promise<CaptureSource>,
): Promise<WholeCapture> {
  const capture: WholeCapture = {
    damages: [],
    blocks: [],
    sections: [],
    machines: [],
    threads: [],
    fds: [],
    interfaces: [],
    users: [],
    groups: [],
    events: 0,
  };
  const onDamage: OnDamage = (damage) => capture.damages.push(damage);
  const { chunks } = await open(onDamage);
  try {
    for await (const batch of readBlocks(chunks, onDamage)) addBatch(capture, batch, onDamage);
  } catch (error) {
    // Damage that ends the reading was told before it is thrown.
    if (!(error instanceof ScapError) || !capture.damages.some(({ detail }) => detail === error.detail))
      throw error;
  }
  return capture;
}

/** As `readCapture`, of bytes in memory. */
export function readBytes(bytes: Uint8Array): Promise<WholeCapture> {
  return readCapture((onDamage) => openSource(bytes, { onDamage }));
}

/** One line for each damage: code, whether data is lost, where, what. */
export function damageLines({ damages }: WholeCapture): string[] {
  return damages.map(({ code, lost, context, detail }) => {
    return `${code} ${lost ? "lost" : "odd"} ${context.offset} ${context.block ?? "-"}: ${detail}`;
  });
}

function addBatch(capture: WholeCapture, batch: BlockBatch, onDamage: OnDamage): void {
  for (let index = 0; index < batch.count; index++) {
    const block = blockAt(batch, index);
    const { kind, name } = blockTypeOf(block.type);
    capture.blocks.push(`${name}@${block.offset}+${block.end - block.start}`);
    switch (kind) {
      case "section-header":
        capture.sections.push(parseSectionHeader(block));
        break;
      case "machine-info":
        capture.machines.push(parseMachineInfo(block, onDamage));
        break;
      case "process-list":
        capture.threads.push(...parseProcessList(block, onDamage));
        break;
      case "fd-list":
        capture.fds.push(...(parseFdList(block, onDamage)?.fds ?? []));
        break;
      case "interface-list":
        capture.interfaces.push(...parseInterfaceList(block, onDamage));
        break;
      case "user-list": {
        const { users, groups } = parseUserList(block, onDamage);
        capture.users.push(...users);
        capture.groups.push(...groups);
        break;
      }
      case "event":
        capture.events++;
    }
  }
}
