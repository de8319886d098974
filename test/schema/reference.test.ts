import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { type FormFacts, type ParamFacts, readFacts } from "../../scripts/schema/facts.ts";
import { generateSchemaFiles } from "../../scripts/schema/generate.ts";
import { CAPABILITY_NAMES } from "../../src/schema/capabilities.ts";
import { currentSchema } from "../../src/schema/current.ts";
import { errnoName } from "../../src/schema/errno.ts";
import { ia32SyscallName, ia32ToX8664, nativeSyscallName } from "../../src/schema/native-syscalls.ts";
import { PARAM_TYPES } from "../../src/schema/param-types.ts";
import { signalName } from "../../src/schema/signals.ts";
import { eventsOfSyscall, syscallName, syscallsOfEvent } from "../../src/schema/syscalls.ts";
import { ARCHITECTURES, EventFlag, type ParamType } from "../../src/schema/types.ts";
import { describeWithReference } from "../helpers/reference.ts";

const SCHEMA_FOLDER = new URL("../../src/schema/", import.meta.url);

describeWithReference("the schema against the reference facts", ["facts"], (directory) => {
  const facts = readFacts(directory);
  const { table, flags, syscalls, eventSyscallMap } = facts;

  it("is what the generator makes of them, byte for byte", () => {
    const expected = generateSchemaFiles(facts);
    const generated = readdirSync(SCHEMA_FOLDER).filter((name) => name.endsWith(".gen.ts"));
    expect(generated.sort()).toEqual([...expected.keys()].sort());
    for (const [name, text] of expected) {
      const isCurrent = readFileSync(new URL(name, SCHEMA_FOLDER), "utf8") === text;
      expect(isCurrent, `${name} is stale: run npm run gen -- FACTS_DIR`).toBe(true);
    }
  });

  it("has their version", () => {
    const { commit, schemaVersion, apiVersion, eventCount } = currentSchema;
    expect([commit, schemaVersion, apiVersion]).toEqual([
      table.commit,
      table.schema_version,
      table.api_version,
    ]);
    expect(eventCount).toBe(table.max);
  });

  it("has their events", () => {
    for (const fact of table.events) {
      expect(currentSchema.event(fact.code)).toEqual({
        code: fact.code,
        enumName: fact.enum.replace("PPME_", ""),
        name: fact.name,
        isExit: fact.code % 2 === 1,
        category: fact.category.cls.replace("EC_", ""),
        source: fact.category.source[0]?.replace("EC_", "") ?? "NONE",
        flags: fact.flags_value,
        params: fact.params.map(expectedParam),
      });
    }
  });

  it("has their event flags", () => {
    for (const [name, bit] of Object.entries(EventFlag)) {
      if (name === "DROP_SIMPLE_CONS") continue; // only in older tables
      // The bit of a flag is the one that all events with it have and no others.
      const derived = table.events.reduce(
        (bits, event) => bits & (event.flags.includes(`EF_${name}`) ? event.flags_value : ~event.flags_value),
        -1,
      );
      expect(derived, name).toBe(bit);
    }
  });

  it("has their parameter types", () => {
    expect(Object.keys(PARAM_TYPES)).toEqual(facts.types.types.map(({ name }) => name.replace("PT_", "")));
    for (const { id, name, size, signed, ever_in_event_table } of facts.types.types) {
      expect(PARAM_TYPES[name.replace("PT_", "") as ParamType], name).toEqual({
        id,
        sizeBytes: size,
        isInteger: signed !== null,
        signed: signed === true,
        inEvents: ever_in_event_table,
      });
    }
  });

  it("has their flag tables", () => {
    expect(currentSchema.flagTables.names()).toEqual(Object.keys(flags.tables));
    for (const [name, { kind, entries }] of Object.entries(flags.tables))
      expect(currentSchema.flagTables.get(name)).toEqual({ name, kind: kind.match(/^\w+/)?.[0], entries });
  });

  it("has their errnos, signals and capabilities and no others", () => {
    const numbers = Array.from({ length: 1024 }, (_, number) => number);
    const named = (name: (number: number) => string | undefined) =>
      numbers.flatMap((value) => ({ name: name(value), value })).filter((entry) => entry.name !== undefined);
    expect(named(errnoName)).toEqual(flags.errno);
    expect(named(signalName)).toEqual(flags.signals);
    expect(CAPABILITY_NAMES.map((name, bit) => ({ bit, name }))).toEqual(flags.capabilities);
  });

  it("has their system calls and the events of each", () => {
    for (const { code, name } of syscalls.ppm_sc) expect(syscallName(code)).toBe(name);
    for (const { ppm_sc, events } of eventSyscallMap.ppm_sc_to_events)
      expect(new Set(eventsOfSyscall(ppm_sc))).toEqual(new Set(events));
    for (const { event, ppm_sc } of eventSyscallMap.event_to_ppm_sc)
      expect(new Set(syscallsOfEvent(event))).toEqual(new Set(ppm_sc));
  });

  it("has their numbers of every architecture and no others", () => {
    expect(Object.keys(syscalls.arch)).toEqual([...ARCHITECTURES]);
    for (const arch of ARCHITECTURES) {
      const names = new Map(syscalls.arch[arch]?.map(({ nr, name }) => [nr, name]));
      for (let nr = 0; nr < 512; nr++)
        expect(nativeSyscallName(arch, nr), `${arch} ${nr}`).toBe(names.get(nr));
    }
  });

  it("has their ia32 map", () => {
    for (const { nr, x86_64, x86_64_name, ia32_only_name } of syscalls.ia32_to_x86_64) {
      expect(ia32ToX8664(nr)).toBe(x86_64 < 0 ? undefined : x86_64);
      expect(ia32SyscallName(nr)).toBe(x86_64_name ?? ia32_only_name);
    }
  });

  function expectedParam({ name, flags_table = "", dirfd_param, dyn_table = "", ...form }: ParamFacts) {
    return {
      name,
      ...expectedForm(form),
      flags: currentSchema.flagTables.get(flags_table),
      dirfdParam: dirfd_param,
      dynamic: table.dyn_tables[dyn_table]?.map(expectedForm),
    };
  }
});

function expectedForm({ type, fmt }: FormFacts) {
  return { type: type.replace("PT_", ""), format: fmt.replace("PF_", "") };
}
