const SAVE = "scap-dump slice -f FILTER FILE -o OUT writes events, scap-dump record -w OUT records";
const ROTATE = "scap-dump split makes several captures of one, scap-dump record records several";
const CHISELS = "there are no chisels: -f, -p and -S choose, lay out and count events";
const CONTAINERS = "what a capture tells of containers and pods is in fields: scap-dump fields container";

/** Options of sysdig and of our own commands, by letter or name, that go by another name here, or that there is nothing like. */
const ADVICE: Readonly<Record<string, string>> = {
  o: SAVE,
  output: SAVE,
  w: SAVE,
  write: SAVE,
  z: "scap-dump convert FILE -z gzip -o OUT compresses",
  compress: "scap-dump convert FILE -z gzip -o OUT compresses",
  l: "scap-dump fields lists the fields",
  list: "scap-dump fields lists the fields",
  L: "scap-dump events lists the events",
  "list-events": "scap-dump events lists the events",
  c: CHISELS,
  chisel: CHISELS,
  i: CHISELS,
  "chisel-info": CHISELS,
  "list-chisels": CHISELS,
  s: "scap-dump record -s LENGTH records with another snaplen; -v shows buffers in full",
  snaplen: "scap-dump record -s LENGTH records with another snaplen; -v shows buffers in full",
  C: ROTATE,
  e: ROTATE,
  G: ROTATE,
  W: ROTATE,
  M: "--to +SECONDS stops at a time of the capture",
  D: "--all shows internal events",
  debug: "--all shows internal events",
  F: "scap-dump slice keeps, hidden, what changes the state of later events",
  fatfile: "scap-dump slice keeps, hidden, what changes the state of later events",
  numevents: "-n N stops after N events",
  timetype: "-t FORM says how time is shown",
  P: "progress is shown on terminals",
  k: CONTAINERS,
  m: CONTAINERS,
  cri: CONTAINERS,
};

/** What to do instead, for one who gives an option that sysdig or another command has. */
export function adviceForOption(name: string): string | undefined {
  return Object.hasOwn(ADVICE, name) ? ADVICE[name] : undefined;
}
