import type { View } from "../decoder/view.ts";
import { messageOf } from "../format/errors.ts";
import type { FieldNode, Operand, OperandListNode, Span, Subject, TransformNode } from "./ast.ts";
import { FieldError, type FieldMatching, type FieldSpec, type FieldType, type ReadField } from "./field.ts";
import type { FieldReference, FieldRegistry } from "./fields.ts";
import { FilterError } from "./filter-error.ts";
import { imitating } from "./imitation/imitate.ts";
import { isStatefulField } from "./special-fields.ts";
import { literalList, literalSource, transformSource } from "./transform-source.ts";

/** Where values come from: a field, a transformer over fields, or text of the filter itself. */
export interface Source {
  readonly type: FieldType;
  readonly matching: FieldMatching;
  readonly read: ReadField;
  /** As `FieldSpec.cost`. */
  readonly cost: number;
  /** Whether reading changes what the next reading gives, so that neither order nor number of readings may change. */
  readonly isStateful: boolean;
  readonly isComparable: boolean;
  readonly isTransformable: boolean;
  /** As it is written. */
  readonly text: string;
  /** The field, unless a transformer changes its values. */
  readonly spec: FieldSpec | undefined;
  /** Its own way to write values. */
  readonly format: FieldSpec["format"] | undefined;
}

/** What sources are compiled for. */
export interface SourceContext {
  readonly fields: FieldRegistry;
  readonly view: View;
  /** Lets several readers of one field share what was read for an event. */
  readonly share: (key: string, read: ReadField) => ReadField;
  /** Whether the values are for a format, not for a filter. */
  readonly isPrinted?: boolean;
}

/** From this cost on a field is read once for an event, however often it is named. */
const SHARED_COST = 2;

/** The source for a field or transformer. Throws a FilterError for fields and uses there are not. */
export function compileSubject(node: Subject, context: SourceContext): Source {
  return node.kind === "field" ? compileField(node, context) : compileTransform(node, context);
}

/** The reference a field's node makes. Throws a FilterError when there is no such field in the view. */
export function resolveField(
  node: FieldNode,
  { fields, view }: Pick<SourceContext, "fields" | "view">,
): FieldReference {
  const reference = fields.resolve(node.name);
  if (reference === undefined) throw unknownField(node, fields);
  const { spec } = reference;
  if (!spec.views.includes(view)) {
    throw new FilterError(
      `${spec.name} is only known in the ${spec.views.join(" and ")} view`,
      nameSpan(node),
    );
  }
  return reference;
}

/** Runs what may throw a FieldError, and says where in the filter it was. */
export function located<T>(span: Span, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    throw new FilterError(messageOf(error), span, undefined, { cause: error });
  }
}

function compileField(node: FieldNode, context: SourceContext): Source {
  const reference = resolveField(node, context);
  const { spec } = reference;
  const argument = argumentOf(node, reference);
  const span = argument === undefined ? node : argumentSpan(node, reference);
  const own = located(span, () => spec.compile(argument, context.view));
  const read = imitating(spec.name, argument, context.view, own, context.isPrinted === true);
  const isStateful = isStatefulField(spec.name);
  const key = argument === undefined ? spec.name : `${spec.name}[${argument}]`;
  const isShared = !isStateful && spec.cost >= SHARED_COST;
  return {
    type: spec.type,
    // An argument picks one of the values.
    matching: spec.matching === "any" && argument !== undefined ? "single" : spec.matching,
    read: isShared ? context.share(key, read) : read,
    cost: spec.cost,
    isStateful,
    isComparable: spec.isComparable,
    isTransformable: spec.isTransformable,
    text: key,
    spec,
    format: spec.format,
  };
}

/** The argument, in brackets or behind a dot, checked for what the field takes. */
function argumentOf(node: FieldNode, { spec, argument: dotted }: FieldReference): string | undefined {
  const { argument: bracketed } = node;
  if (dotted !== undefined && bracketed !== undefined) {
    throw new FilterError(`${spec.name} takes one argument, but has two`, bracketed);
  }
  const argument = bracketed?.text ?? dotted;
  const { argument: kind, name, example } = spec;
  if (argument === undefined) {
    if (!spec.isArgumentRequired) return undefined;
    throw new FilterError(`${name} needs an argument, such as ${name}${example}`, node);
  }
  if (kind === "none") throw new FilterError(`${name} takes no argument`, bracketed ?? node);
  if (kind === "index" && !/^\d{1,20}$/.test(argument)) {
    throw new FilterError(`${name} takes a number in brackets, such as ${name}${example}`, bracketed ?? node);
  }
  return argument;
}

function unknownField(node: FieldNode, fields: FieldRegistry): FilterError {
  const dot = node.name.lastIndexOf(".");
  const parent = fields.get(node.name.slice(0, dot));
  if (parent?.argument === "index") {
    const suggestion = `${parent.name}[${node.name.slice(dot + 1)}]`;
    return new FilterError(`${parent.name} takes its argument in brackets`, nameSpan(node), suggestion);
  }
  return new FilterError(`unknown field ${node.name}`, nameSpan(node), fields.nearest(node.name));
}

function nameSpan({ start, name }: FieldNode): Span {
  return { start, end: start + name.length };
}

function argumentSpan(node: FieldNode, { spec, argument }: FieldReference): Span {
  if (argument === undefined) return node.argument ?? node;
  return { start: node.start + spec.name.length + 1, end: node.start + node.name.length };
}

function compileTransform(node: TransformNode, context: SourceContext): Source {
  const operands = node.operands.map((operand) => compileOperand(operand, context));
  operands.forEach(({ isTransformable, text }, index) => {
    if (isTransformable || node.name === "val") return;
    throw new FilterError(`${text} cannot be transformed`, node.operands[index] ?? node);
  });
  return transformSource(node, operands);
}

function compileOperand(node: Operand, context: SourceContext): Source {
  if (node.kind === "value") return literalSource(node);
  if (node.kind === "operands") return compileOperands(node, context);
  return compileSubject(node, context);
}

function compileOperands(node: OperandListNode, context: SourceContext): Source {
  const elements = node.elements.map((element) => compileOperand(element, context));
  elements.forEach(({ matching, text }, index) => {
    if (matching !== "single")
      throw new FilterError(`${text} has several values`, node.elements[index] ?? node);
  });
  return literalList(elements);
}
