import type { EventSpec } from "../schema/types.ts";

/**
 * Keeps what `derive` makes of a row of the event table. Found by the event's code: an array is much faster than a
 * WeakMap, which only serves rows of the tables before, where several take turns.
 */
export function cachedBySpec<T>(derive: (spec: EventSpec) => T): (spec: EventSpec) => T {
  const latest: ({ readonly spec: EventSpec; readonly value: T } | undefined)[] = [];
  const all = new WeakMap<EventSpec, { readonly spec: EventSpec; readonly value: T }>();

  function look(spec: EventSpec): T {
    const found = all.get(spec) ?? { spec, value: derive(spec) };
    all.set(spec, found);
    while (latest.length <= spec.code) latest.push(undefined);
    latest[spec.code] = found;
    return found.value;
  }

  return (spec) => {
    const found = latest[spec.code];
    return found !== undefined && found.spec === spec ? found.value : look(spec);
  };
}
