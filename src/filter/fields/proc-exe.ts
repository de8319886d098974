import type { FieldSpec } from "../field.ts";
import { known, threadField } from "./thread-field.ts";

/** The file that the process runs. */
export const EXECUTABLE_FIELDS: readonly FieldSpec[] = [
  threadField("proc.exepath", "string", "Absolute path of the executable file.", ({ exepath }) => exepath),
  threadField(
    "proc.is_exe_writable",
    "boolean",
    "Whether the user who ran the executable may write it.",
    ({ exeWritable }) => exeWritable,
  ),
  threadField(
    "proc.is_exe_upper_layer",
    "boolean",
    "Whether the executable is in the upper layer of an overlay: in a container, not part of the image.",
    ({ exeUpperLayer }) => exeUpperLayer,
  ),
  threadField(
    "proc.is_exe_lower_layer",
    "boolean",
    "Whether the executable is in the lower layer of an overlay.",
    ({ exeLowerLayer }) => exeLowerLayer,
  ),
  threadField(
    "proc.is_exe_from_memfd",
    "boolean",
    "Whether the executable is a file in memory that has no path.",
    ({ exeFromMemfd }) => exeFromMemfd,
  ),
  threadField("proc.exe_ino", "integer", "Inode number of the executable.", ({ exeIno }) => known(exeIno)),
  threadField(
    "proc.exe_ino.ctime",
    "time",
    "When the inode of the executable last changed.",
    ({ exeInoCtimeNs }) => known(exeInoCtimeNs),
  ),
  threadField("proc.exe_ino.mtime", "time", "When the executable was last written.", ({ exeInoMtimeNs }) =>
    known(exeInoMtimeNs),
  ),
  threadField(
    "proc.exe_ino.ctime_duration_proc_start",
    "duration",
    "Nanoseconds from the last change of the executable's inode to the making of the process; negative where it " +
      "changed afterwards.",
    ({ exeInoCtimeNs, cloneTsNs }) =>
      exeInoCtimeNs === 0n || cloneTsNs === 0n ? undefined : cloneTsNs - exeInoCtimeNs,
  ),
  threadField(
    "proc.exe_ino.ctime_duration_pidns_start",
    "duration",
    "Nanoseconds from the start of the pid namespace to the last change of the executable's inode, where that was later.",
    ({ exeInoCtimeNs, pidnsInitStartTsNs }) =>
      pidnsInitStartTsNs !== 0n && exeInoCtimeNs > pidnsInitStartTsNs
        ? exeInoCtimeNs - pidnsInitStartTsNs
        : undefined,
  ),
  threadField(
    "proc.pidns_init_start_ts",
    "time",
    "When the first process of the pid namespace was started.",
    ({ pidnsInitStartTsNs }) => known(pidnsInitStartTsNs),
  ),
];
