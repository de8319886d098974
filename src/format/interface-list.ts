import type { Block } from "./block-batch.ts";
import { BlockCursor } from "./block-cursor.ts";
import type { ByteSink } from "./byte-sink.ts";
import { blockTypeOf, INTERFACE_LIST } from "./catalogue.ts";
import type { OnDamage } from "./errors.ts";
import { parseEntries } from "./list-entries.ts";
import { writeBlock } from "./write-block.ts";

/** One address of a network interface; an interface with several addresses has several entries. */
export interface NetworkInterface {
  readonly family: "ipv4" | "ipv6";
  /** Addresses in network byte order, 4 or 16 bytes. */
  readonly address: Uint8Array;
  readonly netmask: Uint8Array;
  /** The peer's address for point-to-point links. */
  readonly broadcast: Uint8Array;
  /** 0 in every capture known. */
  readonly linkSpeed: bigint;
  readonly name: string;
}

interface EntryType {
  readonly family: NetworkInterface["family"];
  readonly addressSize: number;
  readonly hasLinkSpeed: boolean;
}

const FIRST_VERSION_WITH_LENGTHS = 2;
/** What sysdig and libscap accept at most. */
const MAX_NAME_SIZE = 1023;
const LINK_SPEED_SIZE = 8;

const ENTRY_TYPES: ReadonlyMap<number, EntryType> = new Map([
  [1, { family: "ipv4", addressSize: 4, hasLinkSpeed: true }],
  [2, { family: "ipv6", addressSize: 16, hasLinkSpeed: true }],
  // Written in the first weeks of 2014 only.
  [3, { family: "ipv4", addressSize: 4, hasLinkSpeed: false }],
  [4, { family: "ipv6", addressSize: 16, hasLinkSpeed: false }],
]);

/** Parses an interface list. A malformed entry is reported and ends it; a later list replaces an earlier one. */
export function parseInterfaceList(block: Block, onDamage: OnDamage): NetworkInterface[] {
  const sized = blockTypeOf(block.type).version >= FIRST_VERSION_WITH_LENGTHS;
  return parseEntries(new BlockCursor(block, onDamage), sized ? parseSizedEntry : parseUnsizedEntry);
}

/** Unlike in other lists the length does not count itself; an unknown type is skipped by it. */
function parseSizedEntry(cursor: BlockCursor): NetworkInterface | undefined {
  const length = cursor.u32();
  if (length > cursor.remaining)
    cursor.fail(`an entry claims ${length} of the ${cursor.remaining} bytes left`);
  const entry = cursor.entry(length);
  const type = ENTRY_TYPES.get(entry.u16());
  return type === undefined ? undefined : parseInterface(entry, type);
}

function parseUnsizedEntry(cursor: BlockCursor): NetworkInterface {
  const code = cursor.u16();
  const type = ENTRY_TYPES.get(code) ?? cursor.fail(`interface type ${code} is unknown; the list ends here`);
  const nameSize = cursor.u16();
  return parseFields(cursor, nameSize, type);
}

function parseInterface(entry: BlockCursor, type: EntryType): NetworkInterface {
  const nameSize = entry.u16();
  // Lists re-saved by sysdig hold old entry types with the link speed of new ones.
  const resaved = entry.remaining === 3 * type.addressSize + LINK_SPEED_SIZE + nameSize;
  return parseFields(entry, nameSize, resaved ? { ...type, hasLinkSpeed: true } : type);
}

// … address, netmask, broadcast, [u64 link speed], name
function parseFields(
  cursor: BlockCursor,
  nameSize: number,
  { family, addressSize, hasLinkSpeed }: EntryType,
): NetworkInterface {
  return {
    family,
    address: cursor.copyBytes(addressSize),
    netmask: cursor.copyBytes(addressSize),
    broadcast: cursor.copyBytes(addressSize),
    linkSpeed: hasLinkSpeed ? cursor.u64() : 0n,
    name: cursor.textOf(nameSize, MAX_NAME_SIZE),
  };
}

const WRITTEN_TYPES = { ipv4: 1, ipv6: 2 };

/** Writes an interface list of either version, in the order given; readers expect IPv4 first. */
export function writeInterfaceList(
  sink: ByteSink,
  interfaces: readonly NetworkInterface[],
  blockType = INTERFACE_LIST,
): void {
  const sized = blockTypeOf(blockType).version >= FIRST_VERSION_WITH_LENGTHS;
  writeBlock(sink, blockType, () => {
    for (const entry of interfaces) {
      if (sized) writeSizedEntry(sink, entry);
      else writeEntry(sink, entry);
    }
  });
}

function writeSizedEntry(sink: ByteSink, entry: NetworkInterface): void {
  const lengthAt = sink.length;
  sink.u32(0);
  writeEntry(sink, entry);
  sink.patchU32(lengthAt, sink.length - lengthAt - 4);
}

function writeEntry(
  sink: ByteSink,
  { family, address, netmask, broadcast, linkSpeed, name }: NetworkInterface,
): void {
  sink.u16(WRITTEN_TYPES[family]);
  const nameLengthAt = sink.length;
  sink.u16(0);
  for (const bytes of [address, netmask, broadcast]) sink.raw(bytes);
  sink.u64(linkSpeed);
  const start = sink.length;
  sink.text(name, MAX_NAME_SIZE);
  sink.patchU16(nameLengthAt, sink.length - start);
}
