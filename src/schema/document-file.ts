import * as v from "valibot";
import { SCHEMA_FORMAT, type SchemaDocument } from "./document.ts";
import { PARAM_TYPES } from "./param-types.ts";
import type { EventCategory, EventSource, NumberFormat, ParamType } from "./types.ts";

/** A schema file as text: JSON with one table, event or system call a line, for people to read and for git to compare. */
export function renderDocument(document: SchemaDocument): string {
  const members = Object.entries(document).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${member(value)}`,
  );
  return `{\n${members.join(",\n")}\n}\n`;
}

/** A file that is no schema; the message says where and why. */
export class DocumentError extends Error {
  override readonly name = "DocumentError";
}

/** The schema in the text of a file. Throws `DocumentError`. */
export function parseDocument(text: string): SchemaDocument {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new DocumentError(`no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const result = v.safeParse(DOCUMENT, json);
  if (!result.success) {
    const [issue] = result.issues;
    throw new DocumentError(`no schema: ${v.getDotPath(issue) ?? "the file"}: ${issue.message}`);
  }
  // The parser leaves optional members out or undefined as the file has them; the type wants the former only.
  const document = result.output as SchemaDocument;
  checkReferences(document);
  return document;
}

function member(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return JSON.stringify(value);
  return `[\n${value.map((item) => `    ${JSON.stringify(item)}`).join(",\n")}\n  ]`;
}

const SOURCES = [
  "SYSCALL",
  "TRACEPOINT",
  "METAEVENT",
  "PLUGIN",
  "ITER",
  "NONE",
] as const satisfies EventSource[];
const FORMATS = ["NA", "DEC", "HEX", "OCT", "PADDED_DEC"] as const satisfies NumberFormat[];
const CATEGORIES = [
  ...(["UNKNOWN", "OTHER", "FILE", "NET", "IPC", "MEMORY", "PROCESS", "SLEEP", "SYSTEM", "SIGNAL"] as const),
  ...(["USER", "TIME", "IO_READ", "IO_WRITE", "IO_OTHER", "WAIT", "SCHEDULER", "INTERNAL"] as const),
] satisfies EventCategory[];
// The keys of the record are the types.
const TYPES = Object.keys(PARAM_TYPES) as ParamType[];

/** Codes have 16 bits on the wire. */
const MAX_EVENTS = 65536;
// Names are printed, and written into C headers: no control characters, no line ends.
const NAME = v.pipe(v.string(), v.maxLength(256), v.regex(/^[\x20-\x7e]*$/, "printable ASCII is wanted"));
const WORD = v.pipe(v.string(), v.regex(/^\w{1,256}$/));
const COUNT = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const UINT32 = v.pipe(COUNT, v.maxValue(0xffffffff));
const FORM = { type: v.picklist(TYPES), format: v.picklist(FORMATS) };

const DOCUMENT = v.object({
  format: v.literal(SCHEMA_FORMAT),
  tag: NAME,
  commit: v.optional(v.pipe(v.string(), v.regex(/^[\da-f]{7,64}$/))),
  date: v.optional(v.pipe(v.string(), v.isoDate())),
  schemaVersion: v.optional(NAME),
  apiVersion: v.optional(NAME),
  headerBytes: v.picklist([22, 26]),
  maxParams: v.pipe(COUNT, v.maxValue(1024)),
  paramTypes: v.record(WORD, COUNT),
  eventFlags: v.record(WORD, UINT32),
  flagTables: v.array(v.object({ name: WORD, entries: v.array(v.object({ name: NAME, value: UINT32 })) })),
  dynamicTables: v.array(v.object({ name: WORD, choices: v.array(v.object(FORM)) })),
  events: v.pipe(
    v.array(
      v.object({
        code: COUNT,
        enumName: WORD,
        name: NAME,
        source: v.picklist(SOURCES),
        category: v.picklist(CATEGORIES),
        flags: v.array(WORD),
        params: v.array(
          v.object({
            name: NAME,
            ...FORM,
            flagTable: v.optional(WORD),
            dirfdParam: v.optional(COUNT),
            dynamicTable: v.optional(WORD),
          }),
        ),
      }),
    ),
    v.maxLength(MAX_EVENTS),
  ),
  syscalls: v.array(v.object({ code: COUNT, name: NAME, enter: v.optional(COUNT), exit: v.optional(COUNT) })),
});

function checkReferences({ events, eventFlags, flagTables, dynamicTables }: SchemaDocument): void {
  const tables = new Set([...flagTables, ...dynamicTables].map(({ name }) => name));
  events.forEach((event, index) => {
    const where = `events.${index}`;
    if (event.code !== index)
      throw new DocumentError(`no schema: ${where}: code ${event.code} at place ${index}`);
    for (const flag of event.flags)
      if (!Object.hasOwn(eventFlags, flag))
        throw new DocumentError(`no schema: ${where}: unknown flag ${flag}`);
    for (const { flagTable, dynamicTable } of event.params)
      for (const name of [flagTable, dynamicTable])
        if (name !== undefined && !tables.has(name))
          throw new DocumentError(`no schema: ${where}: there is no table ${name}`);
  });
}
