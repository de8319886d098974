import { currentSchema } from "../../schema/current.ts";
import { isSyscallName, syscallName, syscallsOfEvent } from "../../schema/syscalls.ts";
import { EventFlag, type EventFlagName, type EventSpec, type ParamSpec } from "../../schema/types.ts";

const FLAG_NAMES = Object.keys(EventFlag) as EventFlagName[];

/** Names of the flags of an event. */
export function flagNamesOf({ flags }: EventSpec): EventFlagName[] {
  return FLAG_NAMES.filter((name) => (flags & EventFlag[name]) !== 0);
}

/** Names of the system calls and tracepoints that raise an event. */
export function syscallNamesOf({ code, name }: EventSpec): string[] {
  // What is known of codes is so in the newest table; a few meant other events in older ones.
  if (currentSchema.event(code)?.name !== name && isSyscallName(name)) return [name];
  return syscallsOfEvent(code).map((syscall) => syscallName(syscall) ?? String(syscall));
}

/** An event of the table as an object for JSON. */
export function eventSpecFields(event: EventSpec): Record<string, unknown> {
  const { code, name, enumName, isExit, category, source, params } = event;
  return {
    ...{ code, name, direction: isExit ? "<" : ">", enumName, category, source },
    flags: flagNamesOf(event),
    syscalls: syscallNamesOf(event),
    params: params.map(paramFields),
  };
}

function paramFields({ name, type, format, flags, dirfdParam, dynamic }: ParamSpec, index: number) {
  return { index, name, type, format, flags, dirfdParam, dynamic };
}
