/** What a case of the trigger says its event must hold (capture-agent/test/trigger/trigger.h). */
export interface Expectation {
  readonly caseNumber: number;
  readonly direction: ">" | "<";
  readonly event: string;
  /** Thread of the event, where the case says so. */
  readonly tid: number | undefined;
  /** Parameter → its value as `valueText` writes it; `*` is any, `#n` any of n bytes. */
  readonly params: ReadonlyMap<string, string>;
  readonly text: string;
}

/** The expectations that a trigger wrote, one a line. */
export function parseExpectations(stdout: string): Expectation[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map(parseLine);
}

function parseLine(line: string): Expectation {
  const [, number = "", name = "", rest = ""] = /^(\d+) (\S+) (.*)$/s.exec(line) ?? [];
  const params = new Map<string, string>();
  for (const [, key = "", quoted, plain = ""] of rest.matchAll(/([@\w]+)=(?:'([^']*)'|(\S*))/g)) {
    params.set(key, quoted ?? plain);
  }
  const tid = params.get("@tid");
  params.delete("@tid");
  return {
    caseNumber: Number(number),
    direction: name.startsWith(">") ? ">" : "<",
    event: name.replace(">", ""),
    tid: tid === undefined ? undefined : Number(tid),
    params,
    text: line,
  };
}
