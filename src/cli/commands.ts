import type { Command } from "./command.ts";
import { BLOCKS } from "./specs/blocks.ts";
import { COMMENT } from "./specs/comment.ts";
import { COMPLETION } from "./specs/completion.ts";
import { CONVERT } from "./specs/convert.ts";
import { DOCTOR } from "./specs/doctor.ts";
import { EVENTS } from "./specs/events.ts";
import { FIELDS } from "./specs/fields.ts";
import { HASH } from "./specs/hash.ts";
import { HEAD, TAIL } from "./specs/head.ts";
import { INDEX } from "./specs/index.ts";
import { INFO } from "./specs/info.ts";
import { MERGE } from "./specs/merge.ts";
import { MINIMISE } from "./specs/minimise.ts";
import { RECORD } from "./specs/record.ts";
import { RECOVER } from "./specs/recover.ts";
import { REDACT } from "./specs/redact.ts";
import { SCHEMA_COVERAGE } from "./specs/schema-coverage.ts";
import { SCHEMA_DIFF } from "./specs/schema-diff.ts";
import { SCHEMA_DOCS } from "./specs/schema-docs.ts";
import { SCHEMA_GEN } from "./specs/schema-gen.ts";
import { SCHEMA_IMPORT } from "./specs/schema-import.ts";
import { SCHEMA_LINT } from "./specs/schema-lint.ts";
import { SCHEMA_LIST } from "./specs/schema-list.ts";
import { SCHEMA_MIGRATE } from "./specs/schema-migrate.ts";
import { SCHEMA_SHOW } from "./specs/schema-show.ts";
import { SCHEMA_SNAPSHOT } from "./specs/schema-snapshot.ts";
import { SCHEMA_VERIFY } from "./specs/schema-verify.ts";
import { SHOW } from "./specs/show.ts";
import { SLICE } from "./specs/slice.ts";
import { SPLIT } from "./specs/split.ts";
import { SYNTH } from "./specs/synth.ts";

/** The commands that have a name, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  INFO,
  BLOCKS,
  SHOW,
  DOCTOR,
  RECOVER,
  REDACT,
  CONVERT,
  SLICE,
  HEAD,
  TAIL,
  SPLIT,
  MERGE,
  COMMENT,
  INDEX,
  SYNTH,
  MINIMISE,
  HASH,
  RECORD,
  SCHEMA_LIST,
  SCHEMA_SHOW,
  SCHEMA_IMPORT,
  SCHEMA_DIFF,
  SCHEMA_LINT,
  SCHEMA_MIGRATE,
  SCHEMA_DOCS,
  SCHEMA_GEN,
  SCHEMA_VERIFY,
  SCHEMA_SNAPSHOT,
  SCHEMA_COVERAGE,
  EVENTS,
  FIELDS,
  COMPLETION,
];

/** Names of the commands that have one. */
export const COMMAND_NAMES: readonly string[] = COMMANDS.map(({ name }) => name);
