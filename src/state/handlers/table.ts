import type { EventSpec } from "../../schema/types.ts";
import type { CaptureState } from "../capture-state.ts";
import type { SystemCall } from "../system-call.ts";
import { CREDENTIAL_HANDLERS } from "./credentials.ts";
import { FILE_HANDLERS } from "./files.ts";
import { META_HANDLERS } from "./meta.ts";
import { ENTER_HANDLERS, PROCESS_HANDLERS } from "./processes.ts";
import { SOCKET_ENTER_HANDLERS, SOCKET_HANDLERS } from "./sockets.ts";

/** Brings the state up to date with one event. */
export type Handler = (state: CaptureState, call: SystemCall) => void;

/** Handlers of exit events and of events without a pair, by event name: all versions of a call share one. */
const BY_NAME: Readonly<Record<string, Handler>> = {
  ...PROCESS_HANDLERS,
  ...CREDENTIAL_HANDLERS,
  ...FILE_HANDLERS,
  ...SOCKET_HANDLERS,
};

/** Handlers of events with even codes. */
const BY_ENTER_NAME: Readonly<Record<string, Handler>> = {
  ...ENTER_HANDLERS,
  ...SOCKET_ENTER_HANDLERS,
  ...META_HANDLERS,
};

/** The handler of an event; undefined for events that change no state. */
export function handlerOf({ isExit, name }: EventSpec): Handler | undefined {
  const table = isExit ? BY_NAME : BY_ENTER_NAME;
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
