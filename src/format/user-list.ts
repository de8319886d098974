import type { Block } from "./block-batch.ts";
import { BlockCursor } from "./block-cursor.ts";
import type { ByteSink } from "./byte-sink.ts";
import { blockTypeOf, USER_LIST } from "./catalogue.ts";
import type { OnDamage } from "./errors.ts";
import { entryOfLength, parseEntries, writeSizedEntry } from "./list-entries.ts";
import { writeBlock } from "./write-block.ts";

/** A user of the machine. */
export interface UserInfo {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
  readonly homeDir: string;
  readonly shell: string;
}

/** A group of the machine. */
export interface GroupInfo {
  readonly gid: number;
  readonly name: string;
}

/** The users and groups of a section; a later list replaces an earlier one. */
export interface UserList {
  readonly users: readonly UserInfo[];
  readonly groups: readonly GroupInfo[];
}

const FIRST_VERSION_WITH_LENGTHS = 2;
const TYPE_USER = 0;
const TYPE_GROUP = 1;
/** Longer ones no other reader accepts. */
const MAX_WRITTEN_SIZE = 255;

/** Parses a user list. A malformed entry is reported and ends it. */
export function parseUserList(block: Block, onDamage: OnDamage): UserList {
  const sized = blockTypeOf(block.type).version >= FIRST_VERSION_WITH_LENGTHS;
  const entries = parseEntries(new BlockCursor(block, onDamage), (cursor) =>
    parseEntry(sized ? takeEntry(cursor) : cursor),
  );
  return { users: entries.filter(isUser), groups: entries.filter((entry) => !isUser(entry)) };
}

/** To sysdig and libscap an entry of length 0 is one whose length is not checked. */
function takeEntry(cursor: BlockCursor): BlockCursor {
  const length = cursor.u32();
  if (length > 0) return entryOfLength(cursor, length);
  cursor.report("an entry has length 0 and is read all the same", false);
  return cursor;
}

// u8 type, u32 uid, u32 gid, str16 name, str16 home directory, str16 shell – or u8 type, u32 gid, str16 name
function parseEntry(cursor: BlockCursor): UserInfo | GroupInfo {
  // Every other type is a group to sysdig and libscap.
  if (cursor.u8() !== TYPE_USER) return { gid: cursor.u32(), name: cursor.text() };
  return {
    uid: cursor.u32(),
    gid: cursor.u32(),
    name: cursor.text(),
    homeDir: cursor.text(),
    shell: cursor.text(),
  };
}

/** Writes a user list of either version: all users, then all groups. Texts of more than 255 bytes are cut. */
export function writeUserList(sink: ByteSink, { users, groups }: UserList, blockType = USER_LIST): void {
  const sized = blockTypeOf(blockType).version >= FIRST_VERSION_WITH_LENGTHS;
  writeBlock(sink, blockType, () => {
    for (const entry of [...users, ...groups]) {
      if (sized) writeSizedEntry(sink, () => writeEntry(sink, entry));
      else writeEntry(sink, entry);
    }
  });
}

function writeEntry(sink: ByteSink, entry: UserInfo | GroupInfo): void {
  const texts = isUser(entry) ? [entry.name, entry.homeDir, entry.shell] : [entry.name];
  sink.u8(isUser(entry) ? TYPE_USER : TYPE_GROUP);
  if (isUser(entry)) sink.u32(entry.uid);
  sink.u32(entry.gid);
  for (const text of texts) sink.text16(text, MAX_WRITTEN_SIZE);
}

function isUser(entry: UserInfo | GroupInfo): entry is UserInfo {
  return "uid" in entry;
}
