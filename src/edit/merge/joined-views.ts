import type { EventRecord } from "../../decoder/event.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import {
  isOpenedBySysdig,
  OTHER_OPTIONS,
  type OtherStates,
  type SideOptions,
  SideStates,
} from "../side-states.ts";
import { JoinedState } from "./joined-state.ts";

/** The joined state of several captures of a machine, in the recorded view and as others follow it. */
export class JoinedViews {
  private readonly recorded: JoinedState;
  private readonly current: JoinedState;
  private readonly sysdig: JoinedState;
  private readonly sides: SideStates;
  private readonly isForSysdig: boolean;

  constructor(options: SideOptions) {
    const { schema, isForSysdig } = options;
    this.recorded = new JoinedState(schema);
    this.current = new JoinedState(schema, OTHER_OPTIONS.current);
    this.sysdig = new JoinedState(schema, OTHER_OPTIONS.sysdig);
    this.sides = new SideStates({ current: this.current.current, sysdig: this.sysdig.current }, options);
    this.isForSysdig = isForSysdig;
  }

  /** What is to be known where the joined section begins. */
  get initial(): CaptureState {
    return this.recorded.initial;
  }

  /** What others are to know there. */
  get otherInitials(): OtherStates {
    const sysdig = this.sysdig.initial;
    const isOpened = this.isForSysdig || isOpenedBySysdig(sysdig);
    return { current: this.current.initial, sysdig: isOpened ? sysdig : undefined };
  }

  /** Takes what the blocks before the first event of a section tell. */
  join(head: Uint8Array): void {
    for (const each of [this.recorded, this.current, this.sysdig]) each.join(head);
  }

  /** Follows an event, of whatever capture, in the order of time. */
  apply(event: EventRecord): void {
    this.recorded.current.apply(event);
    this.sides.apply(event, this.recorded.current);
  }

  /** Copies what is still needed of the events so far, which need not be kept in memory any longer. */
  releaseEvents(): void {
    this.recorded.current.releaseEvents();
    this.sides.releaseEvents();
  }
}
