import { Param } from "../../decoder/param-keys.ts";
import { type ContainerInfo, parseContainer, plainContainer } from "../containers.ts";
import { type SystemCall, textParam, unsignedParam } from "../system-call.ts";
import type { Handler } from "./table.ts";

/** Events made in user space that tell of containers, and of users and groups on the host and in containers. */
export const META_HANDLERS: Readonly<Record<string, Handler>> = {
  container: (state, call) => {
    const json = textParam(call, Param.json);
    const known = json === undefined ? plainContainerOf(call) : parseContainer(json);
    if (known !== undefined) state.containers.add(known);
  },
  asyncevent: (state, call) => {
    const json = textParam(call, Param.data);
    const container = json === undefined ? undefined : parseContainer(json);
    if (container === undefined) return;
    if (textParam(call, Param.name) === "container") state.containers.add(container);
    else if (textParam(call, Param.name) === "container_removed") state.containers.remove(container.id);
  },
  useradded: ({ accounts }, call) => {
    const uid = unsignedParam(call, Param.uid);
    if (uid === undefined) return;
    const user = {
      uid,
      gid: unsignedParam(call, Param.gid) ?? 0,
      name: textParam(call, Param.name) ?? "",
      homeDir: textParam(call, Param.home) ?? "",
      shell: textParam(call, Param.shell) ?? "",
    };
    accounts.addUser(user, textParam(call, Param.container_id));
  },
  userdeleted: ({ accounts }, call) => {
    const uid = unsignedParam(call, Param.uid);
    if (uid !== undefined) accounts.removeUser(uid, textParam(call, Param.container_id));
  },
  groupadded: ({ accounts }, call) => {
    const gid = unsignedParam(call, Param.gid);
    if (gid !== undefined)
      accounts.addGroup(
        { gid, name: textParam(call, Param.name) ?? "" },
        textParam(call, Param.container_id),
      );
  },
  groupdeleted: ({ accounts }, call) => {
    const gid = unsignedParam(call, Param.gid);
    if (gid !== undefined) accounts.removeGroup(gid, textParam(call, Param.container_id));
  },
};

function plainContainerOf(call: SystemCall): ContainerInfo | undefined {
  const id = textParam(call, Param.id);
  if (id === undefined) return undefined;
  return plainContainer(
    id,
    unsignedParam(call, Param.type),
    textParam(call, Param.name) ?? "",
    textParam(call, Param.image) ?? "",
  );
}
