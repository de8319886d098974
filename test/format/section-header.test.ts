import { describe, expect, it } from "vitest";
import { ScapError } from "../../src/format/errors.ts";
import { parseSectionHeader } from "../../src/format/section-header.ts";
import { bigEndian, blockOf, concat, hex, littleEndian, u8 } from "../helpers/bytes.ts";

describe("parseSectionHeader", () => {
  it("reads the header of the worked example", () => {
    const bytes = hex("0a0d0d0a 1c000000 4d3c2b1a 0100 0200 ffffffffffffffff 1c000000");
    expect(parseSectionHeader(blockOf(bytes))).toEqual({
      offset: 0,
      littleEndian: true,
      majorVersion: 1,
      minorVersion: 2,
      sectionLength: 0xffffffffffffffffn,
      comments: [],
      options: [],
    });
  });

  it.each([littleEndian, bigEndian])("reads comments and application in either byte order", (order) => {
    const { u16, str16, sectionHeader } = order;
    const options = concat(
      u16(1),
      str16("one"),
      u8(0),
      u16(4),
      str16("editcap!"),
      u16(1),
      str16("two"),
      u8(0),
      u16(0),
      u16(0),
    );
    const header = parseSectionHeader(blockOf(sectionHeader({ minor: 1, options }), order, 4096));
    expect(header).toMatchObject({ offset: 4096, minorVersion: 1, comments: ["one", "two"] });
    expect(header.littleEndian).toBe(order.littleEndian);
    expect(header.application).toBe("editcap!");
    expect(header.options.map(({ code }) => code)).toEqual([1, 4, 1]);
  });

  it("accepts any minor version and major version 0", () => {
    const parse = (major: number, minor: number) =>
      parseSectionHeader(blockOf(littleEndian.sectionHeader({ major, minor })));
    expect(parse(1, 99).minorVersion).toBe(99);
    expect(parse(0, 0).majorVersion).toBe(0);
  });

  it("refuses a later major version", () => {
    const parse = () =>
      parseSectionHeader(blockOf(littleEndian.sectionHeader({ major: 2 }), littleEndian, 56));
    expect(parse).toThrow(
      new ScapError("unsupported-version", "version 2.2 is unknown", { offset: 56, block: "SHB" }),
    );
  });

  it("refuses a body that is too short", () => {
    const parse = () => parseSectionHeader(blockOf(littleEndian.block(0x0a0d0d0a, u8(1, 2, 3, 4))));
    expect(parse).toThrow(expect.objectContaining({ code: "bad-length" }));
  });
});
