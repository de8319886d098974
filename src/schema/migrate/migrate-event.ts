import type { SchemaChange } from "../diff/change.ts";
import { diffSchemas } from "../diff/diff-schemas.ts";
import type { EventDocument, ParamDocument, SchemaDocument } from "../document.ts";
import { type Conversion, convertSymbolically } from "./convert-symbolically.ts";

/** How an event of one table reads under another. */
export interface Migration {
  readonly before: EventDocument;
  /** Undefined where the other table does not have the code. */
  readonly after: EventDocument | undefined;
  /** Place by place: what was written, and what readers with the other table take it for. */
  readonly params: readonly MigratedParam[];
  /** Of the event, and of the names and forms of its values, as far as those make old bytes another thing. */
  readonly changes: readonly SchemaChange[];
  /** What the current view makes of it; only where the other table is the newest, to which the rules lead. */
  readonly conversion?: Conversion;
}

export interface MigratedParam {
  readonly written: ParamDocument | undefined;
  readonly read: ParamDocument | undefined;
}

/** Explains how the events of a code or name of a table read under another. */
export function migrateEvents(
  before: SchemaDocument,
  after: SchemaDocument,
  { codes, isNewest }: { readonly codes: readonly number[]; readonly isNewest: boolean },
): Migration[] {
  const changes = diffSchemas(before, after);
  return codes.flatMap((code) => {
    const old = before.events[code];
    if (old === undefined) return [];
    const now = after.events[code];
    const count = Math.max(old.params.length, now?.params.length ?? 0);
    const params = Array.from({ length: count }, (_, at) => ({
      written: old.params[at],
      read: now?.params[at],
    }));
    const tables = tablesOf([...old.params, ...(now?.params ?? [])]);
    const own = changes.filter((change) => change.code === code || changesValues(change, tables));
    const conversion = isNewest ? { conversion: convertSymbolically(old, before, after) } : {};
    return [{ before: old, after: now, params, changes: own, ...conversion }];
  });
}

/** Tables that name the values of parameters, or give them their forms. */
function tablesOf(params: readonly ParamDocument[]): ReadonlySet<string | undefined> {
  return new Set(params.flatMap(({ flagTable, dynamicTable }) => [flagTable, dynamicTable]));
}

/** Names that are only added, or go, are no matter of how an event reads. */
function changesValues({ table, severity }: SchemaChange, tables: ReadonlySet<string | undefined>): boolean {
  return table !== undefined && severity !== "compatible" && tables.has(table);
}
