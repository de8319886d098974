import type { TransformNode, ValueNode } from "./ast.ts";
import type { FieldResult, FieldType, FieldValue } from "./field.ts";
import { FilterError } from "./filter-error.ts";
import type { TransformerName } from "./operators.ts";
import type { Source } from "./source.ts";
import {
  baseName,
  byteLength,
  decodeBase64,
  decodeBase64Text,
  optionValue,
  parseOptions,
  toLower,
  toUpper,
} from "./transform.ts";
import { textOfValue } from "./value-text.ts";

/** Text of the filter itself as a source. */
export function literalSource({ text }: ValueNode): Source {
  return { ...LITERAL, text: JSON.stringify(text), read: () => text };
}

/** Sources side by side as a list of text; without value when one of them is. */
export function literalList(elements: readonly Source[]): Source {
  return {
    ...joined(elements),
    matching: "list",
    text: `(${elements.map(({ text }) => text).join(",")})`,
    read: (event, state) => {
      const texts: string[] = [];
      for (const element of elements) {
        const value = element.read(event, state);
        if (value === undefined) return undefined;
        texts.push(textOfValue(single(value), element));
      }
      return texts;
    },
  };
}

/** The source for a transformer over its operands. Throws a FilterError when they do not suit it. */
export function transformSource(node: TransformNode, operands: readonly Source[]): Source {
  const [operand] = operands;
  if (operand === undefined) throw new FilterError(`${node.name}() needs an operand`, node);
  if (node.argument !== undefined && node.name !== "getopt") {
    throw new FilterError(`${node.name}() takes nothing in brackets`, node.argument);
  }
  const compiled = COMPILE[node.name](node, operand, operands);
  if (node.name === "val") return compiled;
  const written = node.argument === undefined ? "" : `[${node.argument.text}]`;
  return { ...compiled, text: `${node.name}(${operands.map(({ text }) => text).join(",")})${written}` };
}

type CompileTransformer = (node: TransformNode, operand: Source, operands: readonly Source[]) => Source;

const COMPILE: Readonly<Record<TransformerName, CompileTransformer>> = {
  val: (node, operand, operands) => {
    wantCount(node, operands, 1);
    return operand;
  },
  tolower: (node, operand, operands) => textByText(node, operand, operands, toLower),
  toupper: (node, operand, operands) => textByText(node, operand, operands, toUpper),
  basename: (node, operand, operands) => textByText(node, operand, operands, baseName),
  b64: (node, operand, operands) =>
    operand.type === "bytes"
      ? mapped(operand, (value) => decodeBase64(textOfValue(value, operand)))
      : textByText(node, operand, operands, decodeBase64Text),
  len: compileLength,
  join: compileJoin,
  concat: compileConcat,
  getopt: compileGetopt,
};

const LITERAL: Omit<Source, "read" | "text"> = {
  type: "string",
  matching: "single",
  cost: 0,
  isStateful: false,
  isComparable: true,
  isTransformable: true,
  spec: undefined,
  format: undefined,
};

/** What a source of text has in common with those it is made of. */
function joined(operands: readonly Source[]): Omit<Source, "read" | "text"> {
  return {
    ...LITERAL,
    cost: operands.reduce((highest, { cost }) => Math.max(highest, cost), 0),
    isStateful: operands.some(({ isStateful }) => isStateful),
  };
}

function textByText(
  node: TransformNode,
  operand: Source,
  operands: readonly Source[],
  transform: (text: string) => string | undefined,
): Source {
  wantCount(node, operands, 1);
  wantType(node, operand, ["string"]);
  return mapped(operand, (value) => transform(String(value)));
}

/** Transforms the value, or each of a list; one that cannot be leaves nothing. */
function mapped(operand: Source, transform: (value: FieldValue) => FieldValue | undefined): Source {
  return {
    ...operand,
    spec: undefined,
    format: undefined,
    read: (event, state) => {
      const value = operand.read(event, state);
      if (value === undefined || !isList(value)) return value === undefined ? undefined : transform(value);
      const all = value.map(transform);
      return all.every((own) => own !== undefined) ? all : undefined;
    },
  };
}

