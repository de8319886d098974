/** Readers that captures can be written for. */
export const TARGET_NAMES = ["libs", "sysdig-0.29"] as const;

export type TargetName = (typeof TARGET_NAMES)[number];

/** What the readers of a target understand, beyond what all do (docs/format.md, "Writing"). */
export interface WriteTarget {
  readonly name: TargetName;
  /** Bytes of a thread's entry behind its root directory. */
  readonly tailBytes: number;
  /** Fd types above are written as unsupported ones, with their names. */
  readonly maxFdType: number;
  /** System calls with higher numbers (of libs' own) are written as unknown, 0. */
  readonly maxSyscallId: number;
  /** Whether a section header may have options. */
  readonly hasOptions: boolean;
}

/**
 * `libs` is current libs, and so sysdig and Falco since 2022. Debian's sysdig 0.29 misreads loginuid in a tail of more
 * than 29 bytes, refuses captures with fd types over 16 or with options in the section header, and crashes at generic
 * events of system calls behind clone3 (328), the last that it knows.
 */
export const WRITE_TARGETS: Readonly<Record<TargetName, WriteTarget>> = {
  libs: { name: "libs", tailBytes: 76, maxFdType: 0xff, maxSyscallId: 0xffff, hasOptions: true },
  "sysdig-0.29": { name: "sysdig-0.29", tailBytes: 29, maxFdType: 16, maxSyscallId: 328, hasOptions: false },
};
