import { TAIL_FIELDS, THREAD_FIELDS, type ThreadFieldType } from "../../format/thread-info.ts";
import { TARGET_NAMES } from "../../format/write-target.ts";
import type { Definitions, JsonSchema } from "../spec/json-schema.ts";

const text = (description: string): JsonSchema => ({ type: "string", description });
const texts = (description: string): JsonSchema => ({
  type: "array",
  items: { type: "string" },
  description,
});
const integer = (description: string, minimum?: number, maximum?: number): JsonSchema => ({
  type: "integer",
  description,
  ...(minimum === undefined ? {} : { minimum }),
  ...(maximum === undefined ? {} : { maximum }),
});
const number = (description: string): JsonSchema => ({ type: ["integer", "string"], description });
const list = (name: string, description: string): JsonSchema => ({
  type: "array",
  items: { $ref: `#/$defs/${name}` },
  description,
});
const map = (
  description: string,
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = [],
): JsonSchema => ({ type: "object", description, properties, ...(required.length > 0 ? { required } : {}) });

const U16_MAX = 0xffff;
const U32_MAX = 0xffffffff;
const VALUE: JsonSchema = {
  type: ["integer", "string", "boolean", "array", "object", "null"],
  description:
    "number, names of flags, text, address, tuple, list of texts, bytes ({hex}, {base64}, {text}), or null for no value",
};
const BYTES: JsonSchema = {
  type: "object",
  description: "bytes: {hex: 0a0b}, {base64: Cgs=}, {text: abc}, or {repeat: abc, size: 1000}",
  properties: {
    hex: text("hexadecimal digits"),
    base64: text("base64"),
    text: text("UTF-8"),
    repeat: text("text, over and over"),
    size: number("bytes that the repeated text fills"),
  },
};

const THREAD_FIELD_SCHEMAS: Readonly<Record<ThreadFieldType, JsonSchema>> = {
  id: integer("number; -1 is unknown"),
  name: text("text"),
  list: texts("list of texts"),
  u32: integer("number", 0, U32_MAX),
  u64: number("number"),
  flag: { type: "boolean" },
};

