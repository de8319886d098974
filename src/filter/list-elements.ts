import type { ListNode, Right, TransformNode, ValueNode } from "./ast.ts";
import { FilterError } from "./filter-error.ts";
import { nearestName } from "./suggest.ts";

/** What a list may grow to when names in it are replaced by lists that name further ones. */
const MAX_ELEMENTS = 100_000;

type Lists = ReadonlyMap<string, readonly string[]>;
type Element = ValueNode | TransformNode;

/**
 * What stands on the right of an operator, one by one. Names of lists stand for their items, also inside of lists, where
 * they must not be quoted.
 */
export function listElements(right: Right, lists: Lists): readonly Element[] {
  switch (right.kind) {
    case "value":
    case "transform":
      return [right];
    case "list":
      return expandList(right, lists);
    case "list-name": {
      if (lists.has(right.name))
        return expandName({ ...right, kind: "value", text: right.name, isQuoted: false }, lists, []);
      throw new FilterError(`there is no list '${right.name}'`, right, nearestName(right.name, lists.keys()));
    }
  }
}

function expandList({ elements }: ListNode, lists: Lists): readonly Element[] {
  return elements.flatMap<Element>((element) =>
    element.kind === "value" ? expandName(element, lists, []) : [element],
  );
}

/** The items a bare word stands for, each in its place; itself if it is no list's name. */
function expandName(node: ValueNode, lists: Lists, open: readonly string[]): readonly ValueNode[] {
  const items = node.isQuoted ? undefined : lists.get(node.text);
  if (items === undefined) return [node];
  if (open.includes(node.text)) throw new FilterError(`list '${node.text}' contains itself`, node);
  const expanded: ValueNode[] = [];
  for (const text of items) {
    expanded.push(...expandName({ ...node, text }, lists, [...open, node.text]));
    if (expanded.length > MAX_ELEMENTS) throw new FilterError(`list '${node.text}' is too long`, node);
  }
  return expanded;
}
