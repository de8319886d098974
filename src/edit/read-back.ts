import { EventReader } from "../capture/event-reader.ts";
import { BlockFramer } from "../format/framing.ts";
import type { Schema } from "../schema/types.ts";
import type { CaptureState, StateOptions } from "../state/capture-state.ts";

/**
 * The state that the beginning of a section tells: its lists, and the events for the state alone that may follow them.
 * What is damaged is passed over.
 */
export function stateOfHead(head: Uint8Array, schema: Schema, options: StateOptions = {}): CaptureState {
  const framer = new BlockFramer(() => {});
  const reader = new EventReader(schema, () => {}, options);
  for (const batch of [...framer.push(head), ...framer.finish()]) {
    reader.load(batch);
    reader.leave();
  }
  reader.settle();
  return reader.state;
}
