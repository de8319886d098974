/** A thread as a capture's process list has it. Ids are -1 where unknown. */
export interface ThreadInfo {
  readonly tid: number;
  /** The thread group, which is the process. */
  readonly pid: number;
  /** The parent process. */
  readonly ptid: number;
  readonly sid: number;
  /** Process group in the innermost pid namespace. */
  readonly vpgid: number;
  /** Process group in the host's pid namespace. */
  readonly pgid: number;
  readonly comm: string;
  /** argv[0]; before January 2015 the path of the executable. */
  readonly exe: string;
  /** The executable's path, perhaps with ` (deleted)` behind it. */
  readonly exepath: string;
  /** argv from 1 on. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly fdLimit: number;
  /** Clone flags, as the capture numbers them. */
  readonly flags: number;
  readonly uid: number;
  readonly gid: number;
  readonly vmSizeKb: number;
  readonly vmRssKb: number;
  readonly vmSwapKb: number;
  readonly pfMajor: bigint;
  readonly pfMinor: bigint;
  readonly env: readonly string[];
  readonly vtid: number;
  readonly vpid: number;
  /** As recorded, `controller=path`; a controller may hold a `=` too. */
  readonly cgroups: readonly string[];
  readonly root: string;
  readonly loginuid: number;
  readonly exeWritable: boolean;
  readonly capInheritable: bigint;
  readonly capPermitted: bigint;
  readonly capEffective: bigint;
  readonly exeUpperLayer: boolean;
  readonly exeLowerLayer: boolean;
  readonly exeFromMemfd: boolean;
  readonly exeIno: bigint;
  readonly exeInoCtimeNs: bigint;
  readonly exeInoMtimeNs: bigint;
  readonly pidnsInitStartTsNs: bigint;
  /** Device number of the terminal, 0 for none. */
  readonly tty: number;
}

/** How a field is written: `name` is a str16 with the readers' limit, `list` a u16 length and NUL-terminated strings. */
export type ThreadFieldType = "id" | "name" | "list" | "u32" | "u64" | "flag";

/** The values of each type of field. */
export interface ThreadFieldValues {
  readonly id: number;
  readonly name: string;
  readonly list: readonly string[];
  readonly u32: number;
  readonly u64: bigint;
  readonly flag: boolean;
}

type FieldOf<K extends keyof ThreadInfo> = {
  readonly [T in ThreadFieldType]: ThreadInfo[K] extends ThreadFieldValues[T]
    ? { readonly name: K; readonly type: T; readonly since: number }
    : never;
}[ThreadFieldType];

/** One field of a thread: its type on disk and the first version of the process list that has it. */
export type ThreadField = { readonly [K in keyof ThreadInfo]: FieldOf<K> }[keyof ThreadInfo];

/** The fields in the order they are written. */
export const THREAD_FIELDS: readonly ThreadField[] = [
  { name: "tid", type: "id", since: 1 },
  { name: "pid", type: "id", since: 1 },
  { name: "ptid", type: "id", since: 1 },
  { name: "sid", type: "id", since: 6 },
  { name: "vpgid", type: "id", since: 8 },
  { name: "comm", type: "name", since: 1 },
  { name: "exe", type: "name", since: 1 },
  { name: "exepath", type: "name", since: 7 },
  { name: "args", type: "list", since: 1 },
  { name: "cwd", type: "name", since: 1 },
  { name: "fdLimit", type: "id", since: 1 },
  { name: "flags", type: "u32", since: 1 },
  { name: "uid", type: "u32", since: 1 },
  { name: "gid", type: "u32", since: 1 },
  { name: "vmSizeKb", type: "u32", since: 2 },
  { name: "vmRssKb", type: "u32", since: 2 },
  { name: "vmSwapKb", type: "u32", since: 2 },
  { name: "pfMajor", type: "u64", since: 2 },
  { name: "pfMinor", type: "u64", since: 2 },
  { name: "env", type: "list", since: 3 },
  { name: "vtid", type: "id", since: 4 },
  { name: "vpid", type: "id", since: 4 },
  { name: "cgroups", type: "list", since: 4 },
  { name: "root", type: "name", since: 5 },
];

/** What an entry of version 9 may have behind those, as much as its length allows; here in the order up to libs 0.9. */
export const OLD_TAIL_FIELDS: readonly ThreadField[] = [
  { name: "loginuid", type: "u32", since: 9 },
  { name: "exeWritable", type: "flag", since: 9 },
  { name: "capInheritable", type: "u64", since: 9 },
  { name: "capPermitted", type: "u64", since: 9 },
  { name: "capEffective", type: "u64", since: 9 },
  // Development builds of ten days in 2022 only.
  { name: "exeUpperLayer", type: "flag", since: 9 },
];

/** The order since libs 0.10, which put two fields in front of the others. */
export const TAIL_FIELDS: readonly ThreadField[] = [
  { name: "pidnsInitStartTsNs", type: "u64", since: 9 },
  { name: "tty", type: "u32", since: 9 },
  { name: "loginuid", type: "u32", since: 9 },
  { name: "exeWritable", type: "flag", since: 9 },
  { name: "capInheritable", type: "u64", since: 9 },
  { name: "capPermitted", type: "u64", since: 9 },
  { name: "capEffective", type: "u64", since: 9 },
  { name: "exeUpperLayer", type: "flag", since: 9 },
  { name: "exeIno", type: "u64", since: 9 },
  { name: "exeInoCtimeNs", type: "u64", since: 9 },
  { name: "exeInoMtimeNs", type: "u64", since: 9 },
  { name: "exeFromMemfd", type: "flag", since: 9 },
  { name: "exeLowerLayer", type: "flag", since: 9 },
  { name: "pgid", type: "id", since: 9 },
];

/** The longest tail in the old order. */
export const MAX_OLD_TAIL_SIZE = 30;

/** A thread of which nothing is known. */
export const UNKNOWN_THREAD: ThreadInfo = {
  tid: -1,
  pid: -1,
  ptid: -1,
  sid: -1,
  vpgid: -1,
  pgid: -1,
  comm: "",
  exe: "",
  exepath: "",
  args: [],
  cwd: "",
  fdLimit: -1,
  flags: 0,
  uid: 0,
  gid: 0,
  vmSizeKb: 0,
  vmRssKb: 0,
  vmSwapKb: 0,
  pfMajor: 0n,
  pfMinor: 0n,
  env: [],
  vtid: -1,
  vpid: -1,
  cgroups: [],
  root: "",
  loginuid: 0xffffffff,
  exeWritable: false,
  capInheritable: 0n,
  capPermitted: 0n,
  capEffective: 0n,
  exeUpperLayer: false,
  exeLowerLayer: false,
  exeFromMemfd: false,
  exeIno: 0n,
  exeInoCtimeNs: 0n,
  exeInoMtimeNs: 0n,
  pidnsInitStartTsNs: 0n,
  tty: 0,
};
