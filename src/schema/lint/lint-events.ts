import { type EventDocument, isUnused, type SchemaDocument } from "../document.ts";
import { finding, type LintFinding } from "./rules.ts";

/** Rules about events, their pairs and their versions. */
export function lintEvents(document: SchemaDocument): LintFinding[] {
  const { events } = document;
  // Tables before driver 3.0 (2022-10) knew no sources.
  const knowsSources = events.some(({ source }) => source !== "NONE");
  return [
    ...events.flatMap((event) => lintEvent(event, document, knowsSources)),
    ...events.flatMap((enter) => (enter.code % 2 === 0 ? lintPair(enter, events[enter.code + 1]) : [])),
    ...lintVersions(events),
    ...lintEnums(events),
  ];
}

const FD_FLAGS = ["DESTROYS_FD", "USES_FD", "READS_FROM_FD", "WRITES_TO_FD"];
const FD_TYPES: ReadonlySet<string> = new Set(["FD", "FD32", "FDLIST"]);

function lintEvent(event: EventDocument, document: SchemaDocument, knowsSources: boolean): LintFinding[] {
  const { code, enumName, name, flags, source, params } = event;
  const wrong = (rule: Parameters<typeof finding>[0], message: string) =>
    finding(rule, enumName, message, { code });
  const found: LintFinding[] = [];
  if (!enumName.endsWith(code % 2 === 0 ? "_E" : "_X") && !/^NA\d*$/.test(enumName))
    found.push(wrong("code-direction", `code ${code} is called ${enumName}`));
  if (name === "") found.push(wrong("event-unnamed", "the table says nothing of this code"));
  else if (isUnused(event) ? !isFreeOfUse(event) : flags.includes("UNUSED") || event.category === "UNKNOWN")
    found.push(
      wrong(
        "unused-kind",
        `${name} is of category ${event.category}, with flags ${flags.join("|") || "none"}`,
      ),
    );
  if (isUnused(event) && params.length > 0) found.push(wrong("unused-params", `${params.length} parameters`));
  if (knowsSources && !isUnused(event) && source === "NONE") found.push(wrong("source-missing", "no source"));
  if (flags.includes("LARGE_PAYLOAD") && (source === "SYSCALL" || source === "TRACEPOINT"))
    found.push(wrong("large-payload", `its source is ${source}`));
  return [...found, ...lintFds(event, document)];
}

/** Before 2023 the unused half of a pair had the category of the other. */
function isFreeOfUse({ flags, source, category }: EventDocument): boolean {
  return flags.includes("UNUSED") && (source === "NONE" || category === "UNKNOWN");
}

function lintFds(event: EventDocument, { events }: SchemaDocument): LintFinding[] {
  const { code, enumName, flags, params } = event;
  // Of old versions nothing can be mended.
  if (code % 2 === 0 || isUnused(event) || flags.includes("OLD_VERSION")) return [];
  const own = params.some(({ type }) => FD_TYPES.has(type));
  const before = events[code - 1]?.params.some(({ type }) => FD_TYPES.has(type)) ?? false;
  const claimed = flags.filter((flag) => FD_FLAGS.includes(flag));
  const found: LintFinding[] = [];
  if (claimed.length > 0 && !own && !before)
    found.push(finding("fd-param", enumName, `EF_${claimed.join(", EF_")} without an fd`, { code }));
  if (flags.includes("CREATES_FD") && !own)
    found.push(finding("fd-result", enumName, "EF_CREATES_FD without an fd", { code }));
  return found;
}

function lintPair(enter: EventDocument, exit: EventDocument | undefined): LintFinding[] {
  const { code, enumName } = enter;
  if (exit === undefined) return [finding("codes-paired", enumName, "its other half is missing", { code })];
  if (isUnused(enter) || isUnused(exit)) return [];
  const found: LintFinding[] = [];
  const place = { code: exit.code };
  if (enter.name !== exit.name)
    found.push(finding("pair-name", exit.enumName, `${enter.name} and ${exit.name}`, place));
  const kinds = [enter, exit].map(({ source, category }) => `${source}/${category}`);
  if (kinds[0] !== kinds[1]) found.push(finding("pair-category", exit.enumName, kinds.join(" and "), place));
  exit.params.forEach(({ name, type }, param) => {
    const other = enter.params.find((own) => own.name === name);
    if (other !== undefined && other.type !== type)
      found.push(
        finding(
          "pair-param-type",
          exit.enumName,
          `${name} is ${other.type} in the enter event, ${type} here`,
          {
            ...place,
            param,
          },
        ),
      );
  });
  return found;
}

/** `SYSCALL_EXECVE_19_X` is version 19 of `SYSCALL_EXECVE` that ends in `_X`. */
const VERSION = /^(.*?)(?:_(\d+))?_([EX])$/;

function lintVersions(events: readonly EventDocument[]): LintFinding[] {
  const families = new Map<string, { version: number; event: EventDocument }[]>();
  for (const event of events) {
    const [, base = event.enumName, version = "0", half] = VERSION.exec(event.enumName) ?? [];
    const key = `${base} ${half}`;
    families.set(key, [...(families.get(key) ?? []), { version: Number(version), event }]);
  }
  return [...families.values()].flatMap((members) => {
    const [newest, ...older] = members.sort((a, b) => b.version - a.version);
    return newest === undefined ? [] : older.flatMap(({ event }) => lintVersion(event, newest.event));
  });
}

function lintVersion(event: EventDocument, newest: EventDocument): LintFinding[] {
  const { code, enumName, name, flags } = event;
  if (isUnused(event) || isUnused(newest)) return [];
  const found: LintFinding[] = [];
  if (name !== newest.name)
    found.push(
      finding("version-name", enumName, `${name}, and ${newest.enumName} is ${newest.name}`, { code }),
    );
  if (!flags.includes("OLD_VERSION"))
    found.push(finding("version-old", enumName, `there is ${newest.enumName}`, { code }));
  return found;
}

function lintEnums(events: readonly EventDocument[]): LintFinding[] {
  const seen = new Set<string>();
  return events.flatMap(({ code, enumName }) => {
    if (!seen.has(enumName)) {
      seen.add(enumName);
      return [];
    }
    return [finding("enum-repeated", enumName, `code ${code} has it again`, { code })];
  });
}
