import type { EventDocument, ParamDocument, SchemaDocument } from "../../src/schema/document.ts";

/** A mistake that a developer could make in the event table. */
export type Mutation = (document: SchemaDocument) => SchemaDocument;

/** Changes the event of a code. */
export function event(code: number, change: (event: EventDocument) => Partial<EventDocument>): Mutation {
  return (document) => ({
    ...document,
    events: document.events.map((old) => (old.code === code ? { ...old, ...change(old) } : old)),
  });
}

/** Changes the parameters of the event of a code. */
export function params(
  code: number,
  change: (params: readonly ParamDocument[]) => readonly ParamDocument[],
): Mutation {
  return event(code, (old) => ({ params: change(old.params) }));
}

/** Changes one parameter of the event of a code. */
export function param(code: number, index: number, change: Partial<ParamDocument>): Mutation {
  return params(code, (old) => old.map((spec, at) => (at === index ? { ...spec, ...change } : spec)));
}

/** A parameter without something that it refers to. */
export function paramWithout(code: number, index: number, key: keyof ParamDocument): Mutation {
  return params(code, (old) =>
    old.map((spec, at) => {
      if (at !== index) return spec;
      const { [key]: _, ...rest } = spec;
      return rest as ParamDocument;
    }),
  );
}

/** Changes the entries of a flag table. */
export function flags(
  table: string,
  change: (
    entries: SchemaDocument["flagTables"][number]["entries"],
  ) => SchemaDocument["flagTables"][number]["entries"],
): Mutation {
  return (document) => ({
    ...document,
    flagTables: document.flagTables.map((old) =>
      old.name === table ? { ...old, entries: change(old.entries) } : old,
    ),
  });
}
