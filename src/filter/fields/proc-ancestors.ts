import type { View } from "../../decoder/view.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import type { Thread } from "../../state/thread.ts";
import { FieldError, type FieldResult, type FieldSpec, type FieldType, type ReadField } from "../field.ts";
import { compiledField, type FieldTraits, indexOf, isIndex } from "./define.ts";
import {
  ancestorOf,
  ancestorsOf,
  commandLine,
  environmentOf,
  MAX_GENERATIONS,
  parentOf,
  variable,
} from "./lineage.ts";
import { threadField } from "./thread-field.ts";

/** Parent and further ancestors of the process. */
export const ANCESTOR_FIELDS: readonly FieldSpec[] = [
  compiledField("proc.ppid", "integer", "Process id of the parent.", (_, view) => readParentId(view), {
    cost: 1,
  }),
  parentField("proc.pvpid", "integer", "Process id of the parent in its own pid namespace.", ({ vpid }) =>
    vpid === -1 ? undefined : vpid,
  ),
  parentField("proc.pname", "string", "Name of the parent.", ({ comm }) => comm, { origin: "name" }),
  parentField("proc.pexe", "string", "First word of the parent's command line.", ({ exe }) => exe, {
    origin: "command",
  }),
  parentField(
    "proc.pexepath",
    "string",
    "Absolute path of the parent's executable file.",
    ({ exepath }) => exepath,
  ),
  parentField("proc.pcmdline", "string", "Name and arguments of the parent.", commandLine, {
    origin: "command",
  }),
  ancestorField("proc.apid", "integer", "Process id", ({ pid }) => pid),
  ancestorField("proc.aname", "string", "Name", ({ comm }) => comm, { origin: "name" }),
  ancestorField("proc.aexe", "string", "First word of the command line", ({ exe }) => exe, {
    origin: "command",
  }),
  ancestorField("proc.aexepath", "string", "Absolute path of the executable file", ({ exepath }) => exepath),
  ancestorField("proc.acmdline", "string", "Name and arguments", commandLine, { origin: "command" }),
  ancestorField("proc.aargs", "string", "Arguments", ({ args }) => args.join(" "), { origin: "command" }),
  compiledField(
    "proc.aenv",
    "string",
    "Environment of an ancestor: with a number that of the ancestor so many generations up, with a name the value of " +
      "that variable in the nearest ancestor that has it, without argument those of all ancestors.",
    (argument) => readAncestorEnvironment(argument),
    {
      argument: "index-or-key",
      example: "[2]",
      matching: "any",
      isComparable: false,
      isTransformable: false,
      cost: 3,
    },
  ),
  threadField(
    "proc.loginshellid",
    "integer",
    "Process id of the oldest shell (a name that ends in sh) among the process and its ancestors.",
    (thread, state) => {
      const leader = state.leaderOf(thread);
      const line = leader === undefined ? [] : [leader, ...ancestorsOf(state, thread)];
      return line.findLast(({ comm }) => comm.endsWith("sh"))?.pid;
    },
    { cost: 3 },
  ),
];

/** sysdig 0.29.3 gives the parent's number also where nothing else is known of it. */
function readParentId(view: View): ReadField {
  return (_, state) => {
    const { thread } = state;
    if (thread === undefined) return undefined;
    return view === "recorded" ? state.leaderOf(thread)?.ptid : parentOf(state, thread)?.pid;
  };
}

type ReadAncestor = (ancestor: Thread, state: CaptureState) => FieldResult;

function parentField(
  name: string,
  type: FieldType,
  description: string,
  read: ReadAncestor,
  traits: FieldTraits = {},
): FieldSpec {
  return threadField(
    name,
    type,
    description,
    (thread, state) => {
      const parent = parentOf(state, thread);
      return parent && read(parent, state);
    },
    { cost: 2, ...traits },
  );
}

/** Something of one ancestor, or without argument of all of them. */
function ancestorField(
  name: string,
  type: FieldType,
  what: string,
  read: (ancestor: Thread) => string | number,
  traits: FieldTraits = {},
): FieldSpec {
  const description =
    `${what} of the ancestor so many generations up: 1 is the parent, 0 the process itself. ` +
    "Without a number any ancestor that fits is enough; the process itself is none of them.";
  return compiledField(name, type, description, (argument) => readAncestor(name, indexOf(argument), read), {
    argument: "index",
    example: "[2]",
    matching: "any",
    isComparable: name === "proc.aargs",
    isTransformable: name === "proc.aargs",
    cost: 3,
    ...traits,
  });
}

function readAncestor(
  name: string,
  level: number | undefined,
  read: (ancestor: Thread) => string | number,
): ReadField {
  if (level === undefined) return (_, state) => ofAll(state, read);
  if (level > MAX_GENERATIONS)
    throw new FieldError(`${name} goes up ${MAX_GENERATIONS} generations at most, not ${level}`);
  return (_, state) => {
    const ancestor = state.thread && ancestorOf(state, state.thread, level);
    return ancestor && read(ancestor);
  };
}

function ofAll(state: CaptureState, read: (ancestor: Thread) => string | number): FieldResult {
  const values = state.thread === undefined ? [] : ancestorsOf(state, state.thread).map(read);
  return values.length === 0 ? undefined : values;
}

function readAncestorEnvironment(argument: string | undefined): ReadField {
  if (argument === undefined || isIndex(argument)) {
    return (event, state) =>
      readAncestor("proc.aenv", indexOf(argument), (ancestor) => environmentOf(state, ancestor).join(" "))(
        event,
        state,
      );
  }
  return (_, state) => {
    if (state.thread === undefined) return undefined;
    for (const ancestor of ancestorsOf(state, state.thread)) {
      const value = variable(environmentOf(state, ancestor), argument);
      if (value !== "") return value;
    }
    return "";
  };
}
