import { SCHEMA_FORMAT, type SchemaDocument } from "../document.ts";
import { evaluate } from "./constant-expression.ts";
import { type Declarations, parseDeclarations } from "./declarations.ts";
import { readDynamicTables, readEvents, readFlagTables } from "./event-tables.ts";
import { ImportBudget } from "./import-budget.ts";
import { expandMacros, type Macros } from "./macros.ts";
import { preprocess, type SourceFiles } from "./preprocess.ts";
import { SourceError, type SourceFile, type SourcePlace } from "./source-error.ts";
import { readSyscalls } from "./syscall-tables.ts";
import { numbersWithPrefix } from "./vocabulary.ts";

/** Files of a driver's folder that a schema is read from; all but the first are missing in the one or other release. */
export const DRIVER_FILES = [
  "event_table.c",
  "ppm_events_public.h",
  "flags_table.c",
  "dynamic_params_table.c",
  "syscall_table.c",
  "feature_gates.h",
  "ppm_types.h",
  "API_VERSION",
  "SCHEMA_VERSION",
] as const;

/** What is known of the sources from elsewhere. */
export interface ImportOptions {
  readonly tag: string;
  readonly commit?: string;
  /** Day of the commit, as in 2026-05-12. */
  readonly date?: string;
  /** Further macros with their values, such as `CONFIG_64BIT`. */
  readonly defines?: ReadonlyMap<string, string>;
  /** Told of what is odd in the sources, yet has one meaning only. */
  readonly onRemark?: (remark: SourceError) => void;
  /** Told where each event stands in the sources. */
  readonly onPlace?: (code: number, place: SourcePlace) => void;
}

/**
 * The event table that C sources of a driver hold, of any release since 2014, without compiling them.
 * Throws `SourceError` with file, line and text for everything that is not understood.
 */
export function importSchema(files: SourceFiles, options: ImportOptions): SchemaDocument {
  const table = files.get("event_table.c");
  if (table === undefined) throw new Error("there is no event_table.c");
  const budget = new ImportBudget();
  const macros = initialMacros(options.defines ?? new Map(), budget);
  const tokens = [
    "ppm_events_public.h",
    "flags_table.c",
    "dynamic_params_table.c",
    "event_table.c",
    "syscall_table.c",
  ].flatMap(
    // Each is compiled on its own, but what their headers define is the same.
    (name) => preprocess(name, files, name === "ppm_events_public.h" ? macros : new Map(macros), budget),
  );
  const declarations = parseDeclarations(tokens);
  const { tag, commit, date } = options;
  const schemaVersion = versionOf(files.get("SCHEMA_VERSION"));
  const apiVersion = versionOf(files.get("API_VERSION"));
  return {
    format: SCHEMA_FORMAT,
    tag,
    ...(commit === undefined ? {} : { commit }),
    ...(date === undefined ? {} : { date }),
    ...(schemaVersion === undefined ? {} : { schemaVersion }),
    ...(apiVersion === undefined ? {} : { apiVersion }),
    headerBytes: headerBytes(declarations, table),
    maxParams: macroNumber("PPM_MAX_EVENT_PARAMS", macros, table, budget),
    paramTypes: numbersWithPrefix("PT_", "PT_NONE", declarations, table),
    eventFlags: numbersWithPrefix("EF_", "EF_NONE", declarations, table),
    flagTables: readFlagTables(declarations),
    dynamicTables: readDynamicTables(declarations, table),
    events: readEvents(declarations, table, options),
    syscalls: readSyscalls(declarations),
  };
}

/** The sources are read as user space of x86_64 Linux sees them; of the kernel's version only that it is no old one. */
const PRELUDE = `
#define __linux__ 1
#define __x86_64__ 1
#define __GNUC__ 12
#define NULL 0
#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + (c))
#define LINUX_VERSION_CODE KERNEL_VERSION(6, 1, 0)
`;

function initialMacros(defines: ReadonlyMap<string, string>, budget: ImportBudget): Macros {
  const given = [...defines].map(([name, value]) => `#define ${name} ${value}\n`).join("");
  const file = { path: "definitions", text: PRELUDE + given };
  const macros: Macros = new Map();
  preprocess(file.path, new Map([[file.path, file]]), macros, budget);
  return macros;
}

function versionOf(file: SourceFile | undefined): string | undefined {
  const text = file?.text.trim();
  if (file === undefined || text === undefined) return undefined;
  if (!/^\d+\.\d+\.\d+$/.test(text)) throw new SourceError("no version", { file, line: 1 });
  return text;
}

const INTEGER_BYTES: Readonly<Record<string, number>> = {
  uint8_t: 1,
  uint16_t: 2,
  uint32_t: 4,
  uint64_t: 8,
};

function headerBytes({ structures }: Declarations, table: SourceFile): number {
  const body = structures.get("ppm_evt_hdr");
  if (body === undefined) throw new SourceError("struct ppm_evt_hdr is missing", { file: table, line: 1 });
  let sizeBytes = 0;
  body.forEach((token, at) => {
    if (at > 0 && body[at - 1]?.text !== ";") return;
    const bytes = INTEGER_BYTES[token.text];
    if (bytes === undefined) throw new SourceError("no integer in the event header", token);
    sizeBytes += bytes;
  });
  return sizeBytes;
}

function macroNumber(name: string, macros: Macros, table: SourceFile, budget: ImportBudget): number {
  const body = macros.get(name)?.body;
  const place = body?.[0];
  if (body === undefined || place === undefined)
    throw new SourceError(`${name} is not defined`, { file: table, line: 1 });
  return Number(evaluate(expandMacros(body, macros, budget), place, () => undefined));
}
