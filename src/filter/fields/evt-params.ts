import type { EventRecord } from "../../decoder/event.ts";
import { isGeneric } from "../../decoder/event-name.ts";
import { writeArguments } from "../../decoder/param-text.ts";
import { decodeParam, type ParamValue } from "../../decoder/param-value.ts";
import { borrowParam, paramIndex } from "../../decoder/params.ts";
import { AT_FDCWD, type TextOutput } from "../../decoder/type-text.ts";
import type { View } from "../../decoder/view.ts";
import { currentSchema } from "../../schema/current.ts";
import { PARAM_TYPES } from "../../schema/param-types.ts";
import { EventFlag, type ParamSpec } from "../../schema/types.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import { joinPath } from "../../state/path.ts";
import { idParam, resultOf, type SystemCall, textParam } from "../../state/system-call.ts";
import { systemCallOf } from "../../state/system-call-of.ts";
import { FieldError, type FieldResult, type FieldSpec, type ReadField } from "../field.ts";
import { compiledField, field, isIndex } from "./define.ts";
import { argumentsText, paramText } from "./param-text.ts";
import { type PathParams, resolvePath } from "./paths.ts";
import { syslogLine, syslogMessageOf } from "./syslog.ts";

const NOT_NUMBERS = "has no number as value; use evt.arg";

/** What an event carries. */
export const PARAM_FIELDS: readonly FieldSpec[] = [
  compiledField(
    "evt.arg",
    "string",
    "A parameter of the event by name or by place: what it means (O_RDONLY, ENOENT, the fd's name), else its value.",
    (argument = "") => readArgument(argument),
    { argument: "index-or-key", isArgumentRequired: true, example: ".flags", cost: 2 },
  ),
  compiledField(
    "evt.rawarg",
    "integer",
    "A parameter of the event by name, as the number that was recorded.",
    (argument = "") => readRawArgument(argument),
    {
      argument: "key",
      isArgumentRequired: true,
      example: ".res",
      isComparable: false,
      isTransformable: false,
      cost: 2,
    },
  ),
  field("evt.args", "string", "All parameters, as name=value(meaning).", argumentsText, {
    cost: 3,
    write: writeAll,
  }),
  compiledField(
    "evt.info",
    "string",
    "The same as evt.args; in the recorded view the message, for writes to the system's log.",
    (_, view) => readInfo(view),
    { cost: 3, write: writeInfo },
  ),
  field("evt.buffer", "bytes", "The bytes that were read, written, sent or received.", buffer, { cost: 2 }),
  compiledField(
    "evt.abspath",
    "string",
    "Absolute path of calls that name a file by directory fd and path. Of calls with two paths .src, which is meant " +
      "by default, and .dst pick one.",
    (argument) => readAbsolutePath(argument),
    { argument: "key", example: ".dst", cost: 3 },
  ),
];

function writeAll(out: TextOutput, event: EventRecord): void {
  if (isGeneric(event)) return;
  const mark = out.sink.length;
  writeArguments(out, event);
  // sysdig 0.29.3 puts a blank behind each parameter, also behind the last.
  if (out.context.imitates === "sysdig" && out.sink.length > mark) out.sink.ascii(" ");
}

/** Writes `evt.info`: what stands at the end of the default line. */
export function writeInfo(out: TextOutput, event: EventRecord, state: CaptureState): void {
  const mayBeLogged = state.view === "recorded" && ((event.spec?.flags ?? 0) & EventFlag.WRITES_TO_FD) !== 0;
  const message = mayBeLogged ? syslogMessageOf(event, state) : undefined;
  if (message === undefined) writeAll(out, event);
  else out.sink.text(syslogLine(message));
}

/** Names that some event's parameter has, and the first such parameter in the event table. */
let paramsByName: ReadonlyMap<string, ParamSpec> | undefined;

/** The first parameter of that name in the event table; undefined where no event has one. */
export function knownParam(name: string): ParamSpec | undefined {
  paramsByName ??= collectParams();
  return paramsByName.get(name);
}

function collectParams(): ReadonlyMap<string, ParamSpec> {
  const params = new Map<string, ParamSpec>();
  for (let code = 0; code < currentSchema.eventCount; code++) {
    for (const param of currentSchema.event(code)?.params ?? [])
      if (!params.has(param.name)) params.set(param.name, param);
  }
  return params;
}

function paramOf(field: string, name: string): ParamSpec {
  const param = knownParam(name);
  if (param === undefined) throw new FieldError(`${field}.${name}: no event has a parameter "${name}"`);
  return param;
}

