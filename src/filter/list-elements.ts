import type { ListNode, Right, TransformNode, ValueNode } from "./ast.ts";
import { FilterError } from "./filter-error.ts";
import { nearestName } from "./nearest-name.ts";

/** What a list may grow to when names in it are replaced by lists that name further ones. */
const MAX_ELEMENTS = 100_000;
const MAX_DEPTH = 100;

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
        return expandName({ ...right, kind: "value", text: right.name, isQuoted: false }, lists);
      throw new FilterError(`there is no list '${right.name}'`, right, nearestName(right.name, lists.keys()));
    }
  }
}

function expandList({ elements }: ListNode, lists: Lists): readonly Element[] {
  return elements.flatMap<Element>((element) =>
    element.kind === "value" ? expandName(element, lists) : [element],
  );
}

/** The items a bare word stands for, each in its place; itself if it is no list's name. */
function expandName(node: ValueNode, lists: Lists): readonly ValueNode[] {
  if (node.isQuoted || !lists.has(node.text)) return [node];
  const items = itemsOf(node.text, { lists, node, known: new Map() }, []);
  return items.map((text) => ({ ...node, text }));
}

interface Expansion {
  readonly lists: Lists;
  /** Where the outermost name stands. */
  readonly node: ValueNode;
  /** Lists that were expanded before. */
  readonly known: Map<string, readonly string[]>;
}

function itemsOf(name: string, expansion: Expansion, open: readonly string[]): readonly string[] {
  const { lists, node, known } = expansion;
  const items = known.get(name) ?? lists.get(name);
  if (items === undefined) return [name];
  if (known.has(name)) return items;
  if (open.includes(name)) throw new FilterError(`list '${name}' contains itself`, node);
  if (open.length > MAX_DEPTH) throw new FilterError(`lists name each other over ${MAX_DEPTH} levels`, node);
  const expanded: string[] = [];
  for (const item of items) {
    for (const own of itemsOf(item, expansion, [...open, name])) expanded.push(own);
    if (expanded.length > MAX_ELEMENTS) throw new FilterError(`list '${name}' is too long`, node);
  }
  known.set(name, expanded);
  return expanded;
}
