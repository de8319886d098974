import { PARAM_TYPES } from "../../src/schema/param-types.ts";
import { EventFlag } from "../../src/schema/types.ts";
import { check, checkWords } from "./check.ts";
import type { EventFacts, EventTableFacts, FormFacts, ParamFacts } from "./facts.ts";

type DynamicTables = EventTableFacts["dyn_tables"];

/** Rows of an event table, in the form that `src/schema/event-row.ts` explains and parses. */
export function renderEventRows(table: EventTableFacts): string[] {
  check(table.events.length === table.max, `${table.events.length} events, not ${table.max}`);
  return table.events.map((event, index) => {
    check(event.code === index, `event ${event.code} at place ${index}`);
    return renderEventRow(event, table.dyn_tables);
  });
}

/** The row of one event. */
export function renderEventRow(event: EventFacts, dynamicTables: DynamicTables): string {
  const enumName = withoutPrefix("PPME_", event.enum);
  const params = event.params.map((param) => renderParam(param, dynamicTables)).join(", ");
  checkWords([event.name, enumName]);
  return `${event.code} ${enumName} ${renderCategory(event)} ${renderFlags(event)} ${event.name}(${params})`;
}

function renderCategory({ code, category }: EventFacts): string {
  const [source = "EC_NONE", ...others] = category.source;
  check(others.length === 0, `event ${code} has several sources`);
  return [source, category.cls].map((name) => withoutPrefix("EC_", name)).join("/");
}

function renderFlags({ code, flags, flags_value }: EventFacts): string {
  const names = flags.map((name) => withoutPrefix("EF_", name));
  const mask = names.reduce((bits, name) => bits | (EventFlag[name as keyof typeof EventFlag] ?? 0), 0);
  check(mask === flags_value, `flags of event ${code} are ${flags_value}, their names give ${mask}`);
  return names.join("+") || "-";
}

function renderParam(param: ParamFacts, dynamicTables: DynamicTables): string {
  const table = param.flags_table === undefined ? "" : `=${param.flags_table}`;
  const dirfd = param.dirfd_param === undefined ? "" : `@${param.dirfd_param}`;
  const dynamic = param.dyn_table === undefined ? "" : `[${renderChoices(param, dynamicTables)}]`;
  check(/^\w+( \w+)*$/.test(param.name), `parameter name ${JSON.stringify(param.name)}`);
  return `${renderForm(param)}${table}${dirfd}${dynamic} ${param.name}`;
}

function renderChoices({ dyn_table = "", ninfo }: ParamFacts, dynamicTables: DynamicTables): string {
  const choices = dynamicTables[dyn_table] ?? [];
  check(choices.length === ninfo, `${ninfo} choices, but ${choices.length} in ${dyn_table}`);
  return choices.map(renderForm).join("|");
}

function renderForm({ type, fmt }: FormFacts): string {
  const name = withoutPrefix("PT_", type);
  check(name in PARAM_TYPES, `unknown parameter type ${type}`);
  const format = withoutPrefix("PF_", fmt);
  check(["NA", "DEC", "HEX", "OCT"].includes(format), `unknown format ${fmt}`);
  return format === "DEC" ? name : `${name}:${format}`;
}

function withoutPrefix(prefix: string, name: string): string {
  check(name.startsWith(prefix), `${name} does not begin with ${prefix}`);
  return name.slice(prefix.length);
}
