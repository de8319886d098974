import { checkSnapshot, type SnapshotCheck } from "../../analysis/snapshot/node-snapshot-file.ts";
import { errorText } from "../error-text.ts";
import { ExitStatus, UsageError, worseOf } from "../exit-status.ts";
import { findCaptures } from "../find-captures.ts";
import { jsonText } from "../json-text.ts";
import { schemaOf } from "../schema/schema-option.ts";
import { renderSnapshotCheck } from "../snapshot/render-check.ts";
import type { SchemaSnapshotOptions } from "../specs/schema-snapshot.ts";
import type { Terminal } from "../terminal.ts";

/** Compares captures with the decoding stored beside them. */
export async function schemaSnapshot(
  words: readonly string[],
  options: SchemaSnapshotOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  if (words.length === 0) throw new UsageError("no captures given: name a DIR or CAPTUREs");
  if (options.update && options.frozen) throw new UsageError("choose one of --update and --frozen");
  const schema = await schemaOf(options, terminal.say);
  const theme = await terminal.theme(options.color ?? "auto");
  const update = options.update ? "all" : options.frozen ? "none" : "new";
  let status: ExitStatus = ExitStatus.FINE;
  for (const file of findCaptures(words)) {
    try {
      const check = await checkSnapshot(file, { update, schema });
      await terminal.output.print(options.json ? `${jsonText(check)}\n` : renderSnapshotCheck(check, theme));
      status = worseOf(status, isFailure(check) ? ExitStatus.FAILED : ExitStatus.FINE);
    } catch (error) {
      terminal.say(`${file}: ${errorText(error)}`);
      status = ExitStatus.FAILED;
    }
  }
  return status;
}

function isFailure({ status }: SnapshotCheck): boolean {
  return status === "changed" || status === "missing";
}
