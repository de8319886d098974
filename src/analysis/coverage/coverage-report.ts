import { BLOCK_TYPES, blockTypeOf } from "../../format/catalogue.ts";
import { errnoName } from "../../schema/errno.ts";
import { PARAM_TYPES } from "../../schema/param-types.ts";
import {
  EventFlag,
  type EventSpec,
  type FlagTable,
  type ParamSpec,
  type Schema,
} from "../../schema/types.ts";
import { FD_TYPES, type FdType } from "../../state/fd.ts";
import type { CoverageCollector, EventTally, ParamTally } from "./coverage-collector.ts";

/** What there is of one kind, and what of it the captures show. */
export interface CoverageGoal {
  readonly kind: CoverageKind;
  readonly items: readonly CoverageItem[];
}

/** One thing that captures can show. `count` is in how many events or blocks they do. */
export interface CoverageItem {
  readonly name: string;
  readonly count: number;
}

export type CoverageKind =
  | "events"
  | "parameters"
  | "flag values"
  | "enum values"
  | "dynamic forms"
  | "errnos"
  | "fd types"
  | "block versions";

/** What captures show of an event, as the report has it. */
export interface EventCoverage {
  readonly code: number;
  readonly name: string;
  readonly isExit: boolean;
  readonly count: number;
  readonly params: readonly ParamCoverage[];
}

/** What captures show of a parameter; named values are those of its flag table. */
export interface ParamCoverage {
  readonly name: string;
  readonly type: string;
  readonly values: number;
  readonly empty: number;
  readonly malformed: number;
  readonly seen: readonly string[];
  readonly missing: readonly string[];
}

export interface CoverageReport {
  readonly eventCount: number;
  readonly unknownEvents: number;
  readonly goals: readonly CoverageGoal[];
  readonly events: readonly EventCoverage[];
}

/** The largest number of a named errno. */
const LAST_ERRNO = 530;

/**
 * Holds what a collector saw against what a schema has. Codes without an event are no goal; event versions that current
 * drivers no longer record only where `withOld` asks for them.
 */
export function coverageReport(
  collector: CoverageCollector,
  schema: Schema,
  { withOld = false }: { withOld?: boolean } = {},
): CoverageReport {
  const tallies = goalEvents(schema, withOld).map(
    (spec): EventTally => collector.events.get(spec.code) ?? { spec, count: 0, params: [] },
  );
  const events = tallies.map(eventCoverage);
  return {
    eventCount: collector.eventCount,
    unknownEvents: collector.unknownEvents,
    events,
    goals: [
      { kind: "events", items: events.map((event) => ({ name: eventLabel(event), count: event.count })) },
      { kind: "parameters", items: events.flatMap(paramItems) },
      { kind: "flag values", items: namedItems(tallies, (table) => table.kind !== "enum") },
      { kind: "enum values", items: namedItems(tallies, (table) => table.kind === "enum") },
      { kind: "dynamic forms", items: tallies.flatMap(formItems) },
      { kind: "errnos", items: errnoItems(collector) },
      { kind: "fd types", items: fdTypeItems(collector) },
      { kind: "block versions", items: blockItems(collector) },
    ],
  };
}

/** `>read/6`: direction, name and code, because versions of an event share the name. */
export function eventLabel({ name, code, isExit }: { name: string; code: number; isExit: boolean }): string {
  return `${isExit ? "<" : ">"}${name}/${code}`;
}

function goalEvents(schema: Schema, withOld: boolean): EventSpec[] {
  const left = EventFlag.UNUSED | (withOld ? 0 : EventFlag.OLD_VERSION);
  return Array.from({ length: schema.eventCount }, (_, code) => schema.event(code)).filter(
    (spec) => spec !== undefined && (spec.flags & left) === 0,
  ) as EventSpec[];
}

function eventCoverage({ spec, count, params }: EventTally): EventCoverage {
  const { code, name, isExit } = spec;
  return {
    code,
    name,
    isExit,
    count,
    params: spec.params.map((param, k) => paramCoverage(param, params[k])),
  };
}

function paramCoverage({ name, type, flags }: ParamSpec, tally: ParamTally | undefined): ParamCoverage {
  const seen = tally?.flagsSeen;
  const entries = flags?.entries ?? [];
  return {
    name,
    type,
    values: tally?.values ?? 0,
    empty: tally?.empty ?? 0,
    malformed: tally?.malformed ?? 0,
    seen: entries.filter((_, index) => seen?.has(index)).map((entry) => entry.name),
    missing: entries.filter((_, index) => !seen?.has(index)).map((entry) => entry.name),
  };
}

function paramItems(event: EventCoverage): CoverageItem[] {
  return event.params.map(({ name, values }) => ({ name: `${eventLabel(event)} ${name}`, count: values }));
}

/**
 * Named values by table: a table that several parameters share is a goal once. Values that are too large for all of
 * these parameters are none.
 */
function namedItems(tallies: readonly EventTally[], wants: (table: FlagTable) => boolean): CoverageItem[] {
  const byTable = new Map<FlagTable, { readonly seen: Set<number>; sizeBytes: number }>();
  for (const { spec, params } of tallies) {
    spec.params.forEach(({ flags, type }, index) => {
      if (flags === undefined || !wants(flags)) return;
      const of = byTable.get(flags) ?? { seen: new Set(), sizeBytes: 0 };
      for (const entry of params[index]?.flagsSeen ?? []) of.seen.add(entry);
      of.sizeBytes = Math.max(of.sizeBytes, PARAM_TYPES[type].sizeBytes ?? 0);
      byTable.set(flags, of);
    });
  }
  return [...byTable].flatMap(([table, { seen, sizeBytes }]) =>
    table.entries.flatMap(({ name, value }, index) =>
      value >>> 0 >= 2 ** (8 * sizeBytes)
        ? []
        : [{ name: `${table.name} ${name}`, count: seen.has(index) ? 1 : 0 }],
    ),
  );
}

function formItems({ spec, params }: EventTally): CoverageItem[] {
  return spec.params.flatMap(({ name, dynamic }, index) =>
    (dynamic ?? []).map((form, k) => ({
      name: `${eventLabel(spec)} ${name} ${k}:${form.type}`,
      count: params[index]?.formsSeen.has(k) ? 1 : 0,
    })),
  );
}

function errnoItems({ errnos }: CoverageCollector): CoverageItem[] {
  const items: CoverageItem[] = [];
  for (let errno = 1; errno <= LAST_ERRNO; errno++) {
    const name = errnoName(errno);
    if (name !== undefined) items.push({ name, count: errnos.get(errno) ?? 0 });
  }
  return items;
}

function fdTypeItems({ fdTypes }: CoverageCollector): CoverageItem[] {
  const types = Object.keys(FD_TYPES) as FdType[];
  return types.map((name) => ({ name, count: fdTypes.get(name) ?? 0 }));
}

function blockItems({ blocks }: CoverageCollector): CoverageItem[] {
  const known = [...BLOCK_TYPES.values()].map(({ id, name }) => ({ name, count: blocks.get(id) ?? 0 }));
  const unknown = [...blocks].filter(([id]) => blockTypeOf(id).kind === "unknown");
  return [...known, ...unknown.map(([id, count]) => ({ name: blockTypeOf(id).name, count }))];
}
