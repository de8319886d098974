/** How much a finding weighs: of an error data is lost or readers stop; of a warning some reader is led astray. */
export const SEVERITIES = ["error", "warning", "note"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What the doctor looks for. */
export interface DoctorRule {
  readonly severity: Severity;
  readonly meaning: string;
  /** What sysdig, Falco's libs and this program do with it. */
  readonly readers: string;
  /** What to do about it; empty where nothing need be done. */
  readonly cure: string;
}

const RECOVER = "scap-dump recover FILE -o OUT";
const FOR_SYSDIG = "scap-dump convert FILE --target sysdig-0.29 -o OUT";
const ALL_STOP = "sysdig and libs refuse the capture or stop there; scap-dump reads on";

/** The rules by their id. Facts on readers: docs/format.md and tests with sysdig 0.29.3. */
export const DOCTOR_RULES = {
  "compression-cut": {
    severity: "error",
    meaning: "the compressed data ends early",
    readers:
      "sysdig 0.29 gives the events before and an error; libs and scap-dump give what can be decompressed",
    cure: RECOVER,
  },
  "compression-damaged": {
    severity: "error",
    meaning: "the compressed data is corrupt, or its checksum is not that of the data",
    readers: "readers stop where it shows; of a small file sysdig and libs read nothing",
    cure: RECOVER,
  },
  "compression-garbage": {
    severity: "warning",
    meaning: "something follows the compressed data",
    readers: "ignored by all",
    cure: RECOVER,
  },
  "not-a-capture": {
    severity: "error",
    meaning: "nothing in it is a block of a capture",
    readers: "nobody reads it",
    cure: "",
  },
  "no-section-header": {
    severity: "error",
    meaning: "the capture does not begin with a section header",
    readers: "nobody reads it",
    cure: RECOVER,
  },
  "section-version": {
    severity: "error",
    meaning: "the section header tells a version that nobody knows",
    readers: "nobody reads it",
    cure: RECOVER,
  },
  "section-options": {
    severity: "warning",
    meaning: "the section header has options (comments), as editcap adds them",
    readers: "sysdig 0.29 cannot open the capture; libs and scap-dump can",
    cure: FOR_SYSDIG,
  },
  "big-endian": {
    severity: "warning",
    meaning: "the capture was written by a big-endian machine",
    readers: "sysdig and libs refuse it on a little-endian one; scap-dump reads it",
    cure: "scap-dump convert FILE --byte-order little -o OUT",
  },
  "bytes-lost": {
    severity: "error",
    meaning: "bytes that are no block stand between blocks",
    readers: "everybody stops there",
    cure: RECOVER,
  },
  "cut-off": {
    severity: "error",
    meaning: "the capture ends inside of a block: its writer died, or it was not copied whole",
    readers: "all give the events before, and say that the capture is truncated",
    cure: RECOVER,
  },
  "frame-damaged": {
    severity: "error",
    meaning: "the lengths before and behind a block do not agree",
    readers: "sysdig and libs stop there, unless it is an event whose first length is right",
    cure: RECOVER,
  },
  "block-unaligned": {
    severity: "note",
    meaning: "the length of a block is not a multiple of 4",
    readers: "accepted by all",
    cure: RECOVER,
  },
  "interface-list-resaved": {
    severity: "error",
    meaning:
      "the interface list is longer than its length tells: sysdig or libs saved a capture of before August 2018 again, and always do so",
    readers: "sysdig and libs refuse the capture; scap-dump reads it",
    cure: RECOVER,
  },
  "process-list-short": {
    severity: "error",
    meaning:
      "the entries of a process list are longer than they tell, a known fault of libs in 2018 and 2021",
    readers: "sysdig and libs refuse the capture; scap-dump reads it",
    cure: RECOVER,
  },
  "list-damaged": {
    severity: "error",
    meaning: "an entry of a list does not fit, and the entries behind it cannot be read",
    readers: "sysdig and libs refuse the capture; scap-dump reads the entries before",
    cure: RECOVER,
  },
  "beyond-limits": {
    severity: "error",
    meaning: "a list or machine info is larger, or has longer texts, than other readers accept",
    readers: "sysdig and libs refuse the capture; scap-dump reads it",
    cure: RECOVER,
  },
  "unknown-block": {
    severity: "note",
    meaning: "a block of an unknown type stands before the events",
    readers: "skipped by all",
    cure: "",
  },
  "unknown-block-late": {
    severity: "error",
    meaning: "a block of an unknown type stands behind events",
    readers: ALL_STOP,
    cure: RECOVER,
  },
  "list-late": {
    severity: "error",
    meaning: "a list or machine info stands behind events",
    readers: ALL_STOP,
    cure: RECOVER,
  },
  "list-order": {
    severity: "warning",
    meaning: "an fd list stands before the process list",
    readers: "sysdig 0.29 refuses the capture, libs does without the fds",
    cure: RECOVER,
  },
  "fd-list-unknown-thread": {
    severity: "warning",
    meaning: "an fd list belongs to a thread that no process list has",
    readers: "sysdig 0.29 refuses the capture, libs does without the fds",
    cure: RECOVER,
  },
  "fd-type-new": {
    severity: "warning",
    meaning: "an fd list has types that sysdig 0.29 does not know (bpf, io_uring, memfd, pidfd …)",
    readers: "sysdig 0.29 refuses the capture",
    cure: FOR_SYSDIG,
  },
  "duplicate-thread": {
    severity: "note",
    meaning: "a process list has a thread twice",
    readers: "the last entry counts",
    cure: "",
  },
  "duplicate-fd": {
    severity: "note",
    meaning: "an fd list has an fd twice",
    readers: "the last entry counts",
    cure: "",
  },
  "thread-tail-new": {
    severity: "note",
    meaning: "process entries are those of libs 0.10 and later",
    readers: "sysdig 0.29 shows a wrong user.loginuid",
    cure: FOR_SYSDIG,
  },
  "machine-info-empty": {
    severity: "note",
    meaning: "machine info is missing or all zero, as current libs writes it when it saves a capture again",
    readers: "host name and CPUs are unknown to all",
    cure: "",
  },
  "no-events": {
    severity: "error",
    meaning: "the capture has no events",
    readers: "sysdig and libs fail at its end",
    cure: "",
  },
  "last-section-empty": {
    severity: "error",
    meaning: "the last section has no events",
    readers: "sysdig and libs fail there",
    cure: RECOVER,
  },
  "event-malformed": {
    severity: "error",
    meaning: "the lengths in an event contradict each other",
    readers: "libs stops there; sysdig 0.29 reads beyond the event or crashes; scap-dump leaves it out",
    cure: RECOVER,
  },
  "event-too-long": {
    severity: "error",
    meaning: "an event is longer than 64 KiB and not in a block for large ones",
    readers: ALL_STOP,
    cure: RECOVER,
  },
  "event-slack": {
    severity: "note",
    meaning: "an event is longer than its parameters",
    readers: "accepted by all",
    cure: "",
  },
  "event-unknown": {
    severity: "note",
    meaning: "events are of types that the newest event table does not have",
    readers: "sysdig and libs skip them; scap-dump shows their bytes",
    cure: "",
  },
  "event-surplus-params": {
    severity: "warning",
    meaning: "events have more parameters than the newest event table: a newer driver recorded them",
    readers: "libs stops there if it converts the type; sysdig 0.29 and scap-dump read on",
    cure: "",
  },
  "event-few-params": {
    severity: "warning",
    meaning: "events have fewer parameters than any known writer gives them",
    readers: "libs stops there; sysdig 0.29 and scap-dump read on",
    cure: "",
  },
  "syscall-new": {
    severity: "warning",
    meaning: "generic events are of system calls behind clone3, such as rseq",
    readers: "sysdig 0.29 crashes there",
    cure: FOR_SYSDIG,
  },
  "event-large-mixed": {
    severity: "warning",
    meaning: "an event of a large type is in a block for others, or the other way round",
    readers: "sysdig and libs go by the type and may show wrong parameters",
    cure: "scap-dump convert FILE --target libs -o OUT",
  },
  "time-backwards": {
    severity: "note",
    meaning: "events are earlier than the event before them",
    readers: "shown in the order of the file by all",
    cure: "",
  },
  "unknown-threads": {
    severity: "note",
    meaning: "events of threads that neither a list nor an event tells of",
    readers: "their processes have no name",
    cure: "",
  },
  "unknown-fds": {
    severity: "note",
    meaning: "events use fds that neither a list nor an event tells of",
    readers: "their fds have no name",
    cure: "",
  },
} as const satisfies Record<string, DoctorRule>;

export type DoctorRuleId = keyof typeof DOCTOR_RULES;
