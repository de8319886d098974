import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Capture, openCapture } from "../../../src/capture/capture.ts";
import { KEEP_POLICY, PRESET_NAMES, PRESETS, type RedactPolicy } from "../../../src/edit/redact/policy.ts";
import { KeyedPseudonyms, OriginalNames, type Pseudonyms } from "../../../src/edit/redact/pseudonyms.ts";
import { redactCapture } from "../../../src/edit/redact/redact-capture.ts";
import { SlotReader } from "../../../src/edit/redact/value-slots.ts";
import { verifyRedaction } from "../../../src/edit/redact/verify-redaction.ts";
import { sliceCapture } from "../../../src/edit/slice.ts";
import type { CaptureSpec } from "../../../src/edit/synth/capture-spec.ts";
import { synthesise } from "../../../src/edit/synth/synthesise.ts";
import { ByteSink } from "../../../src/format/byte-sink.ts";
import { MemoryOutput } from "../../../src/format/capture-output.ts";
import { ScapError } from "../../../src/format/errors.ts";
import { writeStateSupplement } from "../../../src/format/state-supplement.ts";
import { currentSchema } from "../../../src/schema/current.ts";
import { concat } from "../../helpers/bytes.ts";
import { captureOfEveryField, notesOfEveryField } from "../../helpers/every-field.ts";
import { describeWithReference } from "../../helpers/reference.ts";
import { fieldRows } from "../field-rows.ts";

const SAMPLES = fileURLToPath(new URL("../../../samples", import.meta.url));
const KEY = new Uint8Array(32).fill(7);
/** Everything is replaced or dropped. */
const STRICT: RedactPolicy = { ...PRESETS.share, actions: { ...PRESETS.share.actions, uid: "pseudonym" } };
/** Nothing is lost, so that all can be undone. */
const REVERSIBLE: RedactPolicy = {
  ...STRICT,
  keepDigits: 20,
  actions: { ...STRICT.actions, payload: "keep", comment: "keep" },
};

describe.each(capturesIn(SAMPLES))("redacting %s", (path) => {
  it.each(PRESET_NAMES)("leaves nothing behind: %s", async (preset) => {
    const policy = PRESETS[preset];
    const redacted = await redact(openCapture(path), policy);
    expect((await verifyRedaction(openCapture(path), openCapture(redacted), policy)).leaks).toEqual([]);
  });

  it("keeps the structure: names become others one to one", async () => {
    const redacted = await redact(openCapture(path), STRICT);
    const before = await namesOf(openCapture(path));
    const after = await namesOf(openCapture(redacted));
    expect(after.length).toBe(before.length);
    const forth = new Map<string, string>();
    const back = new Map<string, string>();
    before.forEach((name, k) => {
      const other = after[k] as string;
      expect(forth.get(name) ?? other).toBe(other);
      expect(back.get(other) ?? name).toBe(name);
      forth.set(name, other);
      back.set(other, name);
    });
  });

  it("can be undone with the key and the mapping", async () => {
    const pseudonyms = new KeyedPseudonyms(KEY);
    const redacted = await redact(openCapture(path), REVERSIBLE, pseudonyms);
    const undone = await redact(
      openCapture(redacted),
      REVERSIBLE,
      new OriginalNames(KEY, pseudonyms.mapping),
    );
    const unchanged = await redact(openCapture(path), KEEP_POLICY);
    expect(Buffer.from(undone).equals(unchanged)).toBe(true);
  });
});

describe("redacting a capture that tells something in every field", () => {
  const capture = withSupplement(synthesise(captureOfEveryField()));

  it("leaves nothing behind", async () => {
    const redacted = await redact(openCapture(capture), STRICT);
    const { leaks, patternsSought } = await verifyRedaction(
      openCapture(capture),
      openCapture(redacted),
      STRICT,
    );
    expect(leaks).toEqual([]);
    expect(patternsSought).toBeGreaterThan(1000);
    expect(Buffer.from(redacted).toString("latin1")).not.toMatch(/qv[a-z]{3}aaa/);
  });

  it("is found to be wrong when any one field is missed", async () => {
    const fields = await fieldsOf(openCapture(capture));
    expect(fields.length).toBeGreaterThan(150);
    const unnoticed: string[] = [];
    for (const field of fields) {
      const redacted = await redact(openCapture(capture), STRICT, new KeyedPseudonyms(KEY), field);
      const { leakCount } = await verifyRedaction(openCapture(capture), openCapture(redacted), STRICT);
      if (leakCount === 0) unnoticed.push(field);
    }
    // Bytes of unknown fds and unknown members of notes are never taken over: there is no missing them.
    expect(unnoticed).toEqual(["fd.raw", "supplement.unheardOf"]);
  }, 120_000);

  it("is found to be wrong when an original stands between its values", async () => {
    const redacted = Buffer.from(await redact(openCapture(capture), STRICT));
    const clean = async (bytes: Uint8Array) =>
      (await verifyRedaction(openCapture(capture), openCapture(new Uint8Array(bytes)), STRICT)).leakCount ===
      0;
    const [word] = /qv[a-z]{6}/.exec(Buffer.from(capture).toString("latin1")) ?? [""];
    const at = redacted.lastIndexOf("x");
    for (const form of ["latin1", "hex", "base64"] as const) {
      const copy = Buffer.from(redacted);
      const text = Buffer.from(word).toString(form);
      copy.write(` ${text} `, at, "latin1");
      expect(await clean(copy)).toBe(false);
    }
    expect(await clean(redacted)).toBe(true);
  });
});

