import type { UserInfo } from "../../format/user-list.ts";
import { HOST } from "../../state/accounts.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import { type Thread, UNKNOWN_NAME, UNSET_ID } from "../../state/thread.ts";
import type { FieldSpec } from "../field.ts";
import { eventContainer } from "./event-container.ts";
import { threadField } from "./thread-field.ts";

const ROOT_ID = 0;

/** The user and the group that the thread acts as, and the user who logged in. */
export const ACCOUNT_FIELDS: readonly FieldSpec[] = [
  threadField("user.uid", "integer", "Id of the user; 4294967295 where it is not known.", ({ uid }) => uid),
  threadField(
    "user.name",
    "string",
    "Name of the user; <NA> where it is not known.",
    ({ uid }, state, event) => eventContainer(event, state)?.user || userName(state, uid),
  ),
  threadField(
    "user.homedir",
    "string",
    "Home directory of the user; <NA> where it is not known.",
    (thread, state) => userOf(thread, state)?.homeDir ?? (thread.uid === ROOT_ID ? "/root" : UNKNOWN_NAME),
  ),
  threadField(
    "user.shell",
    "string",
    "Login shell of the user; <NA> where it is not known.",
    (thread, state) => userOf(thread, state)?.shell ?? UNKNOWN_NAME,
  ),
  threadField(
    "user.loginuid",
    "integer",
    "Id of the user who logged in, whoever the thread acts as now; -1 for none.",
    ({ loginuid }) => (loginuid === UNSET_ID ? -1 : loginuid),
  ),
  threadField(
    "user.loginname",
    "string",
    "Name of the user who logged in; <NA> for none.",
    ({ loginuid }, state) => userName(state, loginuid),
  ),
  threadField("group.gid", "integer", "Id of the group; 4294967295 where it is not known.", ({ gid }) => gid),
  threadField(
    "group.name",
    "string",
    "Name of the group; <NA> where it is not known.",
    ({ gid }, state) => state.groupName(gid) ?? UNKNOWN_NAME,
  ),
];

function userName(state: CaptureState, uid: number): string {
  return state.userName(uid) ?? UNKNOWN_NAME;
}

/** As for names: the container's user where the capture lists the container's users. */
function userOf(thread: Thread, state: CaptureState): UserInfo | undefined {
  const { accounts } = state;
  const id = accounts.hasContainers() ? state.containerIdOf(thread) : HOST;
  return accounts.user(thread.uid, accounts.has(id) ? id : HOST);
}
