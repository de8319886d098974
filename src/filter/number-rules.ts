import { FieldError, type FieldType, type FieldValue } from "./field.ts";
import { nearestName } from "./nearest-name.ts";
import { narrow, parseDouble, parseDurationNs, parseWhole } from "./number-literal.ts";
import type { Operator, ValueOperator } from "./operators.ts";
import { parsePort, serviceNames } from "./ports.ts";
import { parseTime, resolveTime, TIME_FORMS } from "./time-literal.ts";
import type { Relation, ValueRules, ValueTest } from "./value-rules.ts";

/** When the capture began, for times that relate to it. */
export interface CaptureClock {
  /** Nanoseconds since 1970. */
  firstNs: bigint;
  /** Whether a filter relates to it. */
  isAsked: boolean;
}

type NumberType = Exclude<FieldType, "string" | "bytes" | "boolean" | "ip" | "net">;
type Numeric = number | bigint;

/** A number that a filter names; what relates to the capture is not known before its first event. */
type Literal = Numeric | (() => bigint);

const OPERATORS: readonly Operator[] = ["=", "!=", "<", "<=", ">", ">=", "in", "intersects"];

/** Numbers, times, durations and ports: compared by their exact value, whatever their size and sign. */
export function numberRules(type: NumberType, clock: CaptureClock): ValueRules {
  const parse = (text: string) => PARSERS[type](text, clock);
  return {
    operators: OPERATORS,
    constant(operator, text) {
      if (text.includes(".."))
        throw new FieldError(`'${text}' is a range, which only stands in the list of an 'in'`);
      return constantTest(operator, parse(text));
    },
    members: (texts) => memberTest(texts, parse),
    relation: (operator) => RELATIONS[operator],
  };
}

const RELATIONS: Readonly<Partial<Record<ValueOperator, Relation>>> = {
  "=": isEqual,
  "!=": (left, right) => isNumeric(left) && isNumeric(right) && !isEqual(left, right),
  "<": (left, right) => isNumeric(left) && isNumeric(right) && left < right,
  "<=": (left, right) => isNumeric(left) && isNumeric(right) && left <= right,
  ">": (left, right) => isNumeric(left) && isNumeric(right) && left > right,
  ">=": (left, right) => isNumeric(left) && isNumeric(right) && left >= right,
};

function constantTest(operator: ValueOperator, literal: Literal): ValueTest {
  const relation = RELATIONS[operator] ?? isEqual;
  if (typeof literal === "function") return (value) => relation(value, literal());
  // The quick way for what is asked most.
  if (operator === "=" && typeof literal === "number") {
    return (value) => value === literal || (typeof value === "bigint" && isEqual(value, literal));
  }
  return (value) => relation(value, literal);
}

function memberTest(texts: readonly string[], parse: (text: string) => Literal): ValueTest {
  const single = new Set<FieldValue>();
  const tests: ValueTest[] = [];
  for (const text of texts) {
    const literal = text.includes("..") ? undefined : parse(text);
    if (literal === undefined) tests.push(rangeTest(text, parse));
    else if (typeof literal === "function") tests.push((value) => isEqual(value, literal()));
    else single.add(literal);
  }
  return (value) =>
    single.has(typeof value === "bigint" ? narrow(value) : value) || tests.some((test) => test(value));
}

function rangeTest(text: string, parse: (text: string) => Literal): ValueTest {
  const [low, high, more] = text.split("..");
  if (low === undefined || high === undefined || more !== undefined)
    throw new FieldError(`'${text}' is no range`);
  const [from, to] = [parse(low), parse(high)];
  if (typeof from !== "function" && typeof to !== "function" && from > to) {
    throw new FieldError(`'${text}' is an empty range: its end is before its start`);
  }
  return (value) => isNumeric(value) && value >= current(from) && value <= current(to);
}

function current(literal: Literal): Numeric {
  return typeof literal === "function" ? literal() : literal;
}

/** Numbers and bigints compare by value; NaN is equal to nothing. */
function isEqual(left: FieldValue, right: FieldValue): boolean {
  return isNumeric(left) && isNumeric(right) && left <= right && left >= right;
}

function isNumeric(value: FieldValue): value is Numeric {
  return typeof value === "number" || typeof value === "bigint";
}

const PARSERS: Readonly<Record<NumberType, (text: string, clock: CaptureClock) => Literal>> = {
  integer: (text) => must(parseWhole(text), `'${text}' is no whole number (10, -1, 0x1f, 64k, 4Ki)`),
  double: (text) => must(parseDouble(text), `'${text}' is no number`),
  duration: (text) =>
    narrowed(parseDurationNs(text), `'${text}' is no duration (10ms, 1.5s, 2h, or plain nanoseconds)`),
  port: readPort,
  time: readTime,
};

function narrowed(value: bigint | undefined, complaint: string): Numeric {
  return narrow(must(value, complaint));
}

function readPort(text: string): number {
  const nearest = nearestName(text, serviceNames());
  const hint = nearest === undefined || /^\d/.test(text) ? "" : `; did you mean ${nearest}?`;
  return must(parsePort(text), `'${text}' is no port (0 to 65535) and no service's name${hint}`);
}

function readTime(text: string, clock: CaptureClock): Literal {
  const time = must(parseTime(text), `'${text}' is no time: ${TIME_FORMS}`);
  if (time.kind === "instant") return narrow(time.ns);
  clock.isAsked = true;
  return () => resolveTime(time, clock.firstNs);
}

function must<T>(value: T | undefined, complaint: string): T {
  if (value === undefined) throw new FieldError(complaint);
  return value;
}
