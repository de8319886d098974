import { type EventRecord, readI64 } from "../../decoder/event.ts";
import { readUnsigned } from "../../decoder/number-text.ts";
import { isMalformed } from "../../decoder/param-value.ts";
import { paramLength, paramStart } from "../../decoder/params.ts";
import { AT_FDCWD } from "../../decoder/type-text.ts";
import { errnoName } from "../../schema/errno.ts";
import { PARAM_TYPES } from "../../schema/param-types.ts";
import { signalName } from "../../schema/signals.ts";
import { syscallName } from "../../schema/syscalls.ts";
import type { FlagTable, ParamSpec, ParamType } from "../../schema/types.ts";
import type { VerifyRuleId } from "./rules.ts";

/** Told of what is wrong with a parameter. */
export type OnParamFinding = (rule: VerifyRuleId, param: ParamSpec, detail: string) => void;

type CheckValue = (
  param: ParamSpec,
  event: EventRecord,
  start: number,
  length: number,
  report: OnParamFinding,
) => void;

/** The largest errno that the kernel returns (MAX_ERRNO). */
const MAX_ERRNO = 4095;

/** Checks each parameter that the event carries and its table knows, strictly; an empty one is "no value" and fine. */
export function checkParams(event: EventRecord, report: OnParamFinding): void {
  const params = event.spec?.params ?? [];
  const count = Math.min(event.paramCount, params.length);
  for (let index = 0; index < count; index++) {
    const length = paramLength(event, index);
    if (length > 0) checkParam(params[index] as ParamSpec, event, index, length, report);
  }
}

function checkParam(
  param: ParamSpec,
  event: EventRecord,
  index: number,
  length: number,
  report: OnParamFinding,
): void {
  const { sizeBytes } = PARAM_TYPES[param.type];
  if (sizeBytes !== null && length !== sizeBytes) {
    report("length-mismatch", param, `${length} bytes, ${param.type} has ${sizeBytes}`);
  } else if (sizeBytes === null && isMalformed(event, index)) {
    report("value-malformed", param, `${length} bytes are no ${param.type}`);
  } else CHECKS[param.type]?.(param, event, paramStart(event, index), length, report);
}

const checkText: CheckValue = (param, { bytes }, start, length, report) => {
  const nul = bytes.subarray(start, start + length).indexOf(0);
  if (nul < 0) report("text-open", param, `${length} bytes without a NUL`);
  else if (nul !== length - 1)
    report("text-surplus", param, `${length - 1 - nul} of ${length} bytes behind the NUL`);
};

const checkTexts: CheckValue = (param, { bytes }, start, length, report) => {
  if (bytes[start + length - 1] !== 0) report("text-open", param, `${length} bytes that do not end in a NUL`);
};

const checkErrno: CheckValue = (param, { view, littleEndian }, start, _, report) => {
  checkResult(param, readI64(view, start, littleEndian), report);
};

const checkFd: CheckValue = (param, event, start, length, report) => {
  const { view, littleEndian } = event;
  const fd = length === 4 ? view.getInt32(start, littleEndian) : readI64(view, start, littleEndian);
  if (fd !== AT_FDCWD) checkResult(param, fd, report);
};

function checkResult(param: ParamSpec, value: number, report: OnParamFinding): void {
  if (value < 0 && (value < -MAX_ERRNO || errnoName(-value) === undefined))
    report("errno-unknown", param, `value ${value}`);
}

const checkFlags: CheckValue = (param, event, start, length, report) => {
  const { flags } = param;
  if (flags === undefined) return;
  const value = readUnsigned(event, start, length);
  if (flags.kind === "enum") {
    if (!isNamed(flags, value)) report("enum-unknown", param, `value ${value}`);
    return;
  }
  const unnamed = (value & ~bitsOf(flags)) >>> 0;
  if (unnamed !== 0)
    report("flags-unknown", param, `bits 0x${unnamed.toString(16)} of 0x${value.toString(16)}`);
};

const checkSignal: CheckValue = (param, { bytes }, start, _, report) => {
  const signal = bytes[start] as number;
  if (signal !== 0 && signalName(signal) === undefined) report("signal-unknown", param, `signal ${signal}`);
};

const checkSyscall: CheckValue = (param, event, start, length, report) => {
  const code = readUnsigned(event, start, length);
  if (syscallName(code) === undefined) report("syscall-unknown", param, `system call ${code}`);
};

const CHECKS: Readonly<Partial<Record<ParamType, CheckValue>>> = {
  CHARBUF: checkText,
  FSPATH: checkText,
  FSRELPATH: checkText,
  CHARBUFARRAY: checkTexts,
  CHARBUF_PAIR_ARRAY: checkTexts,
  ERRNO: checkErrno,
  FD: checkFd,
  FD32: checkFd,
  FLAGS8: checkFlags,
  FLAGS16: checkFlags,
  FLAGS32: checkFlags,
  MODE: checkFlags,
  ENUMFLAGS8: checkFlags,
  ENUMFLAGS16: checkFlags,
  ENUMFLAGS32: checkFlags,
  SIGTYPE: checkSignal,
  SYSCALLID: checkSyscall,
};

/** What a table names, found once for each. */
interface NamedValues {
  readonly values: ReadonlySet<number>;
  readonly bits: number;
}

const namedByTable = new WeakMap<FlagTable, NamedValues>();

function isNamed(table: FlagTable, value: number): boolean {
  return namedOf(table).values.has(value);
}

function bitsOf(table: FlagTable): number {
  return namedOf(table).bits;
}

function namedOf(table: FlagTable): NamedValues {
  let named = namedByTable.get(table);
  if (named === undefined) {
    const values = table.entries.map(({ value }) => value);
    named = { values: new Set(values), bits: values.reduce((bits, value) => bits | value, 0) };
    namedByTable.set(table, named);
  }
  return named;
}
