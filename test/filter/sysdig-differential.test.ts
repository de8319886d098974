import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/capture.ts";
import { isStateOnly } from "../../src/decoder/event.ts";
import { isInternal } from "../../src/decoder/event-kind.ts";
import { compileFilter } from "../../src/filter/compile-filter.ts";
import { readGolden } from "../helpers/golden.ts";
import { describeWithReference } from "../helpers/reference.ts";
import { describeWithSysdig, sysdig } from "../helpers/sysdig.ts";
import { SYSDIG_EXPRESSIONS } from "./sysdig-expressions.ts";

const FIXTURES = fileURLToPath(new URL("../fixtures/captures", import.meta.url));
/** Hundreds of processes, on a busy machine. */
const MAX_TIME_MS = 300_000;
const GOLDENS = fileURLToPath(new URL("../golden/sysdig-0.29.3", import.meta.url));

/** Events on which filters that name certain fields differ from sysdig 0.29.3, and why. */
interface Difference {
  readonly why: string;
  readonly naming: RegExp;
  /** By capture: numbers of events, or names of the types of event. */
  readonly events: Readonly<Record<string, readonly (number | string)[] | "any">>;
}

const DIFFERENCES: readonly Difference[] = [
  {
    why: "an fd opened close-on-exec is gone after the exec, as at libs HEAD",
    naming: /fd\.|evt\.category|evt\.arg\.fd/,
    events: { p2_state: [6, 7] },
  },
  {
    why: "a datagram socket that hears from a peer keeps its own end",
    naming: /fd\./,
    events: { p2_state: [46, 47, 48] },
  },
  {
    why: "a socket connected to a mapped address keeps its protocol and so its name",
    naming: /fd\.(l4proto|name)|evt\.arg\.fd/,
    events: { p2_state: [52, 53, 54] },
  },
  {
    why: "the newest event table says that these calls use an fd",
    naming: /fd\./,
    events: { p1_render: [52, 75, 78, 79], curl_google: ["mmap"] },
  },
  {
    why: "sysdig does not apply events that fail its filter, so it misses the enter event's fd and changed memory",
    naming: /evt\.(category|buflen)|proc\.(vmsize|cwd)/,
    events: {
      p1_render: [2, 6, 79, 80, 81, 82, 83, 84, 85, 86, 89, 91, 93, 95, 97, 99, 101, 103],
      p2_state: [15, 25, 40, 94],
    },
  },
  {
    why: "unknown users and groups are <NA>, as at libs HEAD",
    naming: /(user|group)\.name/,
    events: { p1_render: [104, 105], p2_state: [97] },
  },
  {
    why: "unix sockets and listeners have no client port; sysdig says 0",
    naming: /fd\.cport/,
    events: { p1_render: [92, 93, 94, 95], p2_state: [34, 35, 36, 64, 65, 66, 83, 84] },
  },
  {
    why: "an IPv4 address never equals an IPv6 address, as at libs HEAD",
    naming: /= ::1/,
    events: { p1_render: [27, 28, 88, 89], p2_state: "any" },
  },
  {
    why: "listeners have the address they listen on",
    naming: /fd\.(sip|snet|net)/,
    events: { p1_render: [25, 26, 88, 89] },
  },
  {
    why: "sockets without addresses have none to compare; sysdig takes zeroes or what was there before",
    naming: /fd\.(ip|port|net|is_server)/,
    events: {
      p2_state: [32, 33, 42, 43, 50, 51, 56, 57, 68, 69, 79],
      curl_google: [1010, 1011, 1012, 1187, 1188, 1259, 1266, 1267, 1268, 1269, 1272],
    },
  },
  {
    why: "a thread's parent is that of its process, as at libs HEAD",
    naming: /proc\.(pname|ppid)/,
    events: { p2_state: [21, 22, 23, 95] },
  },
  {
    why: "sysdig reads a changed gid as 64 bits",
    naming: /group\.gid/,
    events: { p2_state: "any" },
  },
  {
    why: "a socket that connects is no server",
    naming: /fd\.is_server/,
    events: { p2_state: [57, 58, 59, 60] },
  },
];

