import type { EventFields } from "../format/write-event.ts";
import { type EventRecord, timestampNs } from "./event.ts";
import { borrowParam } from "./params.ts";

/** What `writeEvent` needs to write a recorded event again; parameters are borrowed. Flags of 0 are left out. */
export function eventFieldsOf(event: EventRecord): EventFields {
  return {
    cpu: event.cpu,
    dumpFlags: event.dumpFlags === 0 ? undefined : event.dumpFlags,
    tsNs: timestampNs(event),
    tid: event.tid,
    code: event.code,
    isLarge: event.lengthWidth === 4,
    params: Array.from({ length: event.paramCount }, (_, index) => borrowParam(event, index)),
  };
}
