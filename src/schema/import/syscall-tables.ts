import { compareSyscalls, type SyscallDocument } from "../document.ts";
import type { Declarations, Enumeration, Initializer, InitializerItem } from "./declarations.ts";
import { readFields, readNumber } from "./struct-reader.ts";

const PAIR_FIELDS = ["flags", "enter_event_type", "exit_event_type", "ppm_sc"];
const NATIVE_PREFIX = "__NR_";

type EventPair = Pick<SyscallDocument, "enter" | "exit">;

/**
 * System calls by libs' numbers, with the events that the driver's table gives them. Tables before 2022 do not say
 * which of libs' numbers a native call has; there the names tell, unless a table of its own does.
 */
export function readSyscalls(declarations: Declarations): SyscallDocument[] {
  const codes = syscallCodes(declarations);
  const pairs = readPairs(declarations, codes);
  return codes
    .map(({ name, value }) => {
      const code = Number(value);
      return { code, name: name.slice("PPM_SC_".length).toLowerCase(), ...pairs.get(code) };
    })
    .sort(compareSyscalls);
}

function syscallCodes({ enumerations }: Declarations): Enumeration {
  const codes = enumerations.find((names) => names[0]?.name === "PPM_SC_UNKNOWN") ?? [];
  return codes.filter(({ name }) => name !== "PPM_SC_MAX");
}

/** Pairs of events by libs' number of the call. */
function readPairs(declarations: Declarations, codes: Enumeration): ReadonlyMap<number, EventPair> {
  const codeOf = codeFinder(declarations, codes);
  const pairs = new Map<number, EventPair>();
  for (const item of itemsOf("g_syscall_table", declarations)) {
    const fields = readFields(item.value, PAIR_FIELDS);
    const code = codeOf(nativeName(item), fields.get("ppm_sc"));
    const [enter, exit] = ["enter_event_type", "exit_event_type"].map((field) =>
      readNumber(fields.get(field), declarations.constants),
    ) as [number, number];
    // Codes 0 and 1 stand for all calls without events of their own.
    if (code !== undefined && exit > 1 && !pairs.has(code)) pairs.set(code, { enter, exit });
  }
  return pairs;
}

function codeFinder(
  declarations: Declarations,
  codes: Enumeration,
): (native: string, given: Initializer | undefined) => number | undefined {
  const { constants } = declarations;
  const routed = new Map(
    itemsOf("g_syscall_code_routing_table", declarations).map((item) => [
      nativeName(item),
      readNumber(item.value, constants),
    ]),
  );
  const named = new Map(
    codes.map(({ name, value }) => [name.slice("PPM_SC_".length).toLowerCase(), Number(value)]),
  );
  return (native, given) =>
    given === undefined ? (routed.get(native) ?? named.get(native)) : readNumber(given, constants);
}

function itemsOf(array: string, { arrays }: Declarations): readonly InitializerItem[] {
  const items = arrays.find(({ name }) => name === array)?.value.items ?? [];
  return items.filter((item) => nativeName(item) !== "");
}

/** `[__NR_open - SYSCALL_TABLE_ID0] =` is the entry of `open`. */
function nativeName({ index = [] }: InitializerItem): string {
  const name = index.find(({ text }) => text.startsWith(NATIVE_PREFIX));
  return name?.text.slice(NATIVE_PREFIX.length) ?? "";
}
