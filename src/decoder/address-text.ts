/** Address families as captures number them (Linux's own numbers). */
export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;

export const IPV4_SIZE = 4;
export const IPV6_SIZE = 16;
const MAPPED_PREFIX_SIZE = 12;

/** Dotted form of the 4 bytes at `at`. */
export function ipv4Text(bytes: Uint8Array, at = 0): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}

/** Form of the 16 bytes at `at` as the C library prints it: longest run of zero groups left out, mapped IPv4 dotted. */
export function ipv6Text(bytes: Uint8Array, at = 0): string {
  const groups: number[] = [];
  for (let k = 0; k < IPV6_SIZE; k += 2)
    groups.push(((bytes[at + k] as number) << 8) | (bytes[at + k + 1] as number));
  const words = groups.map((group) => group.toString(16));
  if (endsDotted(groups)) words.splice(6, 2, ipv4Text(bytes, at + MAPPED_PREFIX_SIZE));
  const run = longestZeroRun(words);
  if (run.length < 2) return words.join(":");
  const head = words.slice(0, run.start).join(":");
  const tail = words.slice(run.start + run.length).join(":");
  return `${head}::${tail}`;
}

/** Whether the 16 bytes at `at` are a mapped IPv4 address (`::ffff:a.b.c.d`) or all zero. */
export function isMappedIpv4(bytes: Uint8Array, at: number): boolean {
  for (let k = 0; k < 10; k++) if (bytes[at + k] !== 0) return false;
  const marker = ((bytes[at + 10] as number) << 8) | (bytes[at + 11] as number);
  if (marker === 0xffff) return true;
  return marker === 0 && isZero(bytes, at + MAPPED_PREFIX_SIZE, IPV4_SIZE);
}

/** The IPv4 address inside a mapped one, borrowed. */
export function borrowMappedIpv4(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.subarray(at + MAPPED_PREFIX_SIZE, at + IPV6_SIZE);
}

/** Whether `size` bytes at `at` are all zero. */
export function isZero(bytes: Uint8Array, at: number, size: number): boolean {
  for (let k = 0; k < size; k++) if (bytes[at + k] !== 0) return false;
  return true;
}

/** `::ffff:a.b.c.d`, and `::a.b.c.d` unless only the last group is set. */
function endsDotted(groups: readonly number[]): boolean {
  if (groups.slice(0, 5).some((group) => group !== 0)) return false;
  return groups[5] === 0xffff || (groups[5] === 0 && groups[6] !== 0);
}

function longestZeroRun(words: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  words.forEach((word, k) => {
    length = word === "0" ? length + 1 : 0;
    if (length > best.length) best = { start: k - length + 1, length };
  });
  return best;
}
