import { describe, expect, it } from "vitest";
import type { Damage } from "../../src/format/errors.ts";
import { MAX_ENTRIES } from "../../src/format/list-entries.ts";
import { parseUserList } from "../../src/format/user-list.ts";
import {
  bigEndian,
  block,
  blockOf,
  concat,
  hex,
  littleEndian,
  repeat,
  u8,
  u32,
  zeroes,
} from "../helpers/bytes.ts";

const UL_V1 = 0x206;
const UL_V2 = 0x220;
const USER = { uid: 1000, gid: 1001, name: "ann", homeDir: "/home/ann", shell: "/bin/zsh" };
const GROUP = { gid: 50, name: "staff" };

const userOf = ({ u32, str16 } = littleEndian, { uid, gid, name, homeDir, shell } = USER) =>
  concat(u8(0), u32(uid), u32(gid), str16(name), str16(homeDir), str16(shell));

const groupOf = ({ u32, str16 } = littleEndian, type = 1) =>
  concat(u8(type), u32(GROUP.gid), str16(GROUP.name));

const sized = (entry: Uint8Array, { u32 } = littleEndian) => concat(u32(4 + entry.length), entry);

function parse(bytes: Uint8Array, order = littleEndian) {
  const damages: Damage[] = [];
  const list = parseUserList(blockOf(bytes, order), (damage) => damages.push(damage));
  return { ...list, damages };
}

describe("parseUserList", () => {
  it.each([littleEndian, bigEndian])("reads users and groups of either version", (order) => {
    const entries = [userOf(order), userOf(order), groupOf(order)];
    const expected = { users: [USER, USER], groups: [GROUP], damages: [] };
    expect(parse(order.block(UL_V1, ...entries), order)).toEqual(expected);
    expect(parse(order.block(0x8012abcd, ...entries), order)).toEqual(expected);
    expect(parse(order.block(UL_V2, ...entries.map((entry) => sized(entry, order))), order)).toEqual(
      expected,
    );
  });

  it("reads the worked example", () => {
    const bytes = hex(`20020000 40000000 23000000 00 00000000 00000000 0400 726f6f74 0500 2f726f6f74
      0700 2f62696e2f7368 0f000000 01 00000000 0400 726f6f74 0000 40000000`);
    expect(parse(bytes)).toEqual({
      users: [{ uid: 0, gid: 0, name: "root", homeDir: "/root", shell: "/bin/sh" }],
      groups: [{ gid: 0, name: "root" }],
      damages: [],
    });
  });

  it("takes every other type for a group, and any length of name", () => {
    const name = "n".repeat(300);
    const bytes = block(
      UL_V2,
      sized(groupOf(littleEndian, 7)),
      sized(userOf(littleEndian, { ...USER, name })),
    );
    expect(parse(bytes)).toEqual({ users: [{ ...USER, name }], groups: [GROUP], damages: [] });
  });

  it("skips what an entry has behind the known fields", () => {
    const longer = sized(concat(groupOf(), u8(1, 2, 3)));
    expect(parse(block(UL_V2, longer, sized(userOf())))).toEqual({
      users: [USER],
      groups: [GROUP],
      damages: [],
    });
  });

  it("reads an entry of length 0 as one without a length", () => {
    const { users, groups, damages } = parse(block(UL_V2, u32(0), userOf(), sized(groupOf())));
    expect({ users, groups }).toEqual({ users: [USER], groups: [GROUP] });
    expect(damages).toMatchObject([{ code: "bad-block", lost: false }]);
  });

  it.each([3, 10, 4000, 0xffffffff])("an entry claiming %i bytes ends the list", (length) => {
    const { users, damages } = parse(block(UL_V2, sized(userOf()), u32(length), userOf(), sized(userOf())));
    expect(users).toHaveLength(1);
    expect(damages).toMatchObject([{ code: "bad-block", lost: true, context: { block: "UL V2" } }]);
  });

  it("ends without damage where only zeroes are left", () => {
    expect(parse(block(UL_V1, groupOf(), zeroes(40)))).toEqual({ users: [], groups: [GROUP], damages: [] });
  });

  it("stops at the limit of entries", () => {
    const group = u8(1, 0, 0, 0, 0, 0, 0);
    const { groups, damages } = parse(block(UL_V1, repeat(group, MAX_ENTRIES + 1)));
    expect(groups).toHaveLength(MAX_ENTRIES);
    expect(damages).toMatchObject([{ code: "limit", lost: true }]);
  });
});
