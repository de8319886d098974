/**
 * How a parameter is written on the wire and what it means: the `PT_` names of the libs event model
 * (ppm_events_public.h, `ppm_param_type`) without their prefix. Sizes are in `PARAM_TYPES`.
 */
export type ParamType =
  | "NONE"
  | "INT8"
  | "INT16"
  | "INT32"
  | "INT64"
  | "UINT8"
  | "UINT16"
  | "UINT32"
  | "UINT64"
  | "CHARBUF"
  | "BYTEBUF"
  | "ERRNO"
  | "SOCKADDR"
  | "SOCKTUPLE"
  | "FD"
  | "PID"
  | "FDLIST"
  | "FSPATH"
  | "SYSCALLID"
  | "SIGTYPE"
  | "RELTIME"
  | "ABSTIME"
  | "PORT"
  | "L4PROTO"
  | "SOCKFAMILY"
  | "BOOL"
  | "IPV4ADDR"
  | "DYN"
  | "FLAGS8"
  | "FLAGS16"
  | "FLAGS32"
  | "UID"
  | "GID"
  | "DOUBLE"
  | "SIGSET"
  | "CHARBUFARRAY"
  | "CHARBUF_PAIR_ARRAY"
  | "IPV4NET"
  | "IPV6ADDR"
  | "IPV6NET"
  | "IPADDR"
  | "IPNET"
  | "MODE"
  | "FSRELPATH"
  | "ENUMFLAGS8"
  | "ENUMFLAGS16"
  | "ENUMFLAGS32"
  | "FD32"
  | "PID32";

/**
 * How a number is printed: the `PF_` names of libs (`ppm_print_format`) without their prefix.
 * `PADDED_DEC` (libs: 10_PADDED_DEC, nine digits) is used by filter fields only, never by an event.
 */
export type NumberFormat = "NA" | "DEC" | "HEX" | "OCT" | "PADDED_DEC";

/** What an event is about: the `EC_` classes of libs (`ppm_event_category`) without their prefix. */
export type EventCategory =
  | "UNKNOWN"
  | "OTHER"
  | "FILE"
  | "NET"
  | "IPC"
  | "MEMORY"
  | "PROCESS"
  | "SLEEP"
  | "SYSTEM"
  | "SIGNAL"
  | "USER"
  | "TIME"
  | "IO_READ"
  | "IO_WRITE"
  | "IO_OTHER"
  | "WAIT"
  | "SCHEDULER"
  | "INTERNAL";

/** Where an event comes from: the `EC_` source bits of libs; `NONE` for unused codes and tables before driver 3.0 (2022-10). */
export type EventSource = "SYSCALL" | "TRACEPOINT" | "METAEVENT" | "PLUGIN" | "ITER" | "NONE";

/** Bits of `EventSpec.flags`: the `EF_` values of libs (`ppm_event_flags`) without their prefix. */
export const EventFlag = {
  CREATES_FD: 0x1,
  DESTROYS_FD: 0x2,
  USES_FD: 0x4,
  READS_FROM_FD: 0x8,
  WRITES_TO_FD: 0x10,
  MODIFIES_STATE: 0x20,
  UNUSED: 0x40,
  WAITS: 0x80,
  SKIPPARSERESET: 0x100,
  OLD_VERSION: 0x200,
  /** Only in tables before driver 3.0 (2022-10); called DROP_FALCO up to 2018. */
  DROP_SIMPLE_CONS: 0x400,
  LARGE_PAYLOAD: 0x800,
  CONVERTER_MANAGED: 0x1000,
} as const;

/** Name of a bit of `EventSpec.flags`. */
export type EventFlagName = keyof typeof EventFlag;

/** One named value of a flag table; the value is libs' own number (`PPM_…`), often not the kernel's. */
export interface FlagEntry {
  readonly name: string;
  readonly value: number;
}

/**
 * Names of the values of a parameter (libs, driver/flags_table.c concept), in libs' order, which rendering follows:
 * composite names stand before their parts, aliases and even exact repetitions are kept.
 */
export interface FlagTable {
  readonly name: string;
  /** Masks name bits, enums name whole values, modes are masks where an exact match ends the search. */
  readonly kind: "bitmask" | "enum" | "mode";
  readonly entries: readonly FlagEntry[];
}

/** One of the forms of a `DYN` parameter; the first byte of its value is the index of the form. */
export interface DynamicChoice {
  readonly type: ParamType;
  readonly format: NumberFormat;
}

/** One parameter of an event. Every key is always set, so that all parameters have one hidden class. */
export interface ParamSpec {
  readonly name: string;
  readonly type: ParamType;
  readonly format: NumberFormat;
  /** Names of the values of `FLAGS…`, `ENUMFLAGS…` and `MODE` parameters. */
  readonly flags?: FlagTable | undefined;
  /** `FSRELPATH` only: index of the parameter with the directory the path is relative to. */
  readonly dirfdParam?: number | undefined;
  /** `DYN` only: the forms of the value. */
  readonly dynamic?: readonly DynamicChoice[] | undefined;
}

/** One event of the table (libs, driver/event_table.c concept). */
export interface EventSpec {
  /** The number written in captures. */
  readonly code: number;
  /** Unique name: the `PPME_` constant of libs without its prefix, such as `SYSCALL_OPEN_X`. */
  readonly enumName: string;
  /** Name shown to people and used by filters, such as `open`; shared by enter, exit and older versions. */
  readonly name: string;
  /** Exit events have odd codes; enter events and events without a pair have even ones. */
  readonly isExit: boolean;
  readonly category: EventCategory;
  readonly source: EventSource;
  /** Mask of `EventFlag` bits. */
  readonly flags: number;
  readonly params: readonly ParamSpec[];
}

/** Which event table a schema is. */
export interface SchemaVersion {
  /** Name of the point in the history of libs, such as a release tag or `HEAD`. */
  readonly tag: string;
  /** Commit of falcosecurity/libs, or of draios/sysdig, the table was taken from. */
  readonly commit: string;
  /** Schema version of the drivers (SCHEMA_VERSION); there was none before 2022. */
  readonly schemaVersion: string | undefined;
  /** API version of the drivers (API_VERSION); there was none before 2022. */
  readonly apiVersion: string | undefined;
  /** How many codes the table has (`PPM_EVENT_MAX`); codes run from 0 without gaps. */
  readonly eventCount: number;
}

/** Flag tables by name; a table is parsed at its first use and is the same object ever after. */
export interface FlagTables {
  get(name: string): FlagTable | undefined;
  /** Names of all tables, in libs' order. */
  names(): readonly string[];
}

/** One event table of libs' history with the flag tables its parameters refer to. */
export interface Schema extends SchemaVersion {
  readonly flagTables: FlagTables;
  /** The event of a code, parsed at its first use; undefined for codes the table does not have. */
  event(code: number): EventSpec | undefined;
}

/** Architectures whose system call numbers libs knows, in the order of the generated table's columns. */
export const ARCHITECTURES = ["x86_64", "aarch64", "s390x", "ppc64le", "riscv64", "loongarch64"] as const;

/** Name of an architecture as `uname -m` prints it. */
export type Architecture = (typeof ARCHITECTURES)[number];