describe("redacting the state supplement of a slice", () => {
  const path = join(SAMPLES, "hand-made.scap");

  it.each(PRESET_NAMES)("leaves nothing behind: %s", async (preset) => {
    const slice = await sliced(openCapture(path), 40);
    const redacted = await redact(openCapture(slice), PRESETS[preset]);
    const { leaks } = await verifyRedaction(openCapture(slice), openCapture(redacted), PRESETS[preset]);
    expect(leaks).toEqual([]);
  });

  it("keeps what slicing before, behind or around it shows", async () => {
    const shown = async (bytes: Uint8Array) => [...(await fieldRows(bytes)).values()];
    const keyed = () => new KeyedPseudonyms(KEY);
    const first = await redact(openCapture(path), REVERSIBLE, keyed());
    const expected = await shown(await sliced(openCapture(first), 60));
    const slice = await sliced(openCapture(path), 40);
    const between = await redact(openCapture(slice), REVERSIBLE, keyed());
    const behind = await shown(await sliced(openCapture(between), 20));
    expect(expected.length).toBeGreaterThan(20);
    expect(behind.slice(-expected.length)).toEqual(expected);
  });
});

describeWithReference("redacting captures of others", ["captures", "public"], (folder) => {
  it.each(capturesIn(folder))(
    "leaves nothing of %s behind",
    async (path) => {
      for (const preset of PRESET_NAMES) {
        const redacted = await redact(openCapture(path), PRESETS[preset]);
        const { leaks } = await verifyRedaction(openCapture(path), openCapture(redacted), PRESETS[preset]);
        expect(leaks).toEqual([]);
      }
    },
    60_000,
  );
});

describe("redacting what stands where nobody looks", () => {
  const mark = "Zqmark";
  const hidden = { text: `a\0${mark}\0` };
  const spec: CaptureSpec = {
    section: { comments: [mark], application: mark },
    machine: { hostname: `h\0${mark}` },
    threads: [
      { tid: 1, comm: `a\0${mark}`, fds: [{ fd: 3, kind: "unknown", type: 77, raw: { text: mark } }] },
    ],
    events: [
      { event: "<openat", tid: 1, params: { name: hidden, fd: { text: mark } }, comments: [mark] },
      { event: "<close", params: [null, null, { text: mark }] },
      { event: "<connect", params: { tuple: { text: `\u0010${mark}` }, addr: { text: `\u0011${mark}` } } },
      { event: "<connect", params: { addr: { text: `\u0001a\0${mark}` } } },
      { event: "<poll", params: { fds: { text: `\0\0${mark}` } } },
      { event: "<setresuid", params: { res: { text: mark } } },
      { event: ">setuid", params: { uid: { text: mark } } },
      { event: "<setsockopt", params: { val: { text: `\u0001\0${mark}` } } },
      { event: "asyncevent", params: { name: mark, data: { text: mark } } },
      { event: "pluginevent", params: { event_data: { text: mark } } },
      { event: 9999, params: [{ text: mark }] },
    ],
    faults: [
      { block: 2, insertType: 0x999, insert: { text: mark } },
      { event: 3, repeat: 1 },
    ],
  };

  it.each(["share", "gdpr"] as const)("leaves nothing of it: %s", async (preset) => {
    const capture = synthesise(spec);
    expect(Buffer.from(capture).toString("latin1").split(mark).length).toBeGreaterThan(18);
    const redacted = await redact(openCapture(capture), PRESETS[preset]);
    expect(Buffer.from(redacted).includes(mark)).toBe(false);
    expect(
      (await verifyRedaction(openCapture(capture), openCapture(redacted), PRESETS[preset])).leaks,
    ).toEqual([]);
  });
});

