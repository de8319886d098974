import { EventReader } from "../../../src/capture/event-reader.ts";
import type { View } from "../../../src/decoder/view.ts";
import type { FieldResult } from "../../../src/filter/field.ts";
import { ALL_FIELDS } from "../../../src/filter/fields/all.ts";
import { BlockFramer } from "../../../src/format/framing.ts";
import { currentSchema } from "../../../src/schema/current.ts";

/** The values of fields, such as `proc.aname[2]`, for every event of a capture. */
export function readFields(
  capture: Uint8Array,
  names: readonly string[],
  view: View = "recorded",
): FieldResult[][] {
  const fail = () => {
    throw new Error("the capture is sound");
  };
  const readers = names.map((name) => compile(name, view));
  const reader = new EventReader(currentSchema, fail, { view });
  const framer = new BlockFramer(fail);
  const rows: FieldResult[][] = [];
  for (const batch of [...framer.push(capture), ...framer.finish()]) {
    reader.load(batch);
    for (let event = reader.next(); event !== undefined; event = reader.next()) {
      const taken = event;
      rows.push(readers.map((read) => read(taken, reader.state)));
    }
  }
  return rows;
}

/** The values of one field. */
export function readField(capture: Uint8Array, name: string, view: View = "recorded"): FieldResult[] {
  return readFields(capture, [name], view).map(([value]) => value);
}

function compile(name: string, view: View) {
  const [, own = name, argument] = /^([^[]*)\[(.*)\]$/.exec(name) ?? [];
  const field = ALL_FIELDS.find((candidate) => candidate.name === own);
  if (field === undefined) throw new Error(`no field ${own}`);
  return field.compile(argument, view);
}
