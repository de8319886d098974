import { expect, it } from "vitest";
import { errorText } from "../../src/cli/error-text.ts";

const systemError = (code: string, path: string) => Object.assign(new Error("raw"), { code, path });

it.each([
  [systemError("ENOENT", "a.scap"), "no such file"],
  [
    systemError("ENOENT", "a\ufffd.scap"),
    "no such file: a name that is not UTF-8 cannot be given; pipe the file in (scap-dump - < FILE)",
  ],
  [systemError("EISDIR", "a\ufffd"), "is a directory"],
  [systemError("EODD", "a"), "raw"],
])("says %s in words", (error, text) => {
  expect(errorText(error)).toBe(text);
});