describe("redacting what grows", () => {
  it("tells of an event that is too long to be written, and compares the others all the same", async () => {
    const reads = ["first", "second", "third"].map((data) => ({
      event: "<read",
      tid: 1,
      params: { res: 1, data },
    }));
    const capture = synthesise({ events: reads });
    const long = 28 + Buffer.from(capture).readUInt32LE(32);
    const body = Buffer.alloc(65_560);
    body.set(capture.subarray(long + 8, long + 8 + 28));
    body.writeUInt32LE(65_556, 18);
    body.writeUInt32LE(2, 24);
    body.writeUInt16LE(0, 28);
    body.writeUInt16LE(65_526, 30);
    const block = Buffer.concat([capture.subarray(long, long + 8), body, Buffer.alloc(4)]);
    block.writeUInt32LE(block.length, 4);
    block.writeUInt32LE(block.length, block.length - 4);
    const whole = Buffer.concat([capture.subarray(0, long), block, capture.subarray(long)]);
    const damage: string[] = [];
    const output = new MemoryOutput();
    await redactCapture(openCapture(whole), output, KEEP_POLICY, new KeyedPseudonyms(KEY), {
      onDamage: ({ detail }) => damage.push(detail),
    });
    expect(damage).toEqual([expect.stringContaining("more than")]);
    const { leaks } = await verifyRedaction(openCapture(whole), openCapture(output.bytes), KEEP_POLICY);
    expect(leaks).toEqual([]);
  });

  it("cuts texts so that their event still fits, and keeps JSON whole or leaves it out", async () => {
    const short = Array.from({ length: 10_000 }, (_, k) => `q${k % 10}z`);
    const events = [
      { event: "<execve", tid: 1, params: { comm: "sh", args: short, env: short.slice(0, 6000) } },
      { event: "SYSCALL_CLONE_20_X", tid: 1, params: { args: short.slice(0, 2000) } },
      {
        event: "CONTAINER_JSON_E",
        params: { json: JSON.stringify({ container: { id: "a", list: short.slice(0, 9000) } }) },
      },
      {
        event: "CONTAINER_JSON_2_E",
        params: { json: JSON.stringify({ container: { id: "ab", list: short } }) },
      },
    ];
    const capture = synthesise({ events });
    const redacted = await redact(openCapture(capture), STRICT);
    expect((await verifyRedaction(openCapture(capture), openCapture(redacted), STRICT)).leaks).toEqual([]);
    const seen: number[][] = [];
    for await (const event of openCapture(redacted).events())
      seen.push(event.params.map(({ bytes }) => bytes.length));
    expect(seen).toHaveLength(4);
    expect(seen[1]?.[2]).toBe(20_000);
    expect(seen[2]).toEqual([0]);
    expect(seen[3]?.[0]).toBeGreaterThan(100_000);
  });
});

describe("redacting a damaged capture", () => {
  const capture = synthesise(captureOfEveryField());

  it("writes what can be read, and nothing that has to go", async () => {
    const flips = fc.array(fc.record({ at: fc.nat(capture.length - 1), bit: fc.nat(7) }), {
      minLength: 1,
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(flips, fc.nat(400), async (bits, cut) => {
        const damaged = capture.slice(0, capture.length - cut);
        for (const { at, bit } of bits)
          if (at >= 28 && at < damaged.length) damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
        const redacted = await redact(openCapture(damaged), STRICT);
        const { leaks } = await verifyRedaction(openCapture(damaged), openCapture(redacted), STRICT);
        expect(leaks).toEqual([]);
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});

describeWithReference("redacting malformed captures", ["captures", "malformed"], (folder) => {
  it.each(capturesIn(folder))("gives nothing of %s away", async (path) => {
    const redacted = await redact(openCapture(path), STRICT).catch((error: unknown) => {
      if (error instanceof ScapError) return undefined;
      throw error;
    });
    if (redacted === undefined) return;
    expect((await verifyRedaction(openCapture(path), openCapture(redacted), STRICT)).leaks).toEqual([]);
  });
});

function withSupplement(capture: Uint8Array): Uint8Array {
  const sink = new ByteSink();
  writeStateSupplement(
    sink,
    notesOfEveryField().map((note) => JSON.stringify(note)),
  );
  return concat(capture, sink.takeAll());
}

async function sliced(capture: Capture, firstNumber: number): Promise<Uint8Array> {
  const output = new MemoryOutput();
  await sliceCapture(capture, { firstNumber }, output);
  return output.bytes;
}

async function redact(
  capture: Capture,
  policy: RedactPolicy,
  pseudonyms: Pseudonyms = new KeyedPseudonyms(KEY),
  missedField?: string,
): Promise<Uint8Array> {
  const output = new MemoryOutput();
  await redactCapture(capture, output, policy, pseudonyms, missedField === undefined ? {} : { missedField });
  return output.bytes;
}

/** Names of processes and fds as the state has them, event by event. */
async function namesOf(capture: Capture): Promise<string[]> {
  const names: string[] = [];
  for await (const event of capture.events()) {
    names.push(
      `process ${event.thread?.comm}`,
      `exe ${event.thread?.exepath}`,
      `parent ${event.thread?.ptid}`,
    );
    names.push(
      `fd ${event.get("fd.name")}`,
      `fd.type ${event.get("fd.type")}`,
      `user ${event.get("user.name")}`,
    );
  }
  return names;
}

/** The fields of a capture that a strict policy changes. */
async function fieldsOf(capture: Capture): Promise<string[]> {
  const reader = new SlotReader(currentSchema);
  const fields = new Set<string>();
  for await (const batch of capture.blocks()) {
    for (let index = 0; index < batch.count; index++) {
      for (const { field } of reader.valuesOf(batch, index)?.slots ?? []) fields.add(field);
    }
  }
  return [...fields];
}

function capturesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".scap"))
    .map((name) => join(folder, name));
}
