import { createSchema } from "./create-schema.ts";
import { CURRENT_VERSION, EVENT_ROWS } from "./events.gen.ts";
import { createFlagTables } from "./flag-tables.ts";
import { FLAG_ROWS } from "./flags.gen.ts";
import type { Schema } from "./types.ts";

/** The newest event table known (libs HEAD), to which older events are converted. */
export const currentSchema: Schema = createSchema(CURRENT_VERSION, EVENT_ROWS, createFlagTables(FLAG_ROWS));
