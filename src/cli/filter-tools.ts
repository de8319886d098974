/** What the printing command loads only when a filter or a format is given. */
export { compileFilter } from "../filter/compile-filter.ts";
export { defaultFields } from "../filter/default-fields.ts";
export { FilterError, renderFilterError } from "../filter/filter-error.ts";
export { compileFormat } from "../filter/format.ts";
