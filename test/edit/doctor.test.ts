import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/capture.ts";
import { type ConvertOptions, convertCapture } from "../../src/edit/convert/convert.ts";
import { Doctor } from "../../src/edit/doctor/doctor.ts";
import { DOCTOR_RULES } from "../../src/edit/doctor/rules.ts";
import { recoverCapture } from "../../src/edit/recover.ts";
import { synthesise } from "../../src/edit/synth/synthesise.ts";
import { MemoryOutput } from "../../src/format/capture-output.ts";
import { CaptureWriter } from "../../src/format/capture-writer.ts";
import { WRITE_TARGETS } from "../../src/format/write-target.ts";
import { processList, readEnter, readExit } from "../cli/helpers/small-capture.ts";
import { collect } from "../format/chunks.ts";
import { resavedInterfaceList, shortProcessList } from "../format/short-lists.ts";
import { block, concat, eventV2, i64, sectionHeader, u32, zeroes } from "../helpers/bytes.ts";
import { anyFault, damage } from "../helpers/faults.ts";
import { describeWithReference } from "../helpers/reference.ts";
import { describeWithSysdig, sysdig } from "../helpers/sysdig.ts";

const FIXTURES = fileURLToPath(new URL("../fixtures", import.meta.url));
const MALFORMED = join(FIXTURES, "malformed");

/** Errors and warnings of malformed captures (docs/format.md says what the files hold); the others have none. */
const EXPECTED: ReadonlyMap<string, string> = new Map([
  ["c01_empty", "not-a-capture"],
  ["c02_7bytes", "not-a-capture"],
  ["c03_bigendian", "big-endian"],
  ["c05_major2", "section-version"],
  ["c07_shb_total20", "no-section-header bytes-lost"],
  ["c08_shb_trailer_bad", "frame-damaged"],
  ["c10_shb_opts", "section-options"],
  ["c11_gz_truncated", "compression-cut cut-off no-events"],
  ["c12_gz_badcrc", "compression-damaged"],
  ["c13_gz_trailing_garbage", "compression-garbage"],
  ["c15b_trailing7", "cut-off"],
  ["c16_trunc_body", "cut-off"],
  ["c17_trunc_trailer", "cut-off"],
  ["c18_ev_trailer_bad", "frame-damaged"],
  ["c20_unknown_between", "unknown-block-late"],
  ["c21_unknown_len8", "bytes-lost"],
  ["c21b_unknown_len0", "bytes-lost"],
  ["c23_unknown_past_eof", "bytes-lost"],
  ["c25_second_no_events", "last-section-empty"],
  ["e01_len_25", "event-malformed"],
  ["e01b_len_0", "event-malformed"],
  ["e02_len_past", "event-malformed"],
  ["e03_nparams_big", "event-malformed"],
  ["e04_lens_past", "event-malformed"],
  ["e07b_nonlarge_toobig", "event-too-long"],
  ["e09_large_4gb_claim", "frame-damaged"],
  ["e09b_large_total_ffffffff", "frame-damaged"],
  ["e10c_v1_shortlens", "event-malformed"],
  ["e10f_v1_len_past", "event-malformed"],
  ["e12_nonlarge_block_large_type", "event-large-mixed"],
  ["e13b_large_block_u32lens_smalltype", "event-large-mixed"],
  ["e15_total_16", "event-malformed"],
  ["e19_nparams_more", "event-surplus-params"],
  ["e19b_nparams_more_unmanaged", "event-surplus-params"],
  ["e20_nparams_less", "event-few-params"],
  ["f01_unknown_tid", "fd-list-unknown-thread"],
  ["f02_body4", "list-damaged"],
  ["f04_unknown_type_v1", "list-damaged"],
  ["f06_name1024", "beyond-limits"],
  ["f07_sub_small", "list-damaged"],
  ["f08_sub_big", "list-damaged"],
  ["f12_new_types", "fd-type-new"],
  ["i01_type9", "beyond-limits"],
  ["i02_name1024", "list-damaged"],
  ["i03_sub_wrap", "list-damaged"],
  ["i04_sub_small", "list-damaged"],
  ["i05_sub_big", "list-damaged"],
  ["i06_body4", "list-damaged"],
  ["i07_total_huge", "frame-damaged list-damaged"],
  ["i07b_total_8", "frame-damaged list-damaged"],
  ["i08_namelen_mismatch", "list-damaged"],
  ["m01_short", "list-damaged"],
  ["m02_long", "beyond-limits"],
  ["p01_sub_small", "list-damaged fd-list-unknown-thread"],
  ["p03_sub_past_block", "list-damaged fd-list-unknown-thread"],
  ["p04_sub_zero", "list-damaged fd-list-unknown-thread"],
  ["p05_comm_1025", "list-damaged"],
  ["p06b_args_4096_nonul", "beyond-limits"],
  ["p06c_env_4097", "beyond-limits"],
  ["p06d_cg_4097", "beyond-limits"],
  ["p07_entry_past_block", "list-damaged"],
  ["p08_8byte_pad", "beyond-limits"],
  ["p17_trailer_bad", "frame-damaged"],
  ["u02_name256", "beyond-limits"],
  ["u03_home256", "beyond-limits"],
  ["u04_sub_small", "list-damaged"],
  ["zz_pl_2g", "frame-damaged list-damaged"],
]);

