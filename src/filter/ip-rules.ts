import { FieldError, type FieldValue } from "./field.ts";
import { compareBytes, type IpRange, isInRange, parseIp, parseIpRange } from "./ip-literal.ts";
import type { ValueRules } from "./value-rules.ts";

/** Addresses, asked about an address, a network, or in lists a range. The families never fit each other. */
export const IP_RULES: ValueRules = {
  operators: ["=", "!=", "in", "intersects"],
  constant(operator, text) {
    const range = readNetwork(text);
    return operator === "=" ? (value) => isWithin(value, range) : (value) => !isWithin(value, range);
  },
  members(texts) {
    const ranges = texts.map(readRange);
    return (value) => ranges.some((range) => isWithin(value, range));
  },
  relation(operator) {
    return operator === "=" ? isSame : (left, right) => !isSame(left, right);
  },
};

function isWithin(value: FieldValue, range: IpRange): boolean {
  return value instanceof Uint8Array && isInRange(value, range);
}

function isSame(left: FieldValue, right: FieldValue): boolean {
  return left instanceof Uint8Array && right instanceof Uint8Array && compareBytes(left, right) === 0;
}

function readNetwork(text: string): IpRange {
  const range = parseIpRange(text);
  if (range === undefined)
    throw new FieldError(`'${text}' is no IP address and no network (10.0.0.0/8, fe80::/10)`);
  return range;
}

function readRange(text: string): IpRange {
  const [from, to, more] = text.split("..");
  if (to === undefined) return readNetwork(text);
  const [low, high] = [parseIp(from ?? ""), parseIp(to)];
  const isRange = low !== undefined && high !== undefined && low.length === high.length && more === undefined;
  if (!isRange || compareBytes(low, high) > 0) throw new FieldError(`'${text}' is no range of IP addresses`);
  return { low, high };
}