function readArgument(argument: string): ReadField {
  if (isIndex(argument)) {
    const index = Number(argument);
    return (event, state) => textAt(event, index, state);
  }
  paramOf("evt.arg", argument);
  return (event, state) => textAt(event, paramIndex(event, argument), state);
}

function textAt(event: EventRecord, index: number, state: CaptureState): string | undefined {
  const isKnown = index >= 0 && index < event.paramCount && event.spec?.params[index] !== undefined;
  return isKnown ? paramText(event, index, state) : undefined;
}

function readRawArgument(name: string): ReadField {
  const { type } = paramOf("evt.rawarg", name);
  const { isInteger } = PARAM_TYPES[type];
  if (!isInteger && type !== "DYN" && type !== "DOUBLE")
    throw new FieldError(`evt.rawarg.${name} ${NOT_NUMBERS}.${name}`);
  return (event) => numberOf(decodeParam(event, paramIndex(event, name)));
}

function numberOf(value: ParamValue): number | bigint | undefined {
  if (typeof value === "number" || typeof value === "bigint") return value;
  return value !== null && typeof value === "object" && "value" in value ? numberOf(value.value) : undefined;
}

function readInfo(view: View): ReadField {
  if (view === "current") return argumentsText;
  return (event, state) => {
    const message = syslogMessageOf(event, state);
    return message === undefined ? argumentsText(event, state) : syslogLine(message);
  };
}

function buffer(event: EventRecord): FieldResult {
  const index = paramIndex(event, "data");
  return index < 0 ? undefined : borrowParam(event, index);
}

interface TwoPaths {
  readonly src: PathParams;
  readonly dst?: PathParams;
}

const RENAME: TwoPaths = {
  src: { path: "oldpath", directory: "olddirfd" },
  dst: { path: "newpath", directory: "newdirfd" },
};
const BY_NAME: TwoPaths = { src: { path: "name", directory: "dirfd" } };

/** Calls that name files by directory fd and path. */
const PATHS: Readonly<Record<string, TwoPaths>> = {
  renameat: RENAME,
  renameat2: RENAME,
  linkat: { src: { path: "oldpath", directory: "olddir" }, dst: { path: "newpath", directory: "newdir" } },
  symlinkat: { src: { path: "linkpath", directory: "linkdirfd" } },
  openat: BY_NAME,
  openat2: BY_NAME,
  unlinkat: BY_NAME,
  mkdirat: { src: { path: "path", directory: "dirfd" } },
  fchmodat: { src: { path: "filename", directory: "dirfd" } },
  fchownat: { src: { path: "pathname", directory: "dirfd" } },
};
const UNKNOWN_DIRECTORY = "<UNKNOWN>/";

function readAbsolutePath(argument: string | undefined): ReadField {
  if (argument !== undefined && argument !== "src" && argument !== "dst")
    throw new FieldError(`evt.abspath takes .src or .dst, not "${argument}"`);
  return (event, state) => {
    if (!event.spec?.isExit || state.thread === undefined) return undefined;
    if (event.spec.name === "open_by_handle_at") return pathOfHandle(event);
    const paths = Object.hasOwn(PATHS, event.spec.name) ? PATHS[event.spec.name] : undefined;
    const params = argument === "dst" ? (paths?.dst ?? paths?.src) : paths?.src;
    return params && absolutePath(event, state, params);
  };
}

/** The kernel tells the path of a file that was opened by handle, once it is open. */
function pathOfHandle(event: EventRecord): string | undefined {
  const call = { exit: event, enter: undefined };
  const path = textParam(call, "path");
  return path === undefined || (resultOf(call) ?? -1) < 0 ? undefined : joinPath("", path);
}

function absolutePath(event: EventRecord, state: CaptureState, params: PathParams): string | undefined {
  const call = systemCallOf(event, state);
  const path = textParam(call, params.path);
  if (path === undefined) return undefined;
  return state.imitates === "libs"
    ? pathWithSlash(state, call, path, params.directory)
    : resolvePath(state, call, path, params.directory, UNKNOWN_DIRECTORY);
}

/** libs puts a slash behind the name of every directory fd, also where there is one or no name at all. */
function pathWithSlash(state: CaptureState, call: SystemCall, path: string, directory = ""): string {
  const dirfd = idParam(call, directory);
  const name = dirfd === undefined || dirfd === AT_FDCWD ? undefined : state.fd(dirfd)?.name;
  if (name === undefined || path === "" || path.startsWith("/"))
    return resolvePath(state, call, path, directory, UNKNOWN_DIRECTORY);
  return joinPath(`${name}/`, path);
}
