import type { EventDocument, ParamDocument, SchemaDocument } from "../document.ts";
import { PARAM_TYPES } from "../param-types.ts";
import { finding, type LintFinding, type LintRuleId } from "./rules.ts";

/** Rules about the parameters of an event. */
export function lintParams(event: EventDocument, { maxParams }: SchemaDocument): LintFinding[] {
  const { code, enumName, params } = event;
  const found =
    params.length > maxParams
      ? [finding("params-count", enumName, `${params.length} parameters, ${maxParams} may be`, { code })]
      : [];
  return [...found, ...params.flatMap((param, index) => lintParam(param, index, event))];
}

function lintParam(spec: ParamDocument, param: number, event: EventDocument): LintFinding[] {
  const { code, enumName, params } = event;
  const { name, type, format } = spec;
  const found: LintFinding[] = [];
  const wrong = (rule: LintRuleId, message: string) =>
    found.push(finding(rule, enumName, message, { code, param }));
  if (name === "") wrong("param-unnamed", `parameter ${param} has no name`);
  else if (!/^\w+$/.test(name)) wrong("param-blank", `"${name}"`);
  if (params.findIndex((other) => other.name === name) < param) wrong("param-repeated", `${name} again`);
  const isNumber = PARAM_TYPES[type].sizeBytes !== null || type === "DYN";
  if (!isNumber && (format === "HEX" || format === "OCT"))
    wrong("param-format", `${name}: ${type} in ${format}`);
  if (type === "FSRELPATH" ? !isFd(params[spec.dirfdParam ?? -1]) : spec.dirfdParam !== undefined)
    wrong("dirfd-param", `${name}: ${type} from ${directoryText(spec, params)}`);
  if ((type === "DYN") !== (spec.dynamicTable !== undefined))
    wrong("dynamic-table", `${name}: ${type} with ${spec.dynamicTable ?? "no table"}`);
  const flagWish = flagTableWish(type);
  if (flagWish !== undefined && flagWish !== (spec.flagTable !== undefined))
    wrong("flag-table", `${name}: ${type} with ${spec.flagTable ?? "no table"}`);
  return found;
}

function isFd(param: ParamDocument | undefined): boolean {
  return param?.type === "FD" || param?.type === "FD32";
}

function directoryText({ dirfdParam }: ParamDocument, params: readonly ParamDocument[]): string {
  if (dirfdParam === undefined) return "no parameter";
  const directory = params[dirfdParam];
  return directory === undefined ? `parameter ${dirfdParam}` : `${directory.name}, ${directory.type}`;
}

/** Whether a type must have names of values, must not, or may. */
function flagTableWish(type: string): boolean | undefined {
  if (type === "MODE") return undefined;
  return /^(ENUM)?FLAGS/.test(type);
}
