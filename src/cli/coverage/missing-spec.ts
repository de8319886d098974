import type { CoverageItem, CoverageKind, CoverageReport } from "../../analysis/coverage/coverage-report.ts";
import type { CaptureSpec, FdSpec, GivenValue, SynthEvent } from "../../edit/synth/capture-spec.ts";
import { PARAM_TYPES } from "../../schema/param-types.ts";
import type { EventSpec, FlagTable, ParamSpec, ParamType, Schema } from "../../schema/types.ts";

/** The thread whose events they are. */
const TID = 1000;
/** Fds of the thread that stand for the kinds that are missing begin here. */
const FIRST_FD = 10;

/**
 * Describes a capture, for `synth`, that shows what a report says no capture does: an event with values for all its
 * parameters for each event or parameter that is missing, one for each named value, form and errno, and an fd for each
 * kind. Versions of blocks are not among it: a section has one of each, to be chosen by hand.
 */
export function missingSpec(report: CoverageReport, schema: Schema): CaptureSpec {
  const kinds = missingOf(report, "fd types");
  const fds = kinds.flatMap((kind, k) => fdOfKind(kind, FIRST_FD + k));
  return {
    threads: [{ tid: TID, exepath: "/usr/bin/synth", fds }],
    events: [
      // First, as the others close and replace fds.
      ...fds.map(({ fd }) => ({ event: "<read", tid: TID, params: { res: 0, fd } })),
      ...missingEvents(report, schema),
      ...missingNames(report, schema),
      ...missingErrnos(report),
    ],
  };
}

function missingOf({ goals }: CoverageReport, kind: CoverageKind): string[] {
  const items: readonly CoverageItem[] = goals.find((goal) => goal.kind === kind)?.items ?? [];
  return items.filter(({ count }) => count === 0).map(({ name }) => name);
}

/** Events of which something is missing: all of it, a parameter's value, or a form of a value. */
function missingEvents({ events }: CoverageReport, schema: Schema): SynthEvent[] {
  return events.flatMap(({ code, count, params }) => {
    const spec = schema.event(code);
    const isWhole = count > 0 && params.every(({ values }) => values > 0);
    if (spec === undefined) return [];
    return [...(isWhole ? [] : [sampleEvent(spec)]), ...formEvents(spec)];
  });
}

/** An event for each form that a parameter of it can have. */
function formEvents(spec: EventSpec): SynthEvent[] {
  return spec.params.flatMap(({ dynamic }, index) =>
    (dynamic ?? []).map((form) =>
      withValue(spec, index, { type: form.type, value: sampleValue({ ...form, name: "" }) }),
    ),
  );
}

/** An event for each value that a table names and no event shows, with the first parameter that has the table. */
function missingNames(report: CoverageReport, schema: Schema): SynthEvent[] {
  const names = new Set([...missingOf(report, "flag values"), ...missingOf(report, "enum values")]);
  const done = new Set<FlagTable>();
  return report.events.flatMap(({ code }) => {
    const spec = schema.event(code);
    return (spec?.params ?? []).flatMap(({ flags, type }, index) => {
      if (spec === undefined || flags === undefined || done.has(flags)) return [];
      const missing = flags.entries.filter(({ name }) => names.has(`${flags.name} ${name}`));
      const fitting = missing.filter(({ value }) => fits(type, value));
      if (fitting.length === missing.length) done.add(flags);
      return fitting.map(({ name }) => withValue(spec, index, name));
    });
  });
}

function missingErrnos(report: CoverageReport): SynthEvent[] {
  return missingOf(report, "errnos").map((name) => ({
    event: "<close",
    tid: TID,
    params: { res: name, fd: -1 },
  }));
}

function sampleEvent(spec: EventSpec): SynthEvent {
  return { event: spec.enumName, tid: TID, params: spec.params.map(sampleValue) };
}

function withValue(spec: EventSpec, index: number, value: GivenValue): SynthEvent {
  const params = spec.params.map((param, k) => (k === index ? value : sampleValue(param)));
  return { event: spec.enumName, tid: TID, params };
}

/** Some value of a parameter's type, as descriptions have it. */
function sampleValue({
  type,
  flags,
  dynamic,
}: Pick<ParamSpec, "name" | "type" | "flags" | "dynamic">): GivenValue {
  if (flags !== undefined) return flags.entries.find(({ value }) => fits(type, value))?.name ?? 0;
  const [form] = dynamic ?? [];
  if (form !== undefined) return { type: form.type, value: sampleValue({ ...form, name: "" }) };
  return SAMPLES[type] ?? 1;
}

/** Some tables name values that are too large for some of the parameters that have them. */
function fits(type: ParamType, value: number): boolean {
  return value >>> 0 < 2 ** (8 * (PARAM_TYPES[type].sizeBytes ?? 0));
}

const SAMPLES: Readonly<Partial<Record<ParamType, GivenValue>>> = {
  CHARBUF: "text",
  BYTEBUF: "bytes",
  FSPATH: "/tmp/file",
  FSRELPATH: "file",
  ERRNO: 0,
  SOCKADDR: "10.0.0.2:80",
  SOCKTUPLE: "10.0.0.1:40000->10.0.0.2:80",
  FDLIST: [{ fd: 3, flags: 1 }],
  IPV4ADDR: "10.0.0.1",
  IPV6ADDR: "::1",
  CHARBUFARRAY: ["one", "two"],
  CHARBUF_PAIR_ARRAY: ["name", "value"],
};

/** An fd of a kind, as far as the lists of captures have it. */
function fdOfKind(kind: string, fd: number): FdSpec[] {
  if (kind === "unknown") return [];
  const name = "/tmp/file";
  const sockets: Readonly<Record<string, FdSpec>> = {
    ipv4: { fd, tuple: "10.0.0.1:40000->10.0.0.2:80" },
    ipv6: { fd, tuple: "[::1]:40000->[::2]:80" },
    "ipv4-server": { fd, address: "0.0.0.0:80" },
    "ipv6-server": { fd, address: "[::]:80" },
  };
  // The kinds of the state are those of the lists.
  return [sockets[kind] ?? { fd, kind: kind as NonNullable<FdSpec["kind"]>, name }];
}
