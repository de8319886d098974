import { endpointText, type IpEndpoint } from "../../decoder/socket-address.ts";
import type { JsonValue, SupplementNote } from "../../format/state-supplement.ts";
import { tupleName } from "../../state/fd.ts";
import { endpointOf, jsonOf, plainMember } from "../../state/supplement-values.ts";
import type { Category } from "./policy.ts";
import type { Redactor } from "./redactor.ts";

type Members = Record<string, JsonValue>;

const TEXTS: Readonly<Record<string, Category>> = {
  comm: "process",
  exe: "process",
  exepath: "process",
  cwd: "path",
  root: "path",
  name: "path",
  rawName: "path",
};
const LISTS: Readonly<Record<string, Category>> = {
  args: "argument",
  env: "environment",
  cgroups: "container",
};
const UIDS: ReadonlySet<string> = new Set(["uid", "gid", "loginuid"]);
/** Members that are ends of a connection. */
export const CONNECTION_ENDS: ReadonlySet<string> = new Set(["source", "destination"]);

/** A note of a state supplement as the policy has it. Members of no known meaning are left out. */
export function redactNote(redactor: Redactor, note: SupplementNote): SupplementNote {
  const redacted: Members = {};
  for (const [key, value] of Object.entries(note)) {
    const member = redactMember(redactor, key, value);
    if (member === undefined) redactor.leaveOut();
    else redacted[key] = member;
  }
  const name = connectionName(redacted);
  // The name of a connection is that of its ends, whatever becomes of paths.
  if (name !== undefined && note.name === connectionName(note)) redacted.name = name;
  return redacted;
}

function redactMember(redactor: Redactor, key: string, value: JsonValue): JsonValue | undefined {
  const field = `supplement.${key}`;
  const text = TEXTS[key];
  if (text !== undefined) return typeof value === "string" ? redactor.text(field, text, value) : undefined;
  const list = LISTS[key];
  if (list !== undefined) return isTexts(value) ? redactor.list(field, list, value) : undefined;
  if (CONNECTION_ENDS.has(key)) return redactEnd(redactor, field, value);
  if (key === "reapers") return Array.isArray(value) ? value.filter(Number.isSafeInteger) : undefined;
  const plain = plainMember(key, value);
  return UIDS.has(key) && typeof plain === "number" ? redactor.uid(field, plain) : plain;
}

function redactEnd(redactor: Redactor, field: string, value: JsonValue): JsonValue | undefined {
  const end = endpointOf(value);
  return end && jsonOf({ address: redactor.address(field, end.address), port: end.port });
}

/** The name that the ends of a connection, or the one of a listener, give it. */
export function connectionName({ type, source, destination, protocol }: SupplementNote): string | undefined {
  if (typeof type !== "string" || !type.startsWith("ipv")) return undefined;
  const to = endpointOf(destination);
  if (to === undefined) return undefined;
  if (type.endsWith("-server")) return endpointText(to);
  const from: IpEndpoint | undefined = endpointOf(source);
  const isRaw = protocol === "icmp" || protocol === "raw";
  return from && tupleName({ source: from, destination: to, protocol: isRaw ? protocol : "unknown" });
}

function isTexts(value: JsonValue): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
