import { expect, it } from "vitest";
import { foreignFormat } from "../../src/format/foreign-format.ts";

const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const tar = (name: string) => latin1(`${name.padEnd(257, "\0")}ustar\0${"\0".repeat(200)}`);

it.each([
  ["\xd4\xc3\xb2\xa1\x02\0\x04\0", "a pcap capture of network packets: Wireshark and tcpdump read it"],
  ["\x1f\x8b\x08\0", "compressed twice: decompress it once"],
  ["\xfd7zXZ\0", "compressed with xz: decompress it first"],
  ["BZh91AY&SY", "compressed with bzip2: decompress it first"],
  ["PK\x03\x04", "a ZIP archive: unpack it first"],
  ["\x7fELF\x02", "an ELF file (a program, a library or a core dump)"],
  ["12:00:00 ls < open\n", "text, it seems"],
  ["text\x1b[2J", undefined],
  ["\0\0\0\0", undefined],
  ["", undefined],
])("tells what begins with %j", (start, what) => {
  expect(foreignFormat(latin1(start))).toBe(what);
});

it("tells a tar archive by what stands behind its first name", () => {
  expect(foreignFormat(tar("trace.scap"))).toBe("a tar archive: unpack it first");
});
