import { writeFileSync } from "node:fs";
import {
  renderEventHeader,
  renderFlagHeader,
  renderSplitHeader,
  renderSyscallHeader,
  renderSyscallNameHeader,
} from "../src/schema/c-header.ts";
import { currentSchema } from "../src/schema/current.ts";

const INCLUDE = new URL("../capture-agent/include/", import.meta.url);

for (const [name, text] of [
  ["events.gen.h", renderEventHeader(currentSchema)],
  ["flags.gen.h", renderFlagHeader(currentSchema)],
  ["syscalls.gen.h", renderSyscallHeader(currentSchema, ["x86_64", "aarch64"])],
  ["splits.gen.h", renderSplitHeader(currentSchema)],
  ["syscall-names.gen.h", renderSyscallNameHeader(currentSchema, ["x86_64", "aarch64"])],
] as const) {
  writeFileSync(new URL(name, INCLUDE), text);
  console.log(`capture-agent/include/${name} ${Buffer.byteLength(text)} bytes`);
}
