import type { EventSpec } from "../schema/types.ts";
import { cachedBySpec } from "./spec-cache.ts";

/**
 * Parameters that are looked for in almost every event, so that they are found by a number: looking for a name costs
 * several times as much.
 */
const NAMES = [
  "addr",
  "arg",
  "arg2_int",
  "arg2_str",
  "args",
  "cap_effective",
  "cap_inheritable",
  "cap_permitted",
  "cgroups",
  "cmd",
  "comm",
  "container_id",
  "creat_flags",
  "data",
  "cur",
  "dev",
  "dirfd",
  "domain",
  "egid",
  "env",
  "euid",
  "exe",
  "exe_ino",
  "exe_ino_ctime",
  "exe_ino_mtime",
  "fd",
  "fd1",
  "fd2",
  "fdlimit",
  "filename",
  "first",
  "flags",
  "gid",
  "home",
  "id",
  "image",
  "ino",
  "json",
  "last",
  "loginuid",
  "name",
  "newcur",
  "nstype",
  "oldfd",
  "option",
  "path",
  "pathname",
  "peer",
  "pgft_maj",
  "pgft_min",
  "pgid",
  "pid",
  "pid_fd",
  "pidns_init_start_ts",
  "proto",
  "ptid",
  "reaper_tid",
  "resource",
  "shell",
  "source",
  "target_fd",
  "trusted_exepath",
  "tty",
  "tuple",
  "type",
  "uid",
  "vm_rss",
  "vm_size",
  "vm_swap",
  "vpgid",
  "vpid",
  "vtid",
] as const;

/** A parameter's name as a number. */
export type ParamKey = number & { readonly paramKey: unique symbol };

/** The keys by name. */
// Object.fromEntries forgets the names; keys are made here alone.
export const Param = Object.fromEntries(NAMES.map((name, key) => [name, key])) as Readonly<
  Record<(typeof NAMES)[number], ParamKey>
>;

/** The place among an event's parameters of each key, -1 where it has no such parameter. */
export const placesOf: (spec: EventSpec) => Int16Array = cachedBySpec(({ params }) =>
  Int16Array.from(NAMES, (wanted) => params.findLastIndex(({ name }) => name === wanted)),
);
