import { describe, expect, it } from "vitest";
import { parseOptions } from "../../src/format/options.ts";
import { ascii, bigEndian, concat, littleEndian, u8, zeroes } from "../helpers/bytes.ts";

const parse = (bytes: Uint8Array, order = littleEndian) =>
  parseOptions(new DataView(bytes.buffer), 0, bytes.length, order.littleEndian);

describe("parseOptions", () => {
  it.each([littleEndian, bigEndian])("reads values, padded to four bytes, up to the end mark", (order) => {
    const { u16, str16 } = order;
    const bytes = concat(
      u16(1),
      str16("hello"),
      zeroes(3),
      u16(4),
      str16("app!"),
      zeroes(4),
      u16(1),
      str16("x"),
    );
    expect(parse(bytes, order)).toEqual([
      { code: 1, value: ascii("hello") },
      { code: 4, value: ascii("app!") },
    ]);
  });

  it("does without an end mark and without the last padding", () => {
    expect(parse(concat(littleEndian.u16(1), littleEndian.str16("abc")))).toEqual([
      { code: 1, value: ascii("abc") },
    ]);
  });

  it("drops an option that does not fit", () => {
    const { u16, str16 } = littleEndian;
    const whole = concat(u16(9), str16("abcd"));
    expect(parse(concat(whole, u16(1), u16(5), ascii("abcd")))).toEqual([{ code: 9, value: ascii("abcd") }]);
    expect(parse(concat(whole, u8(1, 0, 0)))).toHaveLength(1);
  });

  it("copies the values", () => {
    const bytes = concat(littleEndian.u16(1), littleEndian.str16("abcd"));
    const [option] = parse(bytes);
    bytes.fill(0);
    expect(option?.value).toEqual(ascii("abcd"));
  });
});
