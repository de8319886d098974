import { type ContainerInfo, parseContainer, plainContainer } from "../containers.ts";
import { type SystemCall, textParam, unsignedParam } from "../system-call.ts";
import type { Handler } from "./table.ts";

/** Events made in user space that tell of containers, and of users and groups on the host and in containers. */
export const META_HANDLERS: Readonly<Record<string, Handler>> = {
  container: (state, call) => {
    const json = textParam(call, "json");
    const known = json === undefined ? plainContainerOf(call) : parseContainer(json);
    if (known !== undefined) state.containers.add(known);
  },
  asyncevent: (state, call) => {
    const json = textParam(call, "data");
    const container = json === undefined ? undefined : parseContainer(json);
    if (container === undefined) return;
    if (textParam(call, "name") === "container") state.containers.add(container);
    else if (textParam(call, "name") === "container_removed") state.containers.remove(container.id);
  },
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

function plainContainerOf(call: SystemCall): ContainerInfo | undefined {
  const id = textParam(call, "id");
  if (id === undefined) return undefined;
  return plainContainer(
    id,
    unsignedParam(call, "type"),
    textParam(call, "name") ?? "",
    textParam(call, "image") ?? "",
  );
}
