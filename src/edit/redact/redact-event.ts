import { encodeParam } from "../../decoder/encode-param.ts";
import type { EventRecord } from "../../decoder/event.ts";
import { decodeParam } from "../../decoder/param-value.ts";
import { borrowParam, paramLength } from "../../decoder/params.ts";
import type { SocketAddress, SocketTuple } from "../../decoder/socket-address.ts";
import { concatenate } from "../../format/concatenate.ts";
import { decodeCString, decodeStringList, decodeText, encodeText } from "../../format/text.ts";
import { PARAM_TYPES } from "../../schema/param-types.ts";
import type { EventSpec, ParamSpec } from "../../schema/types.ts";
import { type ParamField, paramFieldOf } from "./fields.ts";
import { encodeList, type Redactor } from "./redactor.ts";

const NOTHING = new Uint8Array(0);
/** To which sizes values may grow, one after the other until the event fits; those they had before they always may. */
export const GROWN_SIZES = [Number.POSITIVE_INFINITY, 4096, 0] as const;
const U32_SIZE = 4;
const MAX_NUMBER_SIZE = 8;

const fieldsBySpec = new WeakMap<EventSpec, readonly ParamField[]>();

/** What each parameter of an event of the table is to redaction. */
export function paramFieldsOf(spec: EventSpec): readonly ParamField[] {
  let fields = fieldsBySpec.get(spec);
  if (fields === undefined) {
    fields = spec.params.map((param) => paramFieldOf(spec, param));
    fieldsBySpec.set(spec, fields);
  }
  return fields;
}

/** Whether an event holds nothing but numbers, of the sizes they should have. */
export function isPlain(event: EventRecord): boolean {
  const { spec, paramCount } = event;
  if (spec === undefined || paramCount > spec.params.length) return false;
  const fields = paramFieldsOf(spec);
  for (let k = 0; k < paramCount; k++) {
    const length = paramLength(event, k);
    if (length === 0) continue;
    const { type } = spec.params[k] as ParamSpec;
    if (fields[k]?.form !== "number" || length !== PARAM_TYPES[type].sizeBytes) return false;
  }
  return true;
}

/**
 * The parameters of an event, redacted; those that the event table does not have are left out. Pseudonyms are longer than
 * short words: a value that grows over `grownSize` bytes is cut.
 */
export function redactParams(redactor: Redactor, event: EventRecord, grownSize: number): Uint8Array[] {
  const params: Uint8Array[] = [];
  for (let k = 0; k < event.paramCount; k++)
    params.push(redactParam(redactor, event, event.spec, k, grownSize));
  return params;
}

function redactParam(
  redactor: Redactor,
  event: EventRecord,
  spec: EventSpec | undefined,
  index: number,
  grownSize: number,
): Uint8Array {
  const bytes = borrowParam(event, index);
  const param = spec?.params[index];
  if (bytes.length === 0) return bytes;
  if (spec === undefined || param === undefined) return leaveOut(redactor);
  const field = paramFieldsOf(spec)[index] as ParamField;
  const redacted = redactBytes(redactor, { event, spec, param, index }, field, bytes);
  const limit = Math.max(bytes.length, grownSize);
  if (redacted.length <= limit) return redacted;
  // Half of a JSON text is none.
  return field.form === "json" ? leaveOut(redactor) : cut(redacted, limit);
}

interface Place {
  readonly event: EventRecord;
  readonly spec: EventSpec;
  readonly param: ParamSpec;
  readonly index: number;
}

function redactBytes(
  redactor: Redactor,
  place: Place,
  { form, category, name }: ParamField,
  bytes: Uint8Array,
): Uint8Array {
  switch (form) {
    case "text":
      return withNul(redactor.text(name, category, decodeCString(bytes)));
    case "list":
    case "pairs":
      return redactList(redactor, name, category, bytes);
    case "json": {
      const json = redactor.json(name, category, decodeText(bytes));
      return json === undefined ? NOTHING : encodeText(json);
    }
    case "payload":
      return redactor.payload(name, bytes);
    case "address":
      return bytes.length === PARAM_TYPES[place.param.type].sizeBytes
        ? redactor.address(name, bytes)
        : leaveOut(redactor);
    case "socket":
      return redactSocket(redactor, place, name);
    case "uid":
      return redactUid(redactor, place, name, bytes);
    case "dynamic":
      return redactDynamic(redactor, place, bytes);
    case "polls":
      return readAgain(redactor, place);
    case "number":
      return redactNumber(redactor, place, bytes);
  }
}

