import type { CaptureState } from "../../state/capture-state.ts";
import { isInNamespace } from "../../state/reaping.ts";
import type { Thread } from "../../state/thread.ts";
import type { FieldSpec } from "../field.ts";
import { oldestWithSame } from "./lineage.ts";
import { threadField } from "./thread-field.ts";

/** A session or process group that a process belongs to. */
interface Group {
  readonly field: string;
  /** Field with the name of the leader. */
  readonly nameField: string;
  readonly what: string;
  readonly numberOf: (thread: Thread) => number;
  /** Whether the number is that of a process on the host, even for processes in a pid namespace. */
  readonly isHostNumber: boolean;
}

const SESSION: Group = {
  field: "proc.sid",
  nameField: "proc.sname",
  what: "session",
  numberOf: ({ sid }) => sid,
  isHostNumber: false,
};
const VIRTUAL_GROUP: Group = {
  field: "proc.vpgid",
  nameField: "proc.vpgid.name",
  what: "process group, in the process's pid namespace",
  numberOf: ({ vpgid }) => vpgid,
  isHostNumber: false,
};
const HOST_GROUP: Group = {
  field: "proc.pgid",
  nameField: "proc.pgid.name",
  what: "process group on the host",
  numberOf: ({ pgid }) => pgid,
  isHostNumber: true,
};

/** Sessions and process groups, and their leaders. */
export const GROUP_FIELDS: readonly FieldSpec[] = [SESSION, VIRTUAL_GROUP, HOST_GROUP].flatMap(groupFields);

function groupFields(group: Group): FieldSpec[] {
  const { field, nameField, what, numberOf, isHostNumber } = group;
  const shortName = field.slice("proc.".length);
  return [
    threadField(field, "integer", `Id of the ${what}.`, numberOf),
    leaderField(
      group,
      nameField,
      `Name of the process that leads the ${what}, or of its oldest one left`,
      "comm",
    ),
    leaderField(group, `${field}.exe`, "First word of that process's command line", "exe"),
    leaderField(group, `${field}.exepath`, "Absolute path of that process's executable file", "exepath"),
    threadField(
      `proc.is_${shortName}_leader`,
      "boolean",
      `Whether the process leads the ${what}.`,
      (thread) => {
        const number = numberOf(thread);
        return number >= 0 && number === (isHostNumber ? thread.pid : thread.vpid);
      },
    ),
  ];
}

function leaderField(
  group: Group,
  name: string,
  description: string,
  property: "comm" | "exe" | "exepath",
): FieldSpec {
  return threadField(
    name,
    "string",
    `${description}; empty where it is not known.`,
    (thread, state) => leaderOfGroup(state, thread, group)?.[property] ?? "",
    { cost: 3 },
  );
}

/** In a pid namespace a number says nothing about the host's threads, so ancestors are compared instead. */
function leaderOfGroup(
  state: CaptureState,
  thread: Thread,
  { numberOf, isHostNumber }: Group,
): Thread | undefined {
  const number = numberOf(thread);
  if (number === -1) return undefined;
  const leader = isHostNumber || !isInNamespace(thread) ? state.threads.get(number) : undefined;
  return leader ?? oldestWithSame(state, thread, numberOf);
}
