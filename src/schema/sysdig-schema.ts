import { createDocumentSchema } from "./create-document-schema.ts";
import { findPoint, loadHistory } from "./history/history.ts";
import type { EventSpec, Schema } from "./types.ts";

let loaded: Promise<Schema | undefined> | undefined;

/** The event table of sysdig 0.29.3 (libs of March 2022), for output that is to equal that program's. */
export function loadSysdigSchema(): Promise<Schema | undefined> {
  loaded ??= loadHistory().then((history) => {
    const point = findPoint(history, "sysdig-0.29.3");
    return point && mended(createDocumentSchema(history.document(point)));
  });
  return loaded;
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