describe("filters select what sysdig selects", () => {
  it("has enough of them", () => {
    expect(new Set(SYSDIG_EXPRESSIONS).size).toBeGreaterThanOrEqual(300);
  });

  for (const name of ["p1_render", "p2_state"]) {
    it(name, () => {
      const golden = readSelections(name);
      expect([...golden.keys()]).toEqual(SYSDIG_EXPRESSIONS);
      return compareAll(name, join(FIXTURES, `${name}.scap`), golden);
    });
  }
});

describeWithSysdig("sysdig lets through each filter what was recorded of it", () => {
  for (const name of ["p1_render", "p2_state"]) {
    it(name, { timeout: MAX_TIME_MS }, () => {
      const capture = join(FIXTURES, `${name}.scap`);
      const different = [...readSelections(name)].filter(([expression, numbers]) => {
        const { stdout } = sysdig("-r", capture, "-p", "%evt.num", expression);
        return stdout.trim().split(/\s+/).join(" ") !== numbers.join(" ");
      });
      expect(different.map(([expression]) => expression)).toEqual([]);
    });
  }
});

// A capture from life, with every fifth of them: it took sysdig a while.
describeWithReference(
  "filters select what sysdig selects from a recorded capture",
  ["captures", "public", "curl_google.scap"],
  (path) => {
    it("curl_google", () => compareAll("curl_google", path, readSelections("curl_google")));
  },
);

/** The events that sysdig let through each filter, as scripts/record-selections.ts recorded them. */
function readSelections(name: string): ReadonlyMap<string, readonly number[]> {
  const lines = readGolden(join(GOLDENS, `${name}.selections.txt.gz`));
  return new Map(
    lines.map((line) => {
      const [numbers, expression] = line.split("\t") as [string, string];
      return [expression, numbers === "" ? [] : numbers.split(" ").map(Number)];
    }),
  );
}

async function compareAll(
  name: string,
  path: string,
  golden: ReadonlyMap<string, readonly number[]>,
): Promise<void> {
  const ours = await selectOurs(path, [...golden.keys()]);
  const unused = new Set(DIFFERENCES.filter(({ events }) => name in events));
  const unexplained: string[] = [];
  for (const [expression, theirs] of golden) {
    const different = symmetricDifference(ours.numbers.get(expression) ?? [], theirs);
    const left = different.filter((number) => {
      const reason = reasonFor(name, expression, [number, ours.types.get(number) ?? ""]);
      if (reason !== undefined) unused.delete(reason);
      return reason === undefined;
    });
    if (left.length > 0) unexplained.push(`${expression}: ${left.slice(0, 20).join(" ")}`);
  }
  expect(unexplained).toEqual([]);
  expect([...unused].map(({ why }) => why)).toEqual([]);
}

function reasonFor(
  name: string,
  expression: string,
  event: readonly (number | string)[],
): Difference | undefined {
  return DIFFERENCES.find(({ naming, events }) => {
    const known = events[name];
    return naming.test(expression) && (known === "any" || event.some((own) => known?.includes(own)));
  });
}

/** What passes which filter, of the events that a listing shows. */
interface Selection {
  /** Numbers of events by filter. */
  readonly numbers: ReadonlyMap<string, readonly number[]>;
  /** Types by number of event. */
  readonly types: ReadonlyMap<number, string>;
}

async function selectOurs(path: string, expressions: readonly string[]): Promise<Selection> {
  const types = new Map<number, string>();
  const filters = expressions.map((text) => ({
    text,
    filter: compileFilter(text, { view: "recorded" }),
    numbers: [] as number[],
  }));
  for await (const batch of openCapture(path).batches()) {
    for (let event = batch.next(); event !== undefined; event = batch.next()) {
      const isShown = !isInternal(event.spec) && !isStateOnly(event);
      types.set(event.number, event.spec?.name ?? "");
      for (const { filter, numbers } of filters) {
        if (filter.test(event, batch.state) && isShown) numbers.push(event.number);
      }
    }
  }
  return { numbers: new Map(filters.map(({ text, numbers }) => [text, numbers])), types };
}

function symmetricDifference(a: readonly number[], b: readonly number[]): readonly number[] {
  const [inA, inB] = [new Set(a), new Set(b)];
  return [...a.filter((number) => !inB.has(number)), ...b.filter((number) => !inA.has(number))];
}