/** What the named parts of a description may hold. */
export const SPEC_DEFINITIONS: Definitions = {
  bytes: BYTES,
  value: VALUE,
  section: map("the section header", {
    version: text("version of the format; 1.2"),
    byteOrder: { enum: ["little", "big"], description: "of all numbers; little" },
    comments: texts("comments, as editcap adds them"),
    application: text("program that wrote the capture"),
  }),
  versions: map("versions of the blocks; the newest where nothing is said", {
    processList: integer("1–9", 1, 9),
    fdList: integer("1–2", 1, 2),
    interfaceList: integer("1–2", 1, 2),
    userList: integer("1–2", 1, 2),
    events: integer("1–2", 1, 2),
    preRelease: { type: "boolean", description: "block ids of January and February 2014" },
    target: { enum: TARGET_NAMES, description: "what has to be able to read it; libs" },
  }),
  machine: map("machine info", {
    cpus: integer("online CPUs", 0, U32_MAX),
    memory: number("bytes, such as 8Gi"),
    maxPid: number("never filled by real writers"),
    hostname: text("name of the machine"),
    boot: number("when it was started"),
    flags: number("bits"),
  }),
  interface: map(
    "one address of a network interface",
    {
      name: text("such as eth0"),
      address: text("such as 10.0.0.5/24 or fe80::1/64"),
      netmask: text("follows from the prefix length"),
      broadcast: text("follows from address and mask"),
      linkSpeed: number("bits per second"),
    },
    ["name", "address"],
  ),
  user: map(
    "a user",
    {
      uid: integer("number", 0, U32_MAX),
      gid: integer("of the main group; the uid", 0, U32_MAX),
      name: text("name"),
      home: text("home directory"),
      shell: text("login shell"),
    },
    ["uid", "name"],
  ),
  group: map("a group", { gid: integer("number", 0, U32_MAX), name: text("name") }, ["gid", "name"]),
  thread: map(
    "a thread as of the start of the capture",
    {
      ...Object.fromEntries(
        [...THREAD_FIELDS, ...TAIL_FIELDS].map(({ name, type }) => [name, THREAD_FIELD_SCHEMAS[type]]),
      ),
      flags: { ...VALUE, description: "clone flags, as number or names" },
      fds: list("fd", "its open file descriptors"),
    },
    ["tid"],
  ),
  fd: map(
    "an open file descriptor; its kind follows from tuple, address or name",
    {
      fd: integer("number"),
      kind: {
        enum: [
          ...["file", "directory", "ipv4", "ipv6", "ipv4-server", "ipv6-server", "pipe", "unix", "eventfd"],
          ...["unsupported", "signalfd", "eventpoll", "inotify", "timerfd", "netlink", "bpf", "userfaultfd"],
          ...["io_uring", "memfd", "pidfd", "unknown"],
        ],
        description: "what it stands for; file where there is a name only",
      },
      ino: number("inode"),
      name: text("path or name"),
      openFlags: { ...VALUE, description: "flags of a file, as number or names" },
      dev: number("device number of a file"),
      tuple: text("both ends of a socket: 10.0.0.1:4000->10.0.0.2:80"),
      address: text("end of a server's socket: 0.0.0.0:80"),
      protocol: { enum: ["unknown", "na", "tcp", "udp", "icmp", "raw"], description: "tcp" },
      source: number("kernel address of a unix socket"),
      destination: number("kernel address of its peer"),
      type: integer("number of an unknown type", 0, 255),
      raw: { ...BYTES, description: "what describes an fd of unknown type" },
    },
    ["fd"],
  ),
  event: map(
    "an event",
    {
      event: { type: ["string", "integer"], description: ">openat, <openat, SYSCALL_OPENAT_2_X, or a code" },
      tid: integer("thread; that of the event before"),
      at: number("time, or +1ms after the event before"),
      cpu: integer("CPU; 0", 0, U16_MAX),
      params: { type: ["object", "array"], description: "values by name, or in their order" },
      paramCount: integer("how many are written, as by drivers that knew fewer", 0, U16_MAX),
      dumpFlags: integer("written as an event with flags", 0, U32_MAX),
      stateOnly: { type: "boolean", description: "kept for the state alone" },
      comments: texts("comments, as editcap adds them"),
    },
    ["event"],
  ),
  fault: map("damage to a block or to the whole", {
    block: integer("number of the block, from 1", 1),
    event: integer("number of the event, from 1", 1),
    setType: number("type of the block"),
    setLength: number("length in front of the block"),
    setTrailer: number("length behind the block"),
    setEventLength: number("the event's own length"),
    setParamCount: number("the event's count of parameters"),
    drop: { type: "boolean", description: "the block is left out" },
    repeat: integer("the block stands there so many times more", 1, 10_000),
    insertType: number("type of a block in front of it"),
    insert: { ...BYTES, description: "body of that block; without a type, bytes in front of the block" },
    offset: integer("position in the block or section; negative from the end"),
    patch: { ...BYTES, description: "bytes over those at the offset" },
    flip: integer("bit to turn over in the byte at the offset", 0, 7),
    truncate: integer("bytes left of it; negative: bytes cut off"),
    append: { ...BYTES, description: "bytes behind the section" },
  }),
};

/** What a description of a section may hold: what `synthesise` checks, and editors complete from. */
export const SPEC_SCHEMA: JsonSchema = map("A section of a capture, for scap-dump synth", {
  section: { $ref: "#/$defs/section" },
  versions: { $ref: "#/$defs/versions" },
  start: number("time of the first event; 2024-01-01T00:00:00Z"),
  step: number("from one event to the next; 1us"),
  machine: { $ref: "#/$defs/machine" },
  interfaces: list("interface", "addresses of network interfaces"),
  users: list("user", "users"),
  groups: list("group", "groups"),
  threads: list("thread", "threads as of the start"),
  events: list("event", "events"),
  faults: list("fault", "damage to do, in this order"),
});

/** The schema as a document that editors take. */
export function specSchemaDocument(): object {
  return closed({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Description of a .scap capture",
    ...SPEC_SCHEMA,
    $defs: SPEC_DEFINITIONS,
  });
}

/** To our own check a map without `additionalProperties` is closed; a document has to say so. */
function closed(value: unknown): object {
  return JSON.parse(JSON.stringify(value), (_, part) =>
    part?.type === "object" && part.properties !== undefined
      ? { ...part, additionalProperties: false }
      : part,
  );
}