function compileLength(node: TransformNode, operand: Source, operands: readonly Source[]): Source {
  wantCount(node, operands, 1);
  if (operand.matching !== "list") wantType(node, operand, ["string", "bytes"]);
  return {
    ...joined(operands),
    text: "",
    type: "integer",
    read: (event, state) => lengthOf(operand.read(event, state)),
  };
}

function lengthOf(value: FieldResult): number | undefined {
  if (value === undefined) return undefined;
  return typeof value === "string" ? byteLength(value) : (value as Uint8Array | readonly FieldValue[]).length;
}

function compileJoin(node: TransformNode, separator: Source, operands: readonly Source[]): Source {
  wantCount(node, operands, 2);
  const list = operands[1] as Source;
  wantSingle(node, separator);
  if (list.matching === "single")
    throw new FilterError("join() takes a separator and a list", node.operands[1] ?? node);
  return {
    ...joined(operands),
    text: "",
    read: (event, state) => {
      const glue = separator.read(event, state);
      const parts = list.read(event, state);
      if (glue === undefined || parts === undefined) return undefined;
      const texts = listOf(parts).map((part) => textOfValue(part, list));
      return texts.join(textOfValue(single(glue), separator));
    },
  };
}

function compileConcat(node: TransformNode, _: Source, operands: readonly Source[]): Source {
  if (operands.length < 2) throw new FilterError("concat() takes two operands or more", node);
  for (const operand of operands) wantSingle(node, operand);
  return {
    ...joined(operands),
    text: "",
    read: (event, state) => {
      let text = "";
      for (const operand of operands) {
        const value = operand.read(event, state);
        if (value === undefined) return undefined;
        text += textOfValue(single(value), operand);
      }
      return text;
    },
  };
}

function compileGetopt(node: TransformNode, args: Source, operands: readonly Source[]): Source {
  wantCount(node, operands, 2);
  const description = operands[1] as Source;
  wantSingle(node, description);
  if (args.matching !== "list")
    throw new FilterError("getopt() takes a list of arguments", node.operands[0] ?? node);
  const letter = optionLetter(node);
  return {
    ...joined(operands),
    text: "",
    matching: letter === undefined ? "list" : "single",
    read: (event, state) => {
      const [list, options] = [args.read(event, state), description.read(event, state)];
      if (list === undefined || options === undefined) return undefined;
      const texts = listOf(list).map((own) => textOfValue(own, args));
      const known = textOfValue(single(options), description);
      return letter === undefined ? parseOptions(texts, known) : optionValue(texts, known, letter);
    },
  };
}

function optionLetter({ argument }: TransformNode): string | undefined {
  if (argument !== undefined && argument.text.length !== 1) {
    throw new FilterError("getopt() takes the letter of one option in brackets", argument);
  }
  return argument?.text;
}

function wantCount(node: TransformNode, operands: readonly Source[], count: number): void {
  if (operands.length === count) return;
  const many = count === 1 ? "one operand" : `${count} operands`;
  throw new FilterError(`${node.name}() takes ${many}, but has ${operands.length}`, node);
}

function wantType(node: TransformNode, operand: Source, types: readonly FieldType[]): void {
  if (types.includes(operand.type)) return;
  throw new FilterError(
    `${node.name}() takes ${types.join(" or ")}, but ${operand.text} is ${operand.type}`,
    node.operands[0] ?? node,
  );
}

function wantSingle(node: TransformNode, operand: Source): void {
  if (operand.matching === "single") return;
  throw new FilterError(`${node.name}() takes single values, but ${operand.text} has several`, node);
}

function isList(value: NonNullable<FieldResult>): value is readonly FieldValue[] {
  return Array.isArray(value);
}

function listOf(value: NonNullable<FieldResult>): readonly FieldValue[] {
  return isList(value) ? value : [value];
}

/** The value of a source whose matching is single. */
function single(value: NonNullable<FieldResult>): FieldValue {
  return isList(value) ? (value[0] ?? "") : value;
}
