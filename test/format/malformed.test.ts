import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { damageLines, readBytes } from "./read-capture.ts";

const DIR = fileURLToPath(new URL("../fixtures/malformed/", import.meta.url));

/**
 * What is read of each capture of the malformed corpus: numbers of machine infos, interfaces, users, groups, threads,
 * descriptors and event blocks, then the damage (code, whether data is lost, offset). Two things that may look like
 * mistakes: an event whose contents are wrong is none here, for only its frame is looked at; and lists with a wrong
 * entry keep the entries before it, of which these captures have none.
 */
const CORPUS: readonly (readonly [name: string, counts: string, ...damages: string[]])[] = [
  ["c00_good", "1 1 1 1 1 1 2"],
  ["c01_empty", "0 0 0 0 0 0 0", "not-a-capture lost 0"],
  ["c02_7bytes", "0 0 0 0 0 0 0", "not-a-capture lost 0"],
  ["c03_bigendian", "1 0 0 0 1 0 1"],
  ["c06_minor99", "0 0 0 0 0 0 2"],
  ["c06b_major0", "0 0 0 0 0 0 2"],
  ["c07_shb_total20", "0 0 0 0 0 0 0", "bad-length lost 0"],
  ["c08_shb_trailer_bad", "0 0 0 0 0 0 2", "bad-trailer odd 0"],
  ["c10_shb_opts", "1 1 1 1 1 1 2"],
  ["c11_gz_truncated", "1 1 1 1 1 1 0", "truncated lost 673", "truncated lost 656"],
  ["c12_gz_badcrc", "1 1 1 1 1 1 2", "bad-compression lost 768"],
  ["c13_gz_trailing_garbage", "1 1 1 1 1 1 2", "bad-compression odd 768"],
  ["c13b_gz_two_members", "1 1 1 1 1 1 3"],
  ["c15b_trailing7", "1 1 1 1 1 1 2", "truncated lost 768"],
  ["c16_trunc_body", "1 1 1 1 1 1 2", "truncated lost 768"],
  ["c17_trunc_trailer", "1 1 1 1 1 1 3", "truncated odd 768"],
  ["c18_ev_trailer_bad", "1 1 1 1 1 1 4", "bad-trailer odd 768"],
  ["c19_unknown_before", "1 1 1 1 1 1 2"],
  ["c20_unknown_between", "1 1 1 1 1 1 3"],
  ["c21_unknown_len8", "1 1 1 1 0 0 0", "bad-length lost 328"],
  ["c21b_unknown_len0", "1 1 1 1 0 0 0", "bad-length lost 328"],
  ["c22_unknown_unaligned", "1 1 1 1 1 1 2", "bad-length odd 328"],
  ["c23_unknown_past_eof", "1 1 1 1 0 0 0", "truncated lost 328"],
  ["c25_second_no_events", "2 1 1 1 1 1 2"],
  ["c26_double_shb", "1 1 1 1 1 1 2"],
  ["e01_len_25", "1 1 1 1 1 1 4"],
  ["e01b_len_0", "1 1 1 1 1 1 4"],
  ["e02_len_past", "1 1 1 1 1 1 4"],
  ["e03_nparams_big", "1 1 1 1 1 1 4"],
  ["e04_lens_past", "1 1 1 1 1 1 4"],
  ["e05_lens_short", "1 1 1 1 1 1 4"],
  ["e06_type_9999", "1 1 1 1 1 1 4"],
  ["e06b_type_400", "1 1 1 1 1 1 5"],
  ["e07b_nonlarge_toobig", "1 1 1 1 1 1 4"],
  ["e08_large_1mb", "1 1 1 1 1 1 4"],
  ["e09_large_4gb_claim", "1 1 1 1 1 1 2", "limit lost 768"],
  ["e09b_large_total_ffffffff", "1 1 1 1 1 1 2", "limit lost 768"],
  ["e10_v1_good", "1 1 1 1 1 1 4"],
  ["e10c_v1_shortlens", "1 1 1 1 1 1 4"],
  ["e10d_v1_evf", "1 1 1 1 1 1 4"],
  ["e10e_v1_int", "1 1 1 1 1 1 4"],
  ["e10f_v1_len_past", "1 1 1 1 1 1 4"],
  ["e12_nonlarge_block_large_type", "1 1 1 1 1 1 4"],
  ["e13b_large_block_u32lens_smalltype", "1 1 1 1 1 1 4"],
  ["e14_evf_stateonly", "1 1 1 1 1 1 4"],
  ["e14b_evf_zero", "1 1 1 1 1 1 4"],
  ["e14c_evf_ffff", "1 1 1 1 1 1 4"],
  ["e15_total_16", "1 1 1 1 1 1 4"],
  ["e16_cpu65535", "1 1 1 1 1 1 4"],
  ["e17_ts_back", "1 1 1 1 1 1 4"],
  ["e19_nparams_more", "1 1 1 1 1 1 4"],
  ["e19b_nparams_more_unmanaged", "1 1 1 1 1 1 4"],
  ["e20_nparams_less", "1 1 1 1 1 1 4"],
  ["e23_unused_type", "1 1 1 1 1 1 4"],
  ["e24_param_wrong_size", "1 1 1 1 1 1 4"],
  ["e25_block_unaligned", "1 1 1 1 1 1 2"],
  ["f01_unknown_tid", "1 1 1 1 1 2 2"],
  ["f02_body4", "1 1 1 1 1 0 2", "bad-block lost 600"],
  ["f04_unknown_type_v1", "1 1 1 1 1 0 2", "bad-block lost 625"],
  ["f05_type0", "1 1 1 1 1 2 2"],
  ["f06_name1024", "1 1 1 1 1 1 2"],
  ["f06b_name1023", "1 1 1 1 1 1 2"],
  ["f07_sub_small", "1 1 1 1 1 0 2", "bad-block lost 628"],
  ["f08_sub_big", "1 1 1 1 1 0 2", "bad-block lost 612"],
  ["f09_dup_fd", "1 1 1 1 1 2 2"],
  ["f10_no_dev", "1 1 1 1 1 1 2"],
  ["f11_all_types", "1 1 1 1 1 16 2"],
  ["f12_new_types", "1 1 1 1 1 5 2"],
  ["i01_type9", "1 0 1 1 1 1 2"],
  ["i02_name1024", "1 1 1 1 1 1 2", "bad-block lost 256"],
  ["i02b_name1023", "1 1 1 1 1 1 2"],
  ["i03_sub_wrap", "1 0 1 1 1 1 2", "bad-block lost 232"],
  ["i04_sub_small", "1 0 1 1 1 1 2", "bad-block lost 240"],
  ["i05_sub_big", "1 0 1 1 1 1 2", "bad-block lost 232"],
  ["i06_body4", "1 0 1 1 1 1 2", "bad-block lost 232"],
  ["i07_total_huge", "1 0 0 0 0 0 0", "limit lost 220"],
  ["i07b_total_8", "1 0 0 0 0 0 0", "bad-length lost 220"],
  ["i08_namelen_mismatch", "1 0 1 1 1 1 2", "bad-block lost 256"],
  ["m01_short", "1 0 0 0 1 0 2", "bad-block lost 28"],
  ["m02_long", "1 0 0 0 1 0 2"],
  ["m03_two", "2 0 0 0 1 0 2"],
  ["m04_host_full", "1 0 0 0 1 0 2"],
  ["p01_sub_small", "1 1 1 1 0 1 2", "bad-block lost 388"],
  ["p02_sub_extra_skip", "1 1 1 1 2 1 2"],
  ["p03_sub_past_block", "1 1 1 1 0 1 2", "bad-block lost 340"],
  ["p04_sub_zero", "1 1 1 1 0 1 2", "bad-block lost 340"],
  ["p05_comm_1025", "1 1 1 1 1 1 2", "bad-block lost 382"],
  ["p05b_comm_1024", "1 1 1 1 1 1 2"],
  ["p06b_args_4096_nonul", "1 1 1 1 1 1 2"],
  ["p06c_env_4097", "1 1 1 1 1 1 2"],
  ["p06d_cg_4097", "1 1 1 1 1 1 2"],
  ["p07_entry_past_block", "1 1 1 1 0 0 2", "bad-block lost 340"],
  ["p08_8byte_pad", "1 1 1 1 1 1 2"],
  ["p09_tail30", "1 1 1 1 1 1 2"],
  ["p10_dup_tid", "1 1 1 1 2 1 2"],
  ["p11_empty_pl", "1 1 1 1 1 1 2"],
  ["p12_tid_neg", "1 1 1 1 2 1 2"],
  ["p13_comm_nul", "1 1 1 1 1 1 2"],
  ["p17_trailer_bad", "1 1 1 1 1 0 2", "bad-trailer odd 328"],
  ["p18_unaligned", "1 1 1 1 1 0 2", "bad-length odd 328"],
  ["p21_plV1", "1 1 1 1 1 1 2"],
  ["p22_plV2", "1 1 1 1 1 1 2"],
  ["p23_plV3", "1 1 1 1 1 1 2"],
  ["p25_plV5", "1 1 1 1 1 1 2"],
  ["p26_plV6", "1 1 1 1 1 1 2"],
  ["p27_plV7", "1 1 1 1 1 1 2"],
  ["p28_plV8", "1 1 1 1 1 1 2"],
  ["u01_type7", "1 1 0 1 1 1 2"],
  ["u02_name256", "1 1 1 0 1 1 2"],
  ["u02b_name255", "1 1 1 0 1 1 2"],
  ["u03_home256", "1 1 1 0 1 1 2"],
  ["u04_sub_small", "1 1 0 0 1 1 2", "bad-block lost 281"],
  ["u04b_sub_zero", "1 1 1 0 1 1 2", "bad-block odd 276"],
  ["zz_pl_2g", "1 1 1 1 0 0 0", "limit lost 328"],
  ["zz_unknown_5000", "1 1 1 1 1 1 2"],
  ["zz_unknown_empty", "1 1 1 1 1 1 2"],
];

