/** A whole number; bigint where a number could not hold it. */
export type Whole = number | bigint;

/** Numbers with more digits, or larger exponents, mean nothing here and would only cost time. */
const MAX_DIGITS = 40;

const NUMBER = /^([+-]?)(?:0[xX]([0-9a-fA-F]+)|([0-9]+)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?)([A-Za-zµμ]*)$/;

const SIZE_UNITS: ReadonlyMap<string, bigint> = new Map([
  ["", 1n],
  ["k", 1000n],
  ["K", 1000n],
  ["M", 1000n ** 2n],
  ["G", 1000n ** 3n],
  ["T", 1000n ** 4n],
  ["Ki", 1024n],
  ["Mi", 1024n ** 2n],
  ["Gi", 1024n ** 3n],
  ["Ti", 1024n ** 4n],
]);

const DURATION_UNITS: ReadonlyMap<string, bigint> = new Map([
  ["", 1n],
  ["ns", 1n],
  ["us", 1000n],
  ["µs", 1000n],
  ["μs", 1000n],
  ["ms", 1000n ** 2n],
  ["s", 1000n ** 3n],
  ["m", 60n * 1000n ** 3n],
  ["min", 60n * 1000n ** 3n],
  ["h", 3600n * 1000n ** 3n],
  ["d", 86400n * 1000n ** 3n],
]);

/** `1000`, `0x3e8`, `1k`, `1.5M`, `4Ki`, `-3e6`: a whole number, exactly; undefined for anything else. */
export function parseWhole(text: string): Whole | undefined {
  const value = parseScaled(text, SIZE_UNITS);
  return value === undefined ? undefined : narrow(value);
}

/** As `parseWhole`, with fractions. */
export function parseDouble(text: string): number | undefined {
  const [, , hex, , , , unit] = NUMBER.exec(text) ?? [];
  if (hex !== undefined) return toNumber(parseScaled(text, SIZE_UNITS));
  const factor = SIZE_UNITS.get(unit ?? "?");
  if (factor === undefined) return undefined;
  return Number(text.slice(0, text.length - (unit?.length ?? 0))) * Number(factor);
}

/** `10ms`, `1.5s`, `2h`, or plain nanoseconds; in nanoseconds, of which there are only whole ones. */
export function parseDurationNs(text: string): bigint | undefined {
  return parseScaled(text, DURATION_UNITS);
}

/** The number a bigint stands for where that is exact. */
export function narrow(value: bigint): Whole {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

function parseScaled(text: string, units: ReadonlyMap<string, bigint>): bigint | undefined {
  const [whole, sign, hex, digits = "", fraction = "", exponent = "0", unit = ""] = NUMBER.exec(text) ?? [];
  const factor = units.get(unit);
  if (whole === undefined || factor === undefined || whole.length > MAX_DIGITS) return undefined;
  const magnitude =
    hex === undefined ? scale(digits, fraction, Number(exponent), factor) : BigInt(`0x${hex}`);
  if (hex !== undefined && unit !== "") return undefined;
  return sign === "-" && magnitude !== undefined ? -magnitude : magnitude;
}

function scale(digits: string, fraction: string, exponent: number, factor: bigint): bigint | undefined {
  const power = exponent - fraction.length;
  if (Math.abs(power) > MAX_DIGITS) return undefined;
  const value = BigInt(digits + fraction) * factor;
  if (power >= 0) return value * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  return value % divisor === 0n ? value / divisor : undefined;
}

function toNumber(value: bigint | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}
