import { PARAM_TYPES } from "../param-types.ts";
import type { EventCategory, EventSource, NumberFormat, ParamType } from "../types.ts";
import type { Declarations, Enumeration, Initializer } from "./declarations.ts";
import { SourceError, type SourceFile } from "./source-error.ts";
import { readNumber } from "./struct-reader.ts";

/** Classes and sources are bits of one number in the sources; the model keeps them apart. */
const SOURCES: Readonly<Record<string, EventSource>> = {
  EC_SYSCALL: "SYSCALL",
  EC_TRACEPOINT: "TRACEPOINT",
  EC_PLUGIN: "PLUGIN",
  EC_METAEVENT: "METAEVENT",
  EC_ITER: "ITER",
};

const CATEGORIES: ReadonlySet<string> = new Set<EventCategory>([
  ...(["UNKNOWN", "OTHER", "FILE", "NET", "IPC", "MEMORY", "PROCESS", "SLEEP", "SYSTEM", "SIGNAL"] as const),
  ...(["USER", "TIME", "IO_READ", "IO_WRITE", "IO_OTHER", "WAIT", "SCHEDULER", "INTERNAL"] as const),
]);

const FORMATS: Readonly<Record<string, NumberFormat>> = {
  PF_NA: "NA",
  PF_DEC: "DEC",
  PF_HEX: "HEX",
  PF_OCT: "OCT",
  PF_10_PADDED_DEC: "PADDED_DEC",
};

/** Codes have 16 bits on the wire. */
const MAX_EVENTS = 65536;
/** Of types, formats, flags and categories; there were never a hundred. */
const MAX_NAMES = 256;

/** Reads the words of an event table: what a number of the sources stands for in the model. */
export interface Vocabulary {
  /** The enumeration of event codes without its end, PPM_EVENT_MAX. */
  readonly codes: Enumeration;
  readonly eventCount: number;
  type(value: Initializer | undefined): ParamType;
  format(value: Initializer | undefined): NumberFormat;
  /** Names of the flags by ascending bits. */
  flags(value: Initializer | undefined): string[];
  category(value: Initializer | undefined): { source: EventSource; category: EventCategory };
}

/** The vocabulary that the sources declare; `table` is where a missing piece is told. */
export function createVocabulary(declarations: Declarations, table: SourceFile): Vocabulary {
  const { constants } = declarations;
  const find = (member: string, maxNames = MAX_NAMES) =>
    findEnumeration(member, declarations, table, maxNames);
  const [types, formats, flags, categories] = [
    find("PT_NONE"),
    find("PF_NA"),
    find("EF_NONE"),
    find("EC_UNKNOWN"),
  ];
  const codes = find("PPM_EVENT_MAX", MAX_EVENTS + 1);
  const eventCount = Number(codes.find(({ name }) => name === "PPM_EVENT_MAX")?.value);
  if (eventCount < 1 || eventCount > MAX_EVENTS)
    throw new SourceError(`PPM_EVENT_MAX is ${eventCount}; codes have 16 bits`, { file: table, line: 1 });
  const nameIn = (names: Enumeration, value: Initializer | undefined): string => {
    const number = BigInt(readNumber(value, constants));
    const found = names.find((entry) => entry.value === number);
    if (found === undefined) throw wrong(`${number} has no name`, value, table);
    return found.name;
  };
  return {
    codes: codes.filter(({ name }) => name !== "PPM_EVENT_MAX"),
    eventCount,
    type(value) {
      const name = nameIn(types, value).slice("PT_".length);
      if (!Object.hasOwn(PARAM_TYPES, name)) throw wrong(`unknown parameter type PT_${name}`, value, table);
      return name as ParamType;
    },
    format(value) {
      const name = nameIn(formats, value);
      const format = FORMATS[name];
      if (format === undefined) throw wrong(`unknown format ${name}`, value, table);
      return format;
    },
    flags: (value) => flagNames(flags, readNumber(value, constants), value, table),
    category: (value) => splitCategory(categories, readNumber(value, constants), value, table),
  };
}

/** The enumerators of the enumeration that begins with `first`, by their names without the prefix; bits or numbers. */
export function numbersWithPrefix(
  prefix: string,
  first: string,
  declarations: Declarations,
  table: SourceFile,
): Readonly<Record<string, number>> {
  const entries = findEnumeration(first, declarations, table, MAX_NAMES)
    .filter(({ name }) => name.startsWith(prefix) && name !== "EF_NONE" && name !== "PT_MAX")
    .map(({ name, value }) => [name.slice(prefix.length), Number(value)] as const);
  return Object.fromEntries(entries);
}

function findEnumeration(
  member: string,
  { enumerations }: Declarations,
  table: SourceFile,
  maxNames: number,
): Enumeration {
  const found = enumerations.find((names) => names.some(({ name }) => name === member));
  const place = { file: table, line: 1 };
  if (found === undefined) throw new SourceError(`no enumeration has ${member}`, place);
  if (found.length > maxNames)
    throw new SourceError(`the enumeration of ${member} has more than ${maxNames} names`, place);
  return found;
}

function flagNames(
  names: Enumeration,
  mask: number,
  value: Initializer | undefined,
  table: SourceFile,
): string[] {
  const set = names.filter((flag) => flag.value !== 0n && (BigInt(mask) & flag.value) === flag.value);
  const known = set.reduce((bits, flag) => bits | flag.value, 0n);
  if (known !== BigInt(mask)) throw wrong("event flags without a name", value, table);
  return [...set].sort((a, b) => Number(a.value - b.value)).map(({ name }) => name.slice("EF_".length));
}

function splitCategory(
  names: Enumeration,
  mask: number,
  value: Initializer | undefined,
  table: SourceFile,
): { source: EventSource; category: EventCategory } {
  const sources = names.filter(({ name, value: bit }) => name in SOURCES && (BigInt(mask) & bit) === bit);
  if (sources.length > 1) throw wrong("an event of several sources", value, table);
  const rest = sources.reduce((bits, { value: bit }) => bits & ~bit, BigInt(mask));
  const category = names
    .filter((entry) => entry.value === rest)
    .map(({ name }) => name.slice("EC_".length))
    .find(isCategory);
  if (category === undefined) throw wrong("unknown event category", value, table);
  return { source: SOURCES[sources[0]?.name ?? ""] ?? "NONE", category };
}

function isCategory(name: string): name is EventCategory {
  return CATEGORIES.has(name);
}

function wrong(complaint: string, value: Initializer | undefined, table: SourceFile): SourceError {
  return new SourceError(complaint, value?.place ?? { file: table, line: 1 });
}
