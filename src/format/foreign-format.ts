/** First bytes, as hexadecimal digits in the order of the file, of what people take for captures. */
const FORMATS: readonly (readonly [start: string, what: string])[] = [
  ["d4c3b2a1", "a pcap capture of network packets: Wireshark and tcpdump read it"],
  ["a1b2c3d4", "a pcap capture of network packets: Wireshark and tcpdump read it"],
  ["4d3cb2a1", "a pcap capture of network packets: Wireshark and tcpdump read it"],
  ["a1b23c4d", "a pcap capture of network packets: Wireshark and tcpdump read it"],
  ["1f8b", "compressed twice: decompress it once"],
  ["28b52ffd", "compressed twice: decompress it once"],
  ["fd377a58", "compressed with xz: decompress it first"],
  ["425a68", "compressed with bzip2: decompress it first"],
  ["04224d18", "compressed with lz4: decompress it first"],
  ["504b0304", "a ZIP archive: unpack it first"],
  ["377abcaf", "a 7z archive: unpack it first"],
  ["7f454c46", "an ELF file (a program, a library or a core dump)"],
  ["50455246", "a recording of perf: perf script reads it"],
  ["89504e47", "a PNG image"],
  ["25504446", "a PDF document"],
];
const TAR_MAGIC_AT = 257;
const TAR_MAGIC = "7573746172";
/** Bytes looked at to tell text: what is printable that far. */
const TEXT_START = 64;

/** What a file is that is no capture, in words that follow "it is"; undefined where its bytes do not tell. */
export function foreignFormat(bytes: Uint8Array): string | undefined {
  const start = hexAt(bytes, 0, 4);
  const known = FORMATS.find(([magic]) => start.startsWith(magic));
  if (known !== undefined) return known[1];
  if (hexAt(bytes, TAR_MAGIC_AT, 5) === TAR_MAGIC) return "a tar archive: unpack it first";
  return isText(bytes.subarray(0, TEXT_START)) ? "text, it seems" : undefined;
}

function hexAt(bytes: Uint8Array, at: number, length: number): string {
  return Array.from(bytes.subarray(at, at + length), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function isText(bytes: Uint8Array): boolean {
  const isPlain = (byte: number) => (byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d);
  return bytes.length > 0 && bytes.every(isPlain);
}