/** A list whose last text has no NUL behind it keeps none. */
function redactList(
  redactor: Redactor,
  name: string,
  category: ParamField["category"],
  bytes: Uint8Array,
): Uint8Array {
  const list = encodeList(redactor.list(name, category, decodeStringList(bytes)));
  return bytes.at(-1) === 0 ? list : list.subarray(0, Math.max(0, list.length - 1));
}

function redactSocket(redactor: Redactor, { event, param, index }: Place, name: string): Uint8Array {
  // The type of the parameter decides what its value is.
  const value = decodeParam(event, index) as SocketAddress | SocketTuple | null;
  if (value === null) return leaveOut(redactor);
  return encodeParam(param, redactEnds(redactor, value, name), event.littleEndian);
}

function redactEnds(
  redactor: Redactor,
  value: SocketAddress | SocketTuple,
  name: string,
): SocketAddress | SocketTuple {
  if (value.family === "other") return value;
  if (value.family === "unix") return { ...value, path: redactor.text(name, "path", value.path) };
  if ("address" in value) return { ...value, address: redactor.address(name, value.address) };
  const { source, destination } = value;
  return {
    ...value,
    source: { ...source, address: redactor.address(name, source.address) },
    destination: { ...destination, address: redactor.address(name, destination.address) },
  };
}

function redactUid(redactor: Redactor, { event }: Place, name: string, bytes: Uint8Array): Uint8Array {
  if (bytes.length !== U32_SIZE) return leaveOut(redactor);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const uid = view.getUint32(0, event.littleEndian);
  const changed = redactor.uid(name, uid);
  if (changed === uid) return bytes;
  const copy = new Uint8Array(U32_SIZE);
  new DataView(copy.buffer).setUint32(0, changed, event.littleEndian);
  return copy;
}

/** A value whose first byte tells its form. */
function redactDynamic(redactor: Redactor, place: Place, bytes: Uint8Array): Uint8Array {
  const choice = place.param.dynamic?.[bytes[0] as number];
  if (choice === undefined) return leaveOut(redactor);
  const param = { ...place.param, ...choice, dynamic: undefined };
  const value = bytes.subarray(1);
  const field = paramFieldOf(place.spec, param);
  const changed = value.length === 0 ? value : redactBytes(redactor, { ...place, param }, field, value);
  return concatenate([bytes.subarray(0, 1), changed]);
}

/** A number of the wrong size is bytes of no known meaning; some writers store small ones of DYN in 8 bytes. */
function redactNumber(redactor: Redactor, { param, spec, index }: Place, bytes: Uint8Array): Uint8Array {
  const { sizeBytes } = PARAM_TYPES[param.type];
  if (sizeBytes === bytes.length) return bytes;
  if (spec.params[index]?.type !== "DYN" || bytes.length !== MAX_NUMBER_SIZE || sizeBytes === null)
    return leaveOut(redactor);
  const clean = new Uint8Array(MAX_NUMBER_SIZE);
  clean.set(bytes.subarray(0, sizeBytes));
  return clean;
}

/** What a value says and nothing else. */
function readAgain(redactor: Redactor, { event, param, index }: Place): Uint8Array {
  const value = decodeParam(event, index);
  return value === null ? leaveOut(redactor) : encodeParam(param, value, event.littleEndian);
}

function leaveOut(redactor: Redactor): Uint8Array {
  redactor.leaveOut();
  return NOTHING;
}

/** The beginning of a text or list, ended as it was. */
function cut(bytes: Uint8Array, limit: number): Uint8Array {
  const beginning = bytes.slice(0, limit);
  if (bytes.at(-1) === 0) beginning[limit - 1] = 0;
  return beginning;
}

function withNul(text: string): Uint8Array {
  return encodeText(`${text}\0`);
}
