import type { Operator, SetModifier, TransformerName } from "./operators.ts";

/** Where something stands in a filter's text: UTF-16 units counted from 0, `end` not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A filter, or a part of one that is true or false for an event. */
export type Expression = AndNode | OrNode | NotNode | MacroNode | ExistsNode | CompareNode;

/** `a and b and c`: two children or more. */
export interface AndNode extends Span {
  readonly kind: "and";
  readonly children: readonly Expression[];
}

/** `a or b or c`: two children or more. */
export interface OrNode extends Span {
  readonly kind: "or";
  readonly children: readonly Expression[];
}

/** `not a`; `not not a` is `a`. */
export interface NotNode extends Span {
  readonly kind: "not";
  readonly child: Expression;
}

/** A bare word in the place of a check: a condition that is kept under a name. */
export interface MacroNode extends Span {
  readonly kind: "macro";
  readonly name: string;
}

/** `fd.name exists`. */
export interface ExistsNode extends Span {
  readonly kind: "exists";
  readonly left: Subject;
}

/** `left operator right`, or `left operator modifier right`. */
export interface CompareNode extends Span {
  readonly kind: "compare";
  readonly left: Subject;
  readonly operator: Operator;
  readonly operatorSpan: Span;
  /** How many elements of the list on the right must fit. */
  readonly modifier: SetModifier | undefined;
  readonly right: Right;
}

/** What a check is about. */
export type Subject = FieldNode | TransformNode;

/** What stands on the right of an operator. A name of a list is resolved when the filter is compiled. */
export type Right = ValueNode | TransformNode | ListNode | ListNameNode;

/** `proc.aname[2]`, `evt.arg.flags`: arguments behind a dot are part of the name until the field is known. */
export interface FieldNode extends Span {
  readonly kind: "field";
  readonly name: string;
  /** What stood in brackets. */
  readonly argument: ValueNode | undefined;
}

/** `tolower(proc.name)`, `getopt(…)[c]`; `val(proc.name)` names a field on the right. */
export interface TransformNode extends Span {
  readonly kind: "transform";
  readonly name: TransformerName;
  readonly operands: readonly Operand[];
  /** What stood in brackets behind it. */
  readonly argument: ValueNode | undefined;
}

/** What a transformer works on. */
export type Operand = FieldNode | TransformNode | ValueNode | OperandListNode;

/** `("-", proc.name, 1)` inside a transformer. */
export interface OperandListNode extends Span {
  readonly kind: "operands";
  readonly elements: readonly (FieldNode | TransformNode | ValueNode)[];
}

/** Text, its escapes resolved. What it means depends on the field it is compared with. */
export interface ValueNode extends Span {
  readonly kind: "value";
  readonly text: string;
  readonly isQuoted: boolean;
}

/** `(a, "b", val(proc.name), 1..10)`. */
export interface ListNode extends Span {
  readonly kind: "list";
  readonly elements: readonly (ValueNode | TransformNode)[];
}

/** A bare word in the place of a list. */
export interface ListNameNode extends Span {
  readonly kind: "list-name";
  readonly name: string;
}
