import type { CaptureSpec, GivenValue, SynthEvent } from "../../src/edit/synth/capture-spec.ts";
import { parseIp } from "../../src/filter/ip-literal.ts";
import type { SupplementNote } from "../../src/format/state-supplement.ts";
import { currentSchema } from "../../src/schema/current.ts";
import { EventFlag, type EventSpec, type ParamSpec } from "../../src/schema/types.ts";

let made = 0;

/** A word that nobody has, and that no other word is like. */
function word(): string {
  const letters = Array.from({ length: 6 }, (_, k) =>
    String.fromCharCode(97 + (Math.floor(made / 26 ** k) % 26)),
  );
  made++;
  return `qv${letters.join("")}`;
}

function octets(): string {
  made++;
  return `81.${made & 0xff}.${(made >> 8) & 0xff}.7`;
}

/** A capture in which every field that can tell something holds something to tell. */
export function captureOfEveryField(): CaptureSpec {
  const path = () => `/${word()}/${word()}.txt`;
  const account = () => 2000 + made++;
  return {
    section: { comments: [`by ${word()}`] },
    machine: { hostname: word() },
    interfaces: [
      { name: word(), address: octets(), broadcast: octets() },
      { name: word(), address: "2001:db8:77::1", broadcast: "2001:db8:77::2" },
    ],
    users: [{ uid: account(), gid: account(), name: word(), home: path(), shell: path() }],
    groups: [{ gid: account(), name: word() }],
    threads: [
      {
        tid: 7,
        ...{ comm: word(), exe: path(), exepath: path(), args: [word(), word()], cwd: path(), root: path() },
        ...{ env: [`${word()}=${word()}`], cgroups: [`cpu=/${word()}`] },
        ...{ uid: account(), gid: account(), loginuid: account() },
        fds: [
          { fd: 1, name: path() },
          { fd: 2, tuple: `${octets()}:1->${octets()}:2` },
          { fd: 3, tuple: "[2001:db8:78::1]:1->[2001:db8:79::1]:2" },
          { fd: 4, address: `${octets()}:1` },
          { fd: 5, kind: "unix", name: path() },
          { fd: 6, kind: "unknown", type: 99, raw: { text: word() } },
        ],
      },
    ],
    events: allEvents(),
  };
}

/** Notes of a state supplement that tell something in every member. */
export function notesOfEveryField(): SupplementNote[] {
  const path = () => `/${word()}/${word()}.txt`;
  const account = () => 2000 + made++;
  const end = (text: string) => ({ address: Buffer.from(parseIp(text) ?? []).toString("hex"), port: 1 });
  const [source, destination] = [octets(), octets()];
  return [
    {
      ...{ tid: 7, comm: word(), exe: path(), exepath: path(), args: [word()], cwd: path(), root: path() },
      ...{ env: [`${word()}=${word()}`], cgroups: [`cpu=/${word()}`], cloneTsNs: "1500000000000000000" },
      ...{ uid: account(), gid: account(), loginuid: account(), view: "current" },
    },
    { tid: 7, fd: 1, type: "file", name: path(), rawName: path(), ino: "77" },
    { tid: 7, fd: 2, type: "ipv4", name: path(), source: end(octets()) },
    {
      ...{ tid: 7, fd: 3, type: "ipv4", name: `${source}:1->${destination}:1`, role: "client" },
      ...{ source: end(source), destination: end(destination), unheardOf: word() },
    },
    { tid: 8, gone: true },
    { reapers: [1, 7] },
    { exited: 9, ptid: 7, tsNs: "1500000000000000000" },
  ];
}

function allEvents(): SynthEvent[] {
  const specs = Array.from({ length: currentSchema.eventCount }, (_, code) => currentSchema.event(code));
  return specs
    .filter((spec): spec is EventSpec => spec !== undefined && (spec.flags & EventFlag.UNUSED) === 0)
    .map((spec) => ({
      event: spec.code,
      tid: 7,
      params: spec.params.map((param) => tellingValue(spec, param)),
    }));
}

/** A value that would give something away. */
function tellingValue(spec: EventSpec, param: ParamSpec): GivenValue {
  switch (param.type) {
    case "CHARBUF":
      return param.name === "json" ? json() : word();
    case "FSPATH":
    case "FSRELPATH":
      return `/${word()}/${word()}`;
    case "CHARBUFARRAY":
    case "CHARBUF_PAIR_ARRAY":
      return [word(), word()];
    case "BYTEBUF":
      if (spec.name === "asyncevent") return json();
      return ["args", "argv", "env", "cgroups"].includes(param.name)
        ? [word(), `${word()}=${word()}`]
        : `${word()} ${word()} ${word()}`;
    case "SOCKADDR":
      return `${octets()}:80`;
    case "SOCKTUPLE":
      return `${octets()}:80->${octets()}:81`;
    case "IPV4ADDR":
      return octets();
    case "IPV6ADDR":
      return "2001:db8:80::1";
    case "UID":
    case "GID":
      return 3000 + made++;
    case "UINT32":
      return /^[ug]id$/.test(param.name) ? 3000 + made++ : 1;
    case "FDLIST":
      return [];
    case "DYN":
      return dynamicValue(spec, param);
    default:
      return 1;
  }
}

/** The form that tells the most. */
function dynamicValue(spec: EventSpec, param: ParamSpec): GivenValue {
  const choices = param.dynamic ?? [];
  const choice = choices.find(({ type }) => type === "BYTEBUF" || type === "CHARBUF") ?? choices[0];
  if (choice === undefined) return null;
  return { type: choice.type, value: tellingValue(spec, { ...param, ...choice, dynamic: undefined }) };
}

function json(): string {
  return JSON.stringify({
    container: { id: word(), name: word(), labels: { unheardOf: word() }, ip: octets() },
  });
}
