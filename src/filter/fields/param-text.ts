import type { BufferStyle } from "../../decoder/buffer-text.ts";
import type { EventRecord } from "../../decoder/event.ts";
import { isGeneric } from "../../decoder/event-name.ts";
import { writeArguments, writeParamMeaning, writeParamRaw } from "../../decoder/param-text.ts";
import type { TextOutput } from "../../decoder/type-text.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import { composeText } from "./compose-text.ts";

/** Filters look at all of a buffer; listings cut it. */
const WHOLE_BUFFERS: BufferStyle = { form: "dotted", cut: false };

/** What parameter `index` means, or its bare value where there is nothing to say: `<f>/etc/passwd`, `ENOENT`, `42`. */
export function paramText(event: EventRecord, index: number, state: CaptureState): string {
  return compose(state, (out) => {
    writeParamMeaning(out, event, index);
    if (out.sink.length === 0) writeParamRaw(out, event, index);
  });
}

/** All parameters, `name=value(meaning)`; empty for generic events, whose parameters mean nothing. */
export function argumentsText(event: EventRecord, state: CaptureState): string {
  return isGeneric(event) ? "" : compose(state, (out) => writeArguments(out, event));
}

function compose(context: CaptureState, write: (out: TextOutput) => void): string {
  return composeText((sink) => {
    const mark = sink.length;
    write({ sink, context, buffers: WHOLE_BUFFERS });
    if (context.imitates === "sysdig") sink.keepPrintable(mark);
  });
}
