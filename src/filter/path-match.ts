import { compileGlob, type Glob, hasWildcards } from "./glob.ts";

/** Whether a path is one of some paths or below one. */
export type PathMatch = (path: string) => boolean;

/** What the paths so far go on with. */
interface Branch {
  isEnd: boolean;
  readonly literal: Map<string, Branch>;
  readonly globs: { readonly glob: Glob; readonly branch: Branch }[];
}

/**
 * Compiles the paths of a `pmatch`: one fits if its components are the first ones of the path asked about, so `/etc`
 * is fit by `/etc` and `/etc/passwd`, not by `/etcetera`. A component may be a glob. Slashes at the end and
 * doubled ones do not count.
 */
export function compilePathMatch(prefixes: readonly string[]): PathMatch {
  const root = createBranch();
  for (const prefix of prefixes) addPath(root, componentsOf(prefix));
  return (path) => isBelow(root, componentsOf(path));
}

function createBranch(): Branch {
  return { isEnd: false, literal: new Map(), globs: [] };
}

function componentsOf(path: string): string[] {
  return path.split("/").filter((component) => component !== "");
}

function addPath(root: Branch, components: readonly string[]): void {
  let branch = root;
  for (const component of components) {
    const known = branch.literal.get(component);
    const next = known ?? createBranch();
    if (hasWildcards(component)) branch.globs.push({ glob: compileGlob(component), branch: next });
    else if (known === undefined) branch.literal.set(component, next);
    branch = next;
  }
  branch.isEnd = true;
}

/** Follows all branches side by side, so that many globs cost their sum and not their product. */
function isBelow(root: Branch, components: readonly string[]): boolean {
  let branches: readonly Branch[] = [root];
  for (const component of components) {
    if (branches.some(({ isEnd }) => isEnd)) return true;
    branches = branches.flatMap((branch) => nextBranches(branch, component));
    if (branches.length === 0) return false;
  }
  return branches.some(({ isEnd }) => isEnd);
}

function nextBranches({ literal, globs }: Branch, component: string): Branch[] {
  const next = globs.filter(({ glob }) => glob(component)).map(({ branch }) => branch);
  const exact = literal.get(component);
  return exact === undefined ? next : [exact, ...next];
}
