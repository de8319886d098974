import { textParam, unsignedParam } from "../system-call.ts";
import type { Handler } from "./table.ts";

/** Events made in user space that tell of users and groups, on the host and in containers. */
export const META_HANDLERS: Readonly<Record<string, Handler>> = {
  useradded: ({ accounts }, call) => {
    const uid = unsignedParam(call, "uid");
    if (uid === undefined) return;
    const user = {
      uid,
      gid: unsignedParam(call, "gid") ?? 0,
      name: textParam(call, "name") ?? "",
      homeDir: textParam(call, "home") ?? "",
      shell: textParam(call, "shell") ?? "",
    };
    accounts.addUser(user, textParam(call, "container_id"));
  },
  userdeleted: ({ accounts }, call) => {
    const uid = unsignedParam(call, "uid");
    if (uid !== undefined) accounts.removeUser(uid, textParam(call, "container_id"));
  },
  groupadded: ({ accounts }, call) => {
    const gid = unsignedParam(call, "gid");
    if (gid !== undefined)
      accounts.addGroup({ gid, name: textParam(call, "name") ?? "" }, textParam(call, "container_id"));
  },
  groupdeleted: ({ accounts }, call) => {
    const gid = unsignedParam(call, "gid");
    if (gid !== undefined) accounts.removeGroup(gid, textParam(call, "container_id"));
  },
};
