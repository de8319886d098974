import type { EventCategory, EventSource, NumberFormat, ParamType } from "./types.ts";

/** What a schema file says of itself in its `format`. */
export const SCHEMA_FORMAT = "scap-schema/1";

/**
 * An event table with all it refers to, as plain data: what `schema import` writes, what is compared and checked, and
 * what a `Schema` is made of. Names are those of libs without their prefixes (`PPME_`, `PT_`, `PF_`, `EF_`, `EC_`).
 */
export interface SchemaDocument {
  readonly format: typeof SCHEMA_FORMAT;
  /** Release tag, or whatever names the table. */
  readonly tag: string;
  readonly commit?: string;
  /** Day of the commit, as in 2026-05-12. */
  readonly date?: string;
  /** SCHEMA_VERSION of the driver; there was none before 2022. */
  readonly schemaVersion?: string;
  /** API_VERSION of the driver; there was none before 2022. */
  readonly apiVersion?: string;
  /** Size of an event's header in captures of that age, in bytes. */
  readonly headerBytes: number;
  /** How many parameters an event may have at most (PPM_MAX_EVENT_PARAMS). */
  readonly maxParams: number;
  /** libs' numbers of the parameter types, by name; they are in no capture. */
  readonly paramTypes: Readonly<Record<string, number>>;
  /** Bits of the event flags, by name. */
  readonly eventFlags: Readonly<Record<string, number>>;
  /** In libs' order. */
  readonly flagTables: readonly FlagTableDocument[];
  readonly dynamicTables: readonly DynamicTableDocument[];
  /** By code, from 0 without gaps. */
  readonly events: readonly EventDocument[];
  /** libs' numbers of system calls and tracepoints (PPM_SC_), in the order of `compareSyscalls`. */
  readonly syscalls: readonly SyscallDocument[];
}

/** Names of the values of a parameter, in libs' order. */
export interface FlagTableDocument {
  readonly name: string;
  readonly entries: readonly { readonly name: string; readonly value: number }[];
}

/** The forms that a `DYN` parameter's value may have, by their index. */
export interface DynamicTableDocument {
  readonly name: string;
  readonly choices: readonly { readonly type: ParamType; readonly format: NumberFormat }[];
}

export interface EventDocument {
  readonly code: number;
  readonly enumName: string;
  readonly name: string;
  readonly source: EventSource;
  readonly category: EventCategory;
  /** Names of the flags, by ascending bits. */
  readonly flags: readonly string[];
  readonly params: readonly ParamDocument[];
}

export interface ParamDocument {
  readonly name: string;
  readonly type: ParamType;
  readonly format: NumberFormat;
  /** Name of the table that names the values. */
  readonly flagTable?: string;
  /** Index of the parameter with the directory that a relative path starts at. */
  readonly dirfdParam?: number;
  /** Name of the table with the forms of a `DYN` value. */
  readonly dynamicTable?: string;
}

export interface SyscallDocument {
  readonly code: number;
  /** In lower case, such as `openat2`. */
  readonly name: string;
  /** Codes of the events that drivers make of the call, where it has its own. */
  readonly enter?: number;
  readonly exit?: number;
}

/** By number, then by name: for some years two calls had one number. */
export function compareSyscalls(a: SyscallDocument, b: SyscallDocument): number {
  return a.code - b.code || (a.name < b.name ? -1 : 1);
}

/** Whether a code stands for nothing: it only fills a pair. */
export function isUnused({ name }: EventDocument): boolean {
  return name === "" || /^NA\d*$/.test(name);
}
