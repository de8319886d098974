import type { EventRecord } from "../../decoder/event.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import { idParam, textBehind, textParam } from "../../state/system-call.ts";
import { systemCallOf } from "../../state/system-call-of.ts";
import { paramText } from "./param-text.ts";
import { resolvePath } from "./paths.ts";

/** Index of the path, tuple or address in the exit events that name what they failed to open. */
const NAME_PARAM = 1;

/**
 * The name of what an event tried to open or connect to, for events whose fd is not known: mostly because they failed.
 * Empty for calls that name nothing; undefined for enter events, and where the name was not recorded.
 */
export function nameFromEvent(event: EventRecord, state: CaptureState): string | undefined {
  const { spec } = event;
  if (spec === undefined || !spec.isExit) return undefined;
  switch (spec.name) {
    case "open":
    case "creat":
    case "accept":
    case "accept4":
    case "connect":
      return event.paramCount > NAME_PARAM ? paramText(event, NAME_PARAM, state) : undefined;
    case "openat":
    case "openat2":
      return openatName(event, state);
    case "open_by_handle_at":
      return textParam(systemCallOf(event, state), "path");
    default:
      return "";
  }
}

/** The same as the program gave it. */
export function rawNameFromEvent(event: EventRecord, state: CaptureState): string | undefined {
  const { spec } = event;
  if (!spec?.isExit) return undefined;
  const param = RAW_NAMES[spec.name];
  return param === undefined ? nameFromEvent(event, state) : textParam(systemCallOf(event, state), param);
}

/** Parameters with the path of each call that opens files. */
const RAW_NAMES: Readonly<Record<string, string>> = {
  open: "name",
  creat: "name",
  openat: "name",
  openat2: "name",
  open_by_handle_at: "path",
};

function openatName(event: EventRecord, state: CaptureState): string | undefined {
  const call = systemCallOf(event, state);
  const name = textParam(call, "name");
  if (name === undefined) return nameBehind(state);
  // libs takes an fd without name for no directory.
  const isNameless = state.imitates === "libs" && state.fd(idParam(call, "dirfd") ?? -1)?.name === "";
  return isNameless ? state.paths.join("", name) : resolvePath(state, call, name, "dirfd");
}

/** What sysdig 0.29.3 takes for the name of an openat that was given none. */
function nameBehind({ imitates, enter, paths }: CaptureState): string | undefined {
  const behind = imitates === "sysdig" ? enter && textBehind(enter, "name") : undefined;
  return behind === undefined ? undefined : paths.join("", behind);
}
