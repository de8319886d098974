import type { EventRecord } from "../decoder/event.ts";
import type { View } from "../decoder/view.ts";
import type { Filter } from "../filter/compile-filter.ts";
import type { SummaryTest } from "../filter/event-summary.ts";
import type { Schema } from "../schema/types.ts";
import type { CaptureState } from "../state/capture-state.ts";
import { UsageError } from "./exit-status.ts";

/** Whether an event is wanted. */
export type WantsEvent = (event: EventRecord, state: CaptureState) => boolean;

/** What the command line says about which events are wanted. */
export interface WantedEvents {
  readonly view: View;
  readonly schema: Schema;
  /** Told of what works but is hardly meant. */
  readonly warn: (message: string) => void;
  readonly filter: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** The condition on events. */
export interface EventCondition {
  readonly test: WantsEvent;
  /** Whether one of the events of a stretch may be wanted; undefined where all events must be tested. */
  readonly mayPass: SummaryTest | undefined;
  /** The filters of which all must pass. */
  readonly filters: readonly Filter[];
}

/** The condition on events; undefined where all are wanted. Throws a UsageError for filters and times there are not. */
export async function compileWanted(wanted: WantedEvents): Promise<EventCondition | undefined> {
  const { filter, from, to } = wanted;
  if (filter === undefined && from === undefined && to === undefined) return undefined;
  const compile = await loadCompiler(wanted);
  const filters: Filter[] = [];
  if (from !== undefined) filters.push(compileTime("--from", from, compile, `evt.time >= ${from}`));
  if (to !== undefined) filters.push(compileTime("--to", to, compile, `evt.time <= ${to}`));
  if (filter !== undefined) filters.push(compile(filter));
  return { test: allPass(filters), mayPass: allMayPass(filters), filters };
}

function allPass(filters: readonly Filter[]): WantsEvent {
  const [first] = filters;
  if (first !== undefined && filters.length === 1) return first.test;
  return (event, state) => {
    let passes = true;
    // Each is asked of every event: some relate to the events before.
    for (const each of filters) if (!each.test(event, state)) passes = false;
    return passes;
  };
}

function allMayPass(filters: readonly Filter[]): SummaryTest | undefined {
  if (filters.some(({ mayPass }) => mayPass === undefined)) return undefined;
  return (summary) => filters.every(({ mayPass }) => mayPass?.(summary));
}

type Compile = (text: string) => Filter;

/** Filters are loaded only where one is given. */
async function loadCompiler({ view, schema, warn }: WantedEvents): Promise<Compile> {
  const { compileFilter, FilterError, renderFilterError } = await import("./filter-tools.ts");
  return (text) => {
    try {
      return compileFilter(text, {
        view,
        schema,
        warn: ({ message, start }) => warn(`column ${start + 1}: ${message}`),
      });
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
      throw new UsageError(renderFilterError(text, error), { isWhole: true });
    }
  };
}

function compileTime(option: string, value: string, compile: Compile, text: string): Filter {
  if (/^[\d+:.TZ\sa-zA-Z-]+$/.test(value)) {
    try {
      return compile(text);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
    }
  }
  throw new UsageError(
    `${option} wants a time such as 17:35:48.5, 2018-08-17T17:35:48Z or +2s, not "${value}"`,
  );
}
