import { PARAM_TYPES } from "../../schema/param-types.ts";
import type { EventSpec, ParamSpec } from "../../schema/types.ts";
import type { Category } from "./policy.ts";

/** How the bytes of a parameter are to be read when it is redacted. */
export type ParamForm =
  | "text"
  | "list"
  | "pairs"
  | "json"
  | "payload"
  | "address"
  | "socket"
  | "uid"
  | "dynamic"
  | "polls"
  | "number";

/** A parameter as redaction sees it. */
export interface ParamField {
  readonly form: ParamForm;
  readonly category: Category;
  /** `openat.name`, for reports. */
  readonly name: string;
}

/** By the name of the parameter, whatever the event. Text that is not here is of the category `text`. */
const CATEGORY_OF_NAME: ReadonlyMap<string, Category> = new Map<string, Category>([
  ["comm", "process"],
  ["exe", "process"],
  ["exepath", "process"],
  ["trusted_exepath", "process"],
  ["args", "argument"],
  ["argv", "argument"],
  ["uargs", "argument"],
  ["env", "environment"],
  ["cgroups", "container"],
  ["container_id", "container"],
  ["json", "container"],
  ["image", "container"],
  ["cwd", "path"],
  ["home", "path"],
  ["shell", "path"],
  ["path", "path"],
  ["root", "path"],
  ["sun_path", "path"],
  ["target", "path"],
  ["oldpath", "path"],
  ["newpath", "path"],
  ["dev", "path"],
  ["special", "path"],
  ["quotafilepath", "path"],
]);

const ACCOUNT_EVENTS: ReadonlySet<string> = new Set([
  "useradded",
  "userdeleted",
  "groupadded",
  "groupdeleted",
]);
/** Lists of texts that the event table has as bytes. */
const LIST_NAMES: ReadonlySet<string> = new Set(["args", "argv", "env", "cgroups"]);
/** Older rows of the event table have uids as plain numbers. */
const UID_NAME = /^(?:[ers]|login)?[ug]id$/;
const ASYNC_EVENT = "asyncevent";

/** What a parameter is to redaction. */
export function paramFieldOf(spec: EventSpec, param: ParamSpec): ParamField {
  const name = `${spec.name}.${param.name}`;
  switch (param.type) {
    case "CHARBUF":
    case "FSPATH":
    case "FSRELPATH":
      return { form: param.name === "json" ? "json" : "text", category: textCategory(spec, param), name };
    case "CHARBUFARRAY":
      return { form: "list", category: CATEGORY_OF_NAME.get(param.name) ?? "text", name };
    case "CHARBUF_PAIR_ARRAY":
      return { form: "pairs", category: "text", name };
    case "BYTEBUF":
      return bytesField(spec, param, name);
    case "SOCKADDR":
    case "SOCKTUPLE":
      return { form: "socket", category: "address", name };
    case "IPV4ADDR":
    case "IPV6ADDR":
      return { form: "address", category: "address", name };
    case "UID":
    case "GID":
      return { form: "uid", category: "uid", name };
    case "DYN":
      return { form: "dynamic", category: "text", name };
    case "FDLIST":
      return { form: "polls", category: "text", name };
    case "UINT32":
      return {
        form: UID_NAME.test(param.name) ? "uid" : "number",
        category: UID_NAME.test(param.name) ? "uid" : "text",
        name,
      };
    default:
      // What is neither text, bytes nor address is a number.
      return PARAM_TYPES[param.type].isInteger
        ? { form: "number", category: "text", name }
        : { form: "payload", category: "payload", name };
  }
}

function textCategory(spec: EventSpec, param: ParamSpec): Category {
  if (param.name === "name" && ACCOUNT_EVENTS.has(spec.name)) return "user";
  if (spec.name === "container") return "container";
  const category = CATEGORY_OF_NAME.get(param.name);
  if (category !== undefined) return category;
  return param.type === "CHARBUF" ? "text" : "path";
}

function bytesField(spec: EventSpec, param: ParamSpec, name: string): ParamField {
  if (LIST_NAMES.has(param.name))
    return { form: "list", category: CATEGORY_OF_NAME.get(param.name) ?? "text", name };
  // Containers come as JSON in async events; what plugins send in them is theirs to know.
  if (spec.name === ASYNC_EVENT) return { form: "json", category: "container", name };
  return { form: "payload", category: "payload", name };
}