describe("the malformed corpus", () => {
  it.each(CORPUS)("%s: %s", async (name, counts, ...damages) => {
    const capture = await readBytes(readFileSync(`${DIR}${name}.scap`));
    const { machines, interfaces, users, groups, threads, fds, events } = capture;
    const lists = [machines, interfaces, users, groups, threads, fds];
    expect([...lists.map(({ length }) => length), events].join(" ")).toBe(counts);
    const found = capture.damages.map(
      ({ code, lost, context }) => `${code} ${lost ? "lost" : "odd"} ${context.offset}`,
    );
    expect(found, damageLines(capture).join("\n")).toEqual(damages);
  });

  it("refuses a version it does not know", async () => {
    const reading = readBytes(readFileSync(`${DIR}c05_major2.scap`));
    await expect(reading).rejects.toMatchObject({ name: "ScapError", code: "unsupported-version" });
  });

  it("is covered in full", () => {
    const names = readdirSync(DIR).map((file) => file.replace(/\.scap$/, ""));
    expect(new Set([...CORPUS.map(([name]) => name), "c05_major2"])).toEqual(new Set(names));
  });
});

describe("details of the malformed corpus", () => {
  const read = (name: string) => readBytes(readFileSync(`${DIR}${name}.scap`));

  it("keeps texts as they are, or cuts them where no reader would take them", async () => {
    expect((await read("m04_host_full")).machines[0]?.hostname).toHaveLength(128);
    expect((await read("p05_comm_1025")).threads[0]?.comm).toHaveLength(1024);
    expect((await read("i02_name1024")).interfaces[0]?.name).toHaveLength(1023);
    expect((await read("f06_name1024")).fds[0]).toMatchObject({ name: expect.stringMatching(/^.{1024}$/) });
    expect((await read("u02_name256")).users[0]?.name).toHaveLength(256);
  });

  it("takes a tail of 30 bytes for the old layout", async () => {
    expect((await read("p09_tail30")).threads[0]).toMatchObject({ loginuid: 1000, exeUpperLayer: true });
  });

  it("takes a missing device for none", async () => {
    expect((await read("f10_no_dev")).fds[0]).toMatchObject({ kind: "file", name: "/etc/passwd", dev: 0 });
  });

  it("exposes the comments of a section header", async () => {
    expect((await read("c10_shb_opts")).sections[0]?.comments).toEqual(["hello"]);
  });

  it("tells why the file is none of ours", async () => {
    expect(damageLines(await read("c02_7bytes"))).toEqual([
      "not-a-capture lost 0 -: capture ends inside a block header: 7 stray bytes",
    ]);
  });
});
