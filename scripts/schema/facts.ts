import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The reference facts the schema is generated from, as far as it needs them. */
export interface Facts {
  readonly table: EventTableFacts;
  readonly types: { readonly types: readonly TypeFacts[] };
  readonly flags: FlagFacts;
  readonly syscalls: SyscallFacts;
  readonly eventSyscallMap: EventSyscallFacts;
  readonly conversion: ConversionFacts;
}

/** One event table of libs' history. */
export interface EventTableFacts {
  readonly max: number;
  readonly commit: string;
  readonly schema_version: string | null;
  readonly api_version: string | null;
  readonly dyn_tables: Readonly<Record<string, readonly FormFacts[]>>;
  readonly events: readonly EventFacts[];
}

export interface EventFacts {
  readonly code: number;
  readonly enum: string;
  readonly name: string;
  readonly category: { readonly source: readonly string[]; readonly cls: string };
  readonly flags: readonly string[];
  readonly flags_value: number;
  readonly params: readonly ParamFacts[];
}

export interface FormFacts {
  readonly type: string;
  readonly fmt: string;
}

export interface ParamFacts extends FormFacts {
  readonly name: string;
  readonly flags_table?: string;
  readonly dirfd_param?: number;
  readonly dyn_table?: string;
  readonly ninfo?: number;
}

export interface TypeFacts {
  readonly id: number;
  readonly name: string;
  readonly size: number | null;
  readonly signed: boolean | null;
  readonly ever_in_event_table: boolean;
}

export interface FlagFacts {
  readonly tables: Readonly<Record<string, FlagTableFacts>>;
  readonly errno: readonly NamedValue[];
  readonly signals: readonly NamedValue[];
  readonly capabilities: readonly { readonly bit: number; readonly name: string }[];
}

export interface FlagTableFacts {
  readonly kind: string;
  readonly entries: readonly NamedValue[];
}

export interface NamedValue {
  readonly name: string;
  readonly value: number;
}

export interface SyscallFacts {
  readonly ppm_sc: readonly { readonly code: number; readonly name: string }[];
  readonly arch: Readonly<Record<string, readonly { readonly nr: number; readonly name: string }[]>>;
  readonly ia32_to_x86_64: readonly Ia32Facts[];
}

export interface Ia32Facts {
  readonly nr: number;
  /** -1 for calls that only ia32 has. */
  readonly x86_64: number;
  readonly x86_64_name: string | null;
  readonly ia32_only_name?: string;
}

export interface EventSyscallFacts {
  readonly ppm_sc_to_events: readonly { readonly ppm_sc: number; readonly events: readonly number[] }[];
  readonly event_to_ppm_sc: readonly { readonly event: number; readonly ppm_sc: readonly number[] }[];
}

/** How libs makes current events of older ones. */
export interface ConversionFacts {
  readonly rules: readonly ConversionRuleFacts[];
}

export interface ConversionRuleFacts {
  readonly event: number;
  readonly nparams: number;
  readonly action: string;
  readonly to_event?: number;
  readonly params?: readonly ConversionParamFacts[];
}

export interface ConversionParamFacts {
  readonly to_pos: number;
  readonly source: string;
  readonly from_pos?: number;
  readonly if_missing?: string;
}

/** Reads the reference facts from their directory. */
export function readFacts(directory: string): Facts {
  return {
    table: readJson(directory, "events/head.json"),
    types: readJson(directory, "types.json"),
    flags: readJson(directory, "flags.json"),
    syscalls: readJson(directory, "syscalls.json"),
    eventSyscallMap: readJson(directory, "event_syscall_map.json"),
    conversion: readJson(directory, "converter_rules.json"),
  };
}

function readJson<T>(directory: string, file: string): T {
  // The files' shape is taken on trust here; what the rows rely on is checked where they are written.
  return JSON.parse(readFileSync(join(directory, file), "utf8")) as T;
}