function examine(input: string | Uint8Array) {
  const doctor = new Doctor();
  return doctor.examine(openCapture(input, { onDamage: doctor.compression }).chunks());
}

async function rulesOf(input: string | Uint8Array, withNotes = false): Promise<string> {
  const { findings } = await examine(input);
  return findings
    .filter(({ severity }) => withNotes || severity !== "note")
    .map(({ rule }) => rule)
    .join(" ");
}

const lists = (...entries: Uint8Array[]) => concat(sectionHeader(), ...entries, readEnter(0));

/** What is odd in ways that no malformed capture is. */
const ODD: readonly Uint8Array[] = [
  concat(zeroes(100), sectionHeader(), processList(), readEnter(0)),
  concat(processList(), readEnter(0)),
  lists(processList(), resavedInterfaceList(3)),
  lists(shortProcessList(2, 4)),
  lists(block(0x218, i64(100)), processList()),
  concat(lists(processList()), processList({ tid: 9 }), readEnter(1)),
  concat(lists(processList()), readEnter(5), readEnter(1)),
  synthesise({
    threads: [{ tid: 1, pgid: 1, fds: [{ fd: 3, kind: "pidfd" }] }, { tid: 1 }],
    events: [{ event: ">syscall", tid: 1, params: { ID: 425 } }],
  }),
  concat(lists(), eventV2({ type: 6, tid: 4711, params: [i64(9), u32(1)] })),
];

/** Commands that cure what is found, by the words behind `scap-dump`. */
async function curesOf(bytes: Uint8Array): Promise<ReadonlySet<string>> {
  const { findings } = await examine(bytes);
  const cures = findings.map(({ rule }) => DOCTOR_RULES[rule].cure);
  return new Set(
    cures.filter((cure) => cure !== "").map((cure) => cure.replace(/^scap-dump | FILE| -o OUT$/g, "")),
  );
}

async function recover(bytes: Uint8Array): Promise<Uint8Array> {
  const output = new MemoryOutput();
  await recoverCapture(openCapture(bytes).chunks(), new CaptureWriter(output));
  return output.bytes;
}

/** As the command `convert --byte-order little` or `convert --target READER` does. */
async function convert(bytes: Uint8Array, cure: string): Promise<Uint8Array> {
  const output = new MemoryOutput();
  const [, target] = / --target (\S+)/.exec(cure) ?? [];
  const options: ConvertOptions =
    target === undefined
      ? { byteOrder: "little" }
      : { target: WRITE_TARGETS[target as keyof typeof WRITE_TARGETS] };
  await convertCapture(openCapture(bytes).blocks(), new CaptureWriter(output), options);
  return output.bytes;
}

