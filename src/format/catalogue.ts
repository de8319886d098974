/** What a block holds. `unknown` blocks are kept with their bytes. */
export type BlockKind =
  | "section-header"
  | "machine-info"
  | "process-list"
  | "fd-list"
  | "interface-list"
  | "user-list"
  | "state-supplement"
  | "event"
  | "unknown";

/** One block type of the catalogue (docs/format.md, "Blocks"). */
export interface BlockType {
  readonly id: number;
  readonly kind: BlockKind;
  /** Short name for listings, such as `PL V9`. */
  readonly name: string;
  /** Version of the block's layout; pre-release ids carry the version they are equal to. */
  readonly version: number;
  /** Event blocks only: a u32 of dump flags follows the cpu id. */
  readonly hasFlags: boolean;
  /** Event blocks only: parameter lengths are u32 where the event type is unknown. */
  readonly isLarge: boolean;
}

/** The same bytes in either byte order. */
export const SECTION_HEADER = 0x0a0d0d0a;
/** The ids that are written today. */
export const MACHINE_INFO = 0x201;
export const PROCESS_LIST = 0x215;
export const FD_LIST = 0x218;
export const INTERFACE_LIST = 0x219;
export const USER_LIST = 0x220;
/** Our own (docs/format.md, "State supplement"); the highest bit marks ids for local use. */
export const STATE_SUPPLEMENT = 0x80005354;

const EVENT_FLAGS = { hasFlags: true, isLarge: false };
const EVENT_LARGE = { hasFlags: false, isLarge: true };
const EVENT_FLAGS_LARGE = { hasFlags: true, isLarge: true };

/** Every block type ever written, since the first public commit of 2014. */
export const BLOCK_TYPES: ReadonlyMap<number, BlockType> = new Map(
  [
    type(SECTION_HEADER, "section-header", "SHB", 1),
    type(MACHINE_INFO, "machine-info", "MI", 1),
    type(0x8002abcd, "machine-info", "MI (pre-release)", 1),
    type(0x202, "process-list", "PL V1", 1),
    type(0x8000abcd, "process-list", "PL V1 (pre-release)", 1),
    type(0x207, "process-list", "PL V2", 2),
    type(0x8013abcd, "process-list", "PL V2 (reserved id)", 2),
    type(0x209, "process-list", "PL V3", 3),
    type(0x8014abcd, "process-list", "PL V3 (reserved id)", 3),
    type(0x210, "process-list", "PL V4", 4),
    type(0x211, "process-list", "PL V5", 5),
    type(0x212, "process-list", "PL V6", 6),
    type(0x213, "process-list", "PL V7", 7),
    type(0x214, "process-list", "PL V8", 8),
    type(PROCESS_LIST, "process-list", "PL V9", 9),
    type(0x203, "fd-list", "FDL V1", 1),
    type(0x8001abcd, "fd-list", "FDL V1 (pre-release)", 1),
    type(FD_LIST, "fd-list", "FDL V2", 2),
    type(0x205, "interface-list", "IL V1", 1),
    type(0x8011abcd, "interface-list", "IL V1 (pre-release)", 1),
    type(INTERFACE_LIST, "interface-list", "IL V2", 2),
    type(0x206, "user-list", "UL V1", 1),
    type(0x8012abcd, "user-list", "UL V1 (pre-release)", 1),
    type(USER_LIST, "user-list", "UL V2", 2),
    type(STATE_SUPPLEMENT, "state-supplement", "ST", 1),
    type(0x204, "event", "EV V1", 1),
    type(0x8010abcd, "event", "EV V1 (pre-release)", 1),
    type(0x208, "event", "EVF V1", 1, EVENT_FLAGS),
    type(0x216, "event", "EV V2", 2),
    type(0x217, "event", "EVF V2", 2, EVENT_FLAGS),
    type(0x221, "event", "EV V2 LARGE", 2, EVENT_LARGE),
    type(0x222, "event", "EVF V2 LARGE", 2, EVENT_FLAGS_LARGE),
  ].map((entry) => [entry.id, entry]),
);

/** The entries of small ids, which are those of almost all blocks. */
const SMALL_IDS: readonly (BlockType | undefined)[] = Array.from({ length: 0x223 }, (_, id) =>
  BLOCK_TYPES.get(id),
);

/** The catalogue's entry of a block type; unknown ids get an entry of kind `unknown`. */
export function blockTypeOf(id: number): BlockType {
  return (
    (id < SMALL_IDS.length ? SMALL_IDS[id] : BLOCK_TYPES.get(id)) ??
    type(id, "unknown", `0x${id.toString(16)}`, 0)
  );
}

/** Bytes of an event before its lengths: time, tid, length, code, and since version 2 the number of parameters. */
export const EVENT_HEADER_SIZES = { 1: 22, 2: 26 } as const;

/** Bytes of an event's header in a block of that type. */
export function eventHeaderSize({ version }: Pick<BlockType, "version">): number {
  return EVENT_HEADER_SIZES[version === 1 ? 1 : 2];
}

function type(
  id: number,
  kind: BlockKind,
  name: string,
  version: number,
  { hasFlags, isLarge } = { hasFlags: false, isLarge: false },
): BlockType {
  return { id, kind, name, version, hasFlags, isLarge };
}
