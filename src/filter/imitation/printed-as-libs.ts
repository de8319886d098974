import { paramIndex, paramLength } from "../../decoder/params.ts";
import type { NumberFormat } from "../../schema/types.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import type { Thread } from "../../state/thread.ts";
import type { FieldResult, ReadField } from "../field.ts";
import { environmentOf } from "../fields/lineage.ts";
import type { Imitation } from "./imitate.ts";

/** Where libs HEAD prints fields otherwise than its filters have them. */
export const PRINTED_AS_LIBS: Readonly<Record<string, Imitation>> = {
  "evt.rawarg": asTheEventHasIt,
  "evt.type.is": () => () => undefined,
  "proc.aenv": ofTheProcess((thread, state) => environmentOf(state, thread).join(" ")),
  "proc.apid": ofTheProcess((thread, state) => state.leaderOf(thread)?.pid),
};

/** Numbers are printed as the event's table says, and empty parameters as 0. */
function asTheEventHasIt(own: ReadField, name = ""): ReadField {
  return (event, state) => {
    const index = paramIndex(event, name);
    const format = event.spec?.params[index]?.format;
    if (index >= 0 && index < event.paramCount && paramLength(event, index) === 0) return 0;
    const value = own(event, state);
    const isNumber = typeof value === "number" || typeof value === "bigint";
    return isNumber ? inBase(value, paramLength(event, index), format) : value;
  };
}

function inBase(value: number | bigint, sizeBytes: number, format: NumberFormat | undefined): FieldResult {
  if (format !== "HEX" && format !== "OCT") return value;
  return BigInt.asUintN(8 * sizeBytes, BigInt(value))
    .toString(format === "HEX" ? 16 : 8)
    .toUpperCase();
}

/** Where a field of all ancestors is printed without argument, libs shows the process's own. */
function ofTheProcess(read: (thread: Thread, state: CaptureState) => FieldResult): Imitation {
  return (own, argument) =>
    argument === undefined ? (_, state) => state.thread && read(state.thread, state) : own;
}
