import { type Capture, openCapture } from "../../capture/capture.ts";
import type { View } from "../../decoder/view.ts";
import type { OnDamage } from "../../format/errors.ts";
import { currentSchema } from "../../schema/current.ts";
import type { Schema } from "../../schema/types.ts";
import { UsageError } from "../exit-status.ts";
import { indexOptions } from "../index/side-car.ts";

/**
 * The schema that `--schema` names, else the newest. Throws a UsageError for what is no schema, and where events are to
 * be shown as the newest table has them.
 */
export async function schemaOf(
  { schema: name, view }: { readonly schema: string | undefined; readonly view?: View | undefined },
  say: (text: string) => void,
): Promise<Schema> {
  if (name === undefined) return currentSchema;
  if (view === "current")
    throw new UsageError("--view current shows events as the newest table has them: leave --schema out");
  // The history and the reading of sources are loaded only where they are asked for.
  const [{ loadDocument }, { createDecodingSchema }] = await Promise.all([
    import("./load-document.ts"),
    import("../../schema/create-decoding-schema.ts"),
  ]);
  return createDecodingSchema(await loadDocument(name, say));
}

/**
 * What opens captures by name to decode them with a schema; `-` is standard input. Buffers can be reused by commands that
 * are done with an event before they ask for the next.
 */
export function openerWith(
  schema: Schema,
  { reusesBuffers = false, index }: OpeningOptions = {},
): (file: string, onDamage: OnDamage) => Capture {
  return (file, onDamage) =>
    openCapture(file, {
      onDamage,
      schema,
      reusesBuffers,
      ...(index && indexOptions(file, index.isDeclined, index.say)),
    });
}

export interface OpeningOptions {
  readonly reusesBuffers?: boolean;
  /** For commands that pass over what an index tells that they need not read. */
  readonly index?: { readonly isDeclined: boolean; readonly say: (text: string) => void };
}
