import type { EventRecord } from "../../decoder/event.ts";
import { locateParams, paramLength, paramStart } from "../../decoder/params.ts";
import { WRITE_TARGETS } from "../../format/write-target.ts";
import { conversionRule } from "../../schema/conversion.ts";
import { syscallName } from "../../schema/syscalls.ts";
import { EventFlag } from "../../schema/types.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import { concernsFd, eventFd } from "../../state/event-fd.ts";
import { UNKNOWN_NAME } from "../../state/thread.ts";
import type { Findings } from "./findings.ts";

/** Checks events one after the other, with the state at each. */
export class EventChecks {
  private readonly findings: Findings;
  private lastHigh = 0;
  private lastLow = 0;

  constructor(findings: Findings) {
    this.findings = findings;
  }

  check(event: EventRecord, state: CaptureState, isLargeBlock: boolean): void {
    this.checkTime(event);
    if (event.spec === undefined) this.note("event-unknown", event, `code ${event.code}`);
    else this.checkShape(event, isLargeBlock);
    this.checkState(event, state);
  }

  private checkTime(event: EventRecord): void {
    const { tsHigh, tsLow } = event;
    if (tsHigh < this.lastHigh || (tsHigh === this.lastHigh && tsLow < this.lastLow))
      this.note("time-backwards", event);
    this.lastHigh = tsHigh;
    this.lastLow = tsLow;
  }

  private checkShape(event: EventRecord, isLargeBlock: boolean): void {
    const { spec, paramCount } = event;
    if (spec === undefined) return;
    const isLargeType = (spec.flags & EventFlag.LARGE_PAYLOAD) !== 0;
    if (isLargeType !== isLargeBlock) this.note("event-large-mixed", event, spec.enumName);
    const syscall = genericSyscall(event);
    if (syscall > WRITE_TARGETS["sysdig-0.29"].maxSyscallId)
      this.note("syscall-new", event, syscallName(syscall) ?? `system call ${syscall}`);
    if (locateParams(event) > 0) this.note("event-slack", event, spec.enumName);
    const isManaged = (spec.flags & EventFlag.CONVERTER_MANAGED) !== 0;
    if (
      isManaged &&
      spec.isExit &&
      paramCount < spec.params.length &&
      conversionRule(spec.code, paramCount) === undefined
    )
      this.note(
        "event-few-params",
        event,
        `${spec.enumName} has ${paramCount}, the table ${spec.params.length}`,
      );
    if (paramCount > spec.params.length)
      this.note(
        "event-surplus-params",
        event,
        `${spec.enumName} has ${paramCount}, the table ${spec.params.length}`,
      );
  }

  private checkState(event: EventRecord, state: CaptureState): void {
    const { thread } = state;
    if (event.tid >= 0 && (thread === undefined || thread.comm === UNKNOWN_NAME))
      this.note("unknown-threads", event, `tid ${event.tid}`);
    if (thread === undefined || !concernsFd(event)) return;
    const { number, entry } = eventFd(event, state);
    if (number !== undefined && number >= 0 && entry === undefined)
      this.note("unknown-fds", event, `fd ${number} of tid ${event.tid}`);
  }

  private note(rule: Parameters<Findings["note"]>[0], { offset, number }: EventRecord, detail = ""): void {
    this.findings.note(rule, offset, detail, number);
  }
}

/** libs' number of the system call of a generic event; -1 for others. */
function genericSyscall(event: EventRecord): number {
  const { spec, view, littleEndian } = event;
  if (spec?.params[0]?.type !== "SYSCALLID" || paramLength(event, 0) !== 2) return -1;
  return view.getUint16(paramStart(event, 0), littleEndian);
}
