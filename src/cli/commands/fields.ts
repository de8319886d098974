import type { FieldSpec } from "../../filter/field.ts";
import type { FieldRegistry } from "../../filter/fields.ts";
import { ExitStatus, UsageError } from "../exit-status.ts";
import { fieldSpecFields } from "../fields-table/field-facts.ts";
import { renderFamily, renderFieldDetails } from "../fields-table/field-text.ts";
import { type FieldFamily, familiesOf, fieldsOf, findField } from "../fields-table/find-fields.ts";
import { jsonText } from "../json-text.ts";
import type { FieldsOptions } from "../specs/fields.ts";
import type { Terminal } from "../terminal.ts";
import type { Theme } from "../theme.ts";

/** A field to be told of in full, or a family to be listed. */
type Chosen = { readonly field: FieldSpec } | { readonly family: FieldFamily };

/** Shows the fields that filters and formats can name, or details of some. */
export async function fields(
  words: readonly string[],
  options: FieldsOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const registry = fieldsOf(options.view);
  const chosen: Chosen[] =
    words.length === 0
      ? familiesOf(registry).map((family) => ({ family }))
      : words.map((word) => find(word, registry, options.view));
  const theme = await terminal.theme(options.color ?? "auto");
  await terminal.output.print(options.json ? renderJson(chosen) : renderText(chosen, theme));
  return ExitStatus.FINE;
}

function find(word: string, registry: FieldRegistry, view: string | undefined): Chosen {
  const found = findField(registry, word);
  if (!("nearest" in found)) return found;
  const where = view === undefined ? "" : ` in the ${view} view`;
  const hint = found.nearest === undefined ? "" : `, did you mean ${found.nearest}?`;
  throw new UsageError(`there is no field "${word}"${where}${hint}`);
}

/** Each field once, whichever words named it. */
function renderText(chosen: readonly Chosen[], theme: Theme): string {
  const texts = chosen.map((one) =>
    "field" in one ? renderFieldDetails(one.field, theme) : renderFamily(one.family, theme),
  );
  return [...new Set(texts)].join("\n");
}

function renderJson(chosen: readonly Chosen[]): string {
  const specs = chosen.flatMap((one) => ("field" in one ? [one.field] : one.family.fields));
  return [...new Set(specs)].map((spec) => `${jsonText(fieldSpecFields(spec))}\n`).join("");
}