describe("the doctor", () => {
  it.each(readdirSync(MALFORMED))("knows what ails %s", async (file) => {
    expect(await rulesOf(join(MALFORMED, file))).toBe(EXPECTED.get(file.replace(".scap", "")) ?? "");
  });

  it("counts, and tells where the first places are", async () => {
    const late = readEnter(5000);
    const capture = concat(
      sectionHeader(),
      processList(),
      late,
      readExit(1000, "x"),
      late,
      readExit(2000, "y"),
    );
    const report = await examine(capture);
    expect(report).toMatchObject({
      bytes: capture.length,
      blocks: 6,
      events: 4,
      sections: 1,
      counts: { error: 0 },
    });
    const backwards = report.findings.find(({ rule }) => rule === "time-backwards");
    expect(backwards).toMatchObject({ severity: "note", count: 2, places: [{ event: 2 }, { event: 4 }] });
  });

  it("knows the faults of writers", async () => {
    const rest = [readEnter(0), readExit(1000, "x")];
    const threads = concat(sectionHeader(), processList());
    expect(await rulesOf(concat(threads, resavedInterfaceList(3), ...rest))).toBe("interface-list-resaved");
    for (const forgotten of [4, 1] as const) {
      expect(await rulesOf(concat(sectionHeader(), shortProcessList(2, forgotten), ...rest))).toBe(
        "process-list-short",
      );
    }
  });

  it("knows lists that stand where no reader wants them", async () => {
    const fds = block(0x218, i64(100));
    const header = sectionHeader();
    expect(await rulesOf(concat(header, fds, processList(), readEnter(0)))).toBe("list-order");
    expect(await rulesOf(concat(header, processList(), readEnter(0), fds, readEnter(1)))).toBe("list-late");
    expect(await rulesOf(concat(processList(), readEnter(0)))).toBe("no-section-header");
  });

  it("tells events of unknown threads and fds", async () => {
    const unknown = eventV2({ type: 6, tid: 4711, params: [i64(9), u32(1)] });
    expect(await rulesOf(concat(sectionHeader(), processList(), unknown), true)).toBe(
      "machine-info-empty unknown-threads unknown-fds",
    );
  });

  it("keeps few places of many", async () => {
    const bad = eventV2({ params: [] }).fill(0xff, 32, 36);
    const { findings } = await examine(concat(sectionHeader(), ...Array.from({ length: 500 }, () => bad)));
    const malformed = findings.find(({ rule }) => rule === "event-malformed");
    expect(malformed?.count).toBe(500);
    expect(malformed?.places).toHaveLength(20);
  });

  it("tells bytes between blocks from an end that was cut off", async () => {
    const capture = concat(sectionHeader(), processList(), readEnter(0), readEnter(1));
    expect(await rulesOf(concat(capture, zeroes(40), readEnter(1)))).toBe("bytes-lost");
    expect(await rulesOf(capture.subarray(0, -7))).toBe("cut-off");
  });

  it("can find whatever it has a rule for", async () => {
    const found = new Set<string>();
    const names = readdirSync(MALFORMED).map((file) => join(MALFORMED, file));
    for (const input of [...names, ...ODD]) {
      for (const rule of (await rulesOf(input, true)).split(" ")) found.add(rule);
    }
    expect(Object.keys(DOCTOR_RULES).filter((rule) => !found.has(rule))).toEqual([]);
  });

  it("has its rules in the documentation", () => {
    const page = readFileSync(new URL("../../docs/repair.md", import.meta.url), "utf8");
    for (const [id, { severity, meaning, readers, cure }] of Object.entries(DOCTOR_RULES)) {
      const command = cure === "" ? "" : `\`${cure.replace(" FILE", "").replace(" -o OUT", "")}\``;
      expect(page).toContain(`\n| \`${id}\` | ${severity} | ${meaning} | ${readers} | ${command} |\n`);
    }
  });

  it.each(readdirSync(MALFORMED))("has cures that work: %s", async (file) => {
    const bytes = await collect(openCapture(join(MALFORMED, file)).chunks());
    const cures = await curesOf(bytes);
    const recovered = cures.has("recover") ? await recover(bytes) : bytes;
    if (recovered.length === 0) return;
    expect(await curesOf(recovered)).not.toContain("recover");
    let cured = recovered;
    for (const cure of await curesOf(recovered)) cured = await convert(cured, cure);
    expect([...(await curesOf(cured))]).toEqual([]);
  });

  it("finds nothing that needs a cure in what was recovered", async () => {
    const bytes = await collect(openCapture(join(FIXTURES, "captures/p2_state.scap")).chunks());
    await fc.assert(
      fc.asyncProperty(fc.array(anyFault, { minLength: 1, maxLength: 20 }), async (faults) => {
        const output = new MemoryOutput();
        const damaged = damage(bytes, faults);
        const account = await recoverCapture(openCapture(damaged.bytes).chunks(), new CaptureWriter(output));
        if (account.eventsWritten === 0) return;
        const { findings } = await examine(output.bytes);
        const curable = findings.filter(({ rule }) => DOCTOR_RULES[rule].cure.includes("recover"));
        expect(curable).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describeWithReference("the doctor with real captures", ["captures"], (dir) => {
  it.each(["public", "recorded"])("finds no error in those that are sound: %s", async (folder) => {
    for (const file of readdirSync(join(dir, folder))) {
      expect((await examine(join(dir, folder, file))).counts.error, file).toBe(0);
    }
  });
});

describeWithSysdig("what the doctor passes", () => {
  const folder = mkdtempSync(join(tmpdir(), "scap-doctor-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(readdirSync(MALFORMED).filter((file) => !EXPECTED.has(file.replace(".scap", ""))))(
    "%s is opened by sysdig",
    (file) => expect(sysdig("-r", join(MALFORMED, file))).toMatchObject({ status: 0, stderr: "" }),
  );

  it("is opened by sysdig if it comes from random damage", async () => {
    const bytes = await collect(openCapture(join(FIXTURES, "captures/tiny_plain.scap")).chunks());
    const path = join(folder, "random.scap");
    await fc.assert(
      fc.asyncProperty(fc.array(anyFault, { minLength: 1, maxLength: 5 }), async (faults) => {
        const damaged = damage(bytes, faults).bytes;
        if ((await rulesOf(damaged)) !== "") return;
        writeFileSync(path, damaged);
        expect(sysdig("-r", path)).toMatchObject({ status: 0, stderr: "" });
      }),
      { numRuns: 60 },
    );
  });
});
