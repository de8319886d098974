import { SourceError, type SourcePlace } from "./source-error.ts";
import type { Token } from "./tokenize.ts";

/** What a name in an expression stands for; undefined where it is unknown. */
export type Constants = (name: string) => bigint | undefined;

type Operation = (a: bigint, b: bigint) => bigint;

/** Binary operators by falling precedence, as in C. */
const LEVELS: readonly Readonly<Record<string, Operation>>[] = [
  { "||": (a, b) => truth(a !== 0n || b !== 0n) },
  { "&&": (a, b) => truth(a !== 0n && b !== 0n) },
  { "|": (a, b) => a | b },
  { "^": (a, b) => a ^ b },
  { "&": (a, b) => a & b },
  { "==": (a, b) => truth(a === b), "!=": (a, b) => truth(a !== b) },
  {
    "<": (a, b) => truth(a < b),
    ">": (a, b) => truth(a > b),
    "<=": (a, b) => truth(a <= b),
    ">=": (a, b) => truth(a >= b),
  },
  { "<<": (a, b) => a << shift(b), ">>": (a, b) => a >> shift(b) },
  { "+": (a, b) => a + b, "-": (a, b) => a - b },
  { "*": (a, b) => a * b, "/": (a, b) => a / b, "%": (a, b) => a % b },
];

const MAX_DEPTH = 200;
/** More than any integer of C has; without a bound a few products would take all memory. */
const MAX_BITS = 128;
/** No number of that width is written with more digits, in any base. */
const MAX_DIGITS = MAX_BITS + 2;

/** The value of a constant expression of integers. Throws `SourceError` for what it does not understand. */
export function evaluate(tokens: readonly Token[], place: SourcePlace, constants: Constants): bigint {
  const reader = new ExpressionReader(tokens, place, constants);
  const value = reader.conditional();
  reader.expectEnd();
  return value;
}

/** Walks over an expression once. */
class ExpressionReader {
  private readonly tokens: readonly Token[];
  private readonly place: SourcePlace;
  private readonly constants: Constants;
  private at = 0;
  private depth = 0;

  constructor(tokens: readonly Token[], place: SourcePlace, constants: Constants) {
    this.tokens = tokens;
    this.place = place;
    this.constants = constants;
  }

  conditional(): bigint {
    if (++this.depth > MAX_DEPTH) throw this.error("an expression is nested too deeply");
    const condition = this.binary(0);
    if (this.take("?")) {
      const yes = this.conditional();
      if (!this.take(":")) throw this.error("an expression lacks its :");
      const no = this.conditional();
      this.depth--;
      return condition !== 0n ? yes : no;
    }
    this.depth--;
    return condition;
  }

  expectEnd(): void {
    if (this.at < this.tokens.length) throw this.error("an expression goes on where it should end");
  }

  private binary(level: number): bigint {
    const operations = LEVELS[level];
    if (operations === undefined) return this.unary();
    let value = this.binary(level + 1);
    for (;;) {
      const operator = this.tokens[this.at];
      const operation = operator?.kind === "punctuator" ? operations[operator.text] : undefined;
      if (operation === undefined) return value;
      this.at++;
      const right = this.binary(level + 1);
      if ((operator?.text === "/" || operator?.text === "%") && right === 0n)
        throw this.error("a division by zero");
      value = operation(value, right);
      if (BigInt.asIntN(MAX_BITS, value) !== value) throw this.error("a number grows too large");
    }
  }

  private unary(): bigint {
    if (++this.depth > MAX_DEPTH) throw this.error("an expression is nested too deeply");
    const value = this.operand();
    this.depth--;
    return value;
  }

  private operand(): bigint {
    if (this.take("-")) return -this.unary();
    if (this.take("+")) return this.unary();
    if (this.take("~")) return ~this.unary();
    if (this.take("!")) return truth(this.unary() === 0n);
    if (this.take("(")) return this.isCast() ? this.cast() : this.parenthesised();
    const token = this.tokens[this.at];
    if (token === undefined) throw this.error("an expression lacks a value");
    this.at++;
    if (token.kind === "number") return this.number(token.text);
    const value = token.kind === "name" ? this.constants(token.text) : undefined;
    if (value === undefined) throw this.error(`unknown in an expression: ${token.text}`);
    return value;
  }

  private parenthesised(): bigint {
    const value = this.conditional();
    if (!this.take(")")) throw this.error("an expression lacks its )");
    return value;
  }

  /** Whether what stands in parentheses is a type: names and `*` only, none of the names a constant. */
  private isCast(): boolean {
    for (let at = this.at; ; at++) {
      const token = this.tokens[at];
      if (token?.text === ")") return at > this.at && at + 1 < this.tokens.length;
      if (token?.text === "*" && at > this.at) continue;
      if (token?.kind !== "name" || this.constants(token.text) !== undefined) return false;
    }
  }

  private cast(): bigint {
    while (!this.take(")")) this.at++;
    return this.unary();
  }

  private number(text: string): bigint {
    const [, digits = ""] = /^(0[xX][\da-fA-F]+|0[bB][01]+|0[0-7]*|[1-9]\d*)[uUlL]*$/.exec(text) ?? [];
    if (digits === "" || digits.length > MAX_DIGITS) throw this.error(`no whole number: ${text}`);
    return BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits);
  }

  private take(text: string): boolean {
    const token = this.tokens[this.at];
    if (token?.kind !== "punctuator" || token.text !== text) return false;
    this.at++;
    return true;
  }

  private error(complaint: string): SourceError {
    return new SourceError(complaint, this.tokens[Math.min(this.at, this.tokens.length - 1)] ?? this.place);
  }
}

function truth(value: boolean): bigint {
  return value ? 1n : 0n;
}

/** Wider shifts than C has would only eat memory. */
function shift(bits: bigint): bigint {
  return bits < 0n || bits > 64n ? 64n : bits;
}
