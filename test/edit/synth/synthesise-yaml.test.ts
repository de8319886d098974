import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { specSchemaDocument } from "../../../src/edit/synth/spec-schema.ts";
import { synthesise } from "../../../src/edit/synth/synthesise.ts";
import { synthesiseYaml } from "../../../src/edit/synth/synthesise-yaml.ts";

const SCHEMA_FILE = fileURLToPath(new URL("../../../docs/synth.schema.json", import.meta.url));

describe("synthesiseYaml", () => {
  it("makes the same of YAML as of plain data", () => {
    const yaml = `
start: 18446744073709551615
machine: {hostname: web, memory: 8Gi}
events:
  - event: "<openat"
    tid: 7
    params: {fd: 3, flags: [O_RDONLY], ino: 18446744073709551615}
---
events: []
`;
    const spec = {
      start: 2n ** 64n - 1n,
      machine: { hostname: "web", memory: 2n ** 33n },
      events: [{ event: "<openat", tid: 7, params: { fd: 3, flags: 1, ino: 2n ** 64n - 1n } }],
    };
    expect(synthesiseYaml(yaml)).toEqual(synthesise([spec, { events: [] }]));
  });

  it.each([
    [
      "events:\n  - event: '<close'\n    params:\n      fdd: 3\n",
      'line 4, column 12: events[0].params.fdd: close has no parameter "fdd"',
    ],
    ["machine:\n  cpu: 1\n", 'line 2, column 8: machine.cpu: "cpu" is not known here; did you mean "cpus"?'],
    ["events: [{tid: 1}]\n", 'line 1, column 10: events[0]: "event" is missing'],
    ["a: [1\nb: 2\n", "line 2, column 1: "],
    ["---\nevents: []\n---\nstart: noon\n", 'line 4, column 8: start: "noon" is no time'],
    ["", "the description is empty"],
    ["- 1\n", "line 1, column 1: a map is needed here, not a list"],
    ["a: &a [x]\nb: *nothing\n", "Unresolved alias"],
    ["a: &a {b: [*a]}\n", "an alias stands inside of what it names"],
    ["x".repeat(1000), `a map is needed here, not "${"x".repeat(60)}…"`],
  ])("says where %j is wrong", (yaml, message) => {
    expect(() => synthesiseYaml(yaml)).toThrow(message);
  });

  it("is not led astray by aliases of aliases", () => {
    const bomb = ["a0: &a0 [x, x, x, x]"];
    for (let k = 1; k < 20; k++) bomb.push(`a${k}: &a${k} [*a${k - 1}, *a${k - 1}, *a${k - 1}, *a${k - 1}]`);
    expect(() => synthesiseYaml(bomb.join("\n"))).toThrow("alias");
  });

  it("ships the schema it checks against", () => {
    expect(JSON.parse(readFileSync(SCHEMA_FILE, "utf8"))).toEqual(specSchemaDocument());
  });
});
