import { createDocumentSchema } from "./create-document-schema.ts";
import { findPoint, loadHistory } from "./history/history.ts";
import { EventFlag, type EventSpec, type Schema } from "./types.ts";

let loaded: Promise<Schema | undefined> | undefined;

/** The event table of sysdig 0.29.3 (libs of March 2022), for output that is to equal that program's. */
export function loadSysdigSchema(): Promise<Schema | undefined> {
  loaded ??= loadHistory().then((history) => {
    const point = findPoint(history, "sysdig-0.29.3");
    return point && mended(createDocumentSchema(history.document(point)));
  });
  return loaded;
}

/**
 * What a reader with the table `known` sees of events: not those it lacks, no parameters added since, and what events do
 * with fds as it has it.
 */
export function asKnownTo(known: Schema, schema: Schema): Schema {
  const specs = new Map<number, EventSpec | undefined>();
  return {
    ...schema,
    event(code) {
      if (!specs.has(code)) specs.set(code, narrowed(schema.event(code), known.event(code)));
      return specs.get(code);
    },
  };
}

function narrowed(spec: EventSpec | undefined, known: EventSpec | undefined): EventSpec | undefined {
  if (spec === undefined || known === undefined) return undefined;
  const flags = known.flags | (spec.flags & EventFlag.LARGE_PAYLOAD);
  return { ...spec, flags, params: spec.params.slice(0, known.params.length) };
}

/** Days before the release, enter events counted their parameters wrongly where they refer to the directory fd. */
function mended(schema: Schema): Schema {
  const specs = new Map<number, EventSpec | undefined>();
  return {
    ...schema,
    event(code) {
      if (!specs.has(code)) specs.set(code, withDirectories(schema.event(code)));
      return specs.get(code);
    },
  };
}

function withDirectories(spec: EventSpec | undefined): EventSpec | undefined {
  if (spec === undefined) return undefined;
  const isWrong = (index: number | undefined) => index !== undefined && spec.params[index]?.type !== "FD";
  const first = spec.params.findIndex(({ type }) => type === "FD");
  const params = spec.params.map((param) =>
    isWrong(param.dirfdParam) ? { ...param, dirfdParam: first < 0 ? undefined : first } : param,
  );
  return { ...spec, params };
}
