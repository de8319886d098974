import { describe, expect, it } from "vitest";
import { defaultFields } from "../../src/filter/default-fields.ts";
import type { FilterWarning } from "../../src/filter/filter-error.ts";
import { compile } from "./sample-fields.ts";

describe("warnings", () => {
  const fields = defaultFields();

  it.each([
    [
      "fd.name != /etc",
      [
        "absent-field 0-15: fd.name != … is false for events without fd.name; 'not fd.name = …' is true for them",
      ],
    ],
    [
      "evt.type = open and fd.name != a",
      [
        "absent-field 20-32: fd.name != … is false for events without fd.name; 'not fd.name = …' is true for them",
      ],
    ],
    [
      "proc.env[HOME] != a",
      [
        "absent-field 0-19: proc.env[HOME] != … is false for events without proc.env[HOME]; 'not proc.env[HOME] = …' is true for them",
      ],
    ],
    ["not fd.name = /etc", []],
    ["fd.name exists and fd.name != a", []],
    ["fd.name startswith / and fd.name != /etc", []],
    ["fd.name startswith / and (fd.name != /etc or fd.name != /usr)", []],
    ["fd.name != a or not fd.name exists", []],
    ["evt.num != 1 and proc.name != a and thread.tid != 5 and evt.time != 12:00", []],
    [
      "proc.aname != a",
      [
        "always-true 0-15: proc.aname != … is true if any of its values differs; 'not proc.aname = …' if all do",
      ],
    ],
    [
      "proc.aname[1] != a",
      [
        "absent-field 0-18: proc.aname[1] != … is false for events without proc.aname[1]; 'not proc.aname[1] = …' is true for them",
      ],
    ],
    ["proc.name in ()", ["never-true 13-15: nothing is ever in an empty list"]],
    ["proc.name = anyof ()", ["never-true 18-20: nothing is ever in an empty list"]],
    [
      "proc.name != anyof (a, b)",
      [
        "always-true 19-25: every value differs from one of several; 'not … in' or '!= allof' wants it to differ from all",
      ],
    ],
    ["proc.name != anyof (a, a)", []],
    [
      "proc.name = proc.pname",
      ["field-as-text 12-22: 'proc.pname' is compared as text; val(proc.pname) is the field's value"],
    ],
    [
      "proc.name in (evt.arg.name)",
      ["field-as-text 14-26: 'evt.arg.name' is compared as text; val(evt.arg.name) is the field's value"],
    ],
    ["proc.name = 'proc.pname'", []],
    [
      "proc.name = 'tolower(proc.pname)'",
      ["field-as-text 12-33: 'tolower(proc.pname)' is compared as text; without quotes it is a transformer"],
    ],
    [
      "proc.name regex '^bash$'",
      ["plain-regex 16-24: '^bash$' needs no regular expression: = contains startswith or endswith would do"],
    ],
    [
      "proc.name regex '.*bash'",
      ["plain-regex 16-24: '.*bash' needs no regular expression: = contains startswith or endswith would do"],
    ],
    ["proc.name regex 'ba?sh'", []],
    ["proc.name matches bash", []],
    ["evt.type startswith zzz", ["never-true 20-23: no event's name fits"]],
  ])("%s", (text, expected) => {
    const told: FilterWarning[] = [];
    const { warnings } = compile(text, { fields, warn: (warning) => told.push(warning) });
    expect(warnings.map(({ code, message, start, end }) => `${code} ${start}-${end}: ${message}`)).toEqual(
      expected,
    );
    expect(told).toEqual(warnings);
  });

  it("of a macro are told where it is named", () => {
    const macros = new Map([["other", "fd.name != a"]]);
    const { warnings } = compile("evt.num = 1 and other", { fields, macros });
    expect(warnings).toMatchObject([{ code: "absent-field", start: 16, end: 21 }]);
    expect(warnings[0]?.message).toMatch(/^in macro other: /);
  });
});
