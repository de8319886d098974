import { readFile, stat } from "node:fs/promises";
import { nearestName } from "../../filter/nearest-name.ts";
import type { SchemaDocument } from "../../schema/document.ts";
import { DocumentError, parseDocument } from "../../schema/document-file.ts";
import { findPoint, type History, loadHistory } from "../../schema/history/history.ts";
import { type ImportOptions, importSchema } from "../../schema/import/import-schema.ts";
import { UsageError } from "../exit-status.ts";
import { findDriver, isDriverName } from "./driver-sources.ts";

/** A schema file of ours has a few hundred kilobytes. */
const MAX_FILE_BYTES = 64 * 2 ** 20;

/**
 * The event table that a word on the command line means: a tag of the history, a schema file, or the sources of a
 * driver (`PATH`, `PATH@REF`). Remarks on sources go to `say`. Throws a UsageError where it is none of these.
 */
export async function loadDocument(
  name: string,
  say: (text: string) => void,
  onPlace?: ImportOptions["onPlace"],
): Promise<SchemaDocument> {
  const history = await loadHistory();
  const point = findPoint(history, name);
  if (point !== undefined) return history.document(point);
  const found = await stat(name).catch(() => undefined);
  if (found?.isFile()) return readDocument(name, found.size);
  if (await isDriverName(name)) return importDocument(name, { say, ...(onPlace && { onPlace }) });
  const nearest = nearestTag(name, history);
  const hint =
    nearest === undefined ? "; scap-dump schema list shows the tags" : `, did you mean ${nearest}?`;
  throw new UsageError(`"${name}" is no tag, schema file or folder with a driver's sources${hint}`);
}

/** Numbers of sysdig's releases look like those of libs. */
function nearestTag(name: string, { points }: History): string | undefined {
  const tags = points.map(({ tag }) => tag);
  return tags.find((tag) => tag === `sysdig-${name}`) ?? nearestName(name, tags);
}

/** How sources are read. */
export interface DriverReading {
  readonly say: (text: string) => void;
  readonly tag?: string | undefined;
  readonly defines?: ReadonlyMap<string, string>;
  readonly onPlace?: ImportOptions["onPlace"];
}

/** The event table in the sources that `PATH[@REF]` names. */
export async function importDocument(
  name: string,
  { say, tag, defines, onPlace }: DriverReading,
): Promise<SchemaDocument> {
  const { files, ...known } = await findDriver(name);
  return importSchema(files, {
    ...known,
    tag: tag ?? known.tag,
    ...(defines && { defines }),
    ...(onPlace && { onPlace }),
    onRemark: ({ message }) => say(message),
  });
}

async function readDocument(path: string, sizeBytes: number): Promise<SchemaDocument> {
  if (sizeBytes > MAX_FILE_BYTES) throw new UsageError(`${path}: too large for a schema file`);
  try {
    return parseDocument(await readFile(path, "utf8"));
  } catch (error) {
    throw error instanceof DocumentError ? new UsageError(`${path}: ${error.message}`) : error;
  }
}
