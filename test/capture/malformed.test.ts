import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/capture.ts";
import { ScapError } from "../../src/format/errors.ts";

const FOLDER = fileURLToPath(new URL("../fixtures/malformed", import.meta.url));

/**
 * What comes of each file with one fault or one legal oddity: how many events are given, whether reading went on to
 * the end, and the damage named with its offset. A file with an oddity that nobody need know of is "fine".
 */
const OUTCOMES: readonly (readonly [
  file: string,
  events: number,
  end: "fine" | "damage" | "stop",
  damage: string,
])[] = [
  ["c00_good", 2, "fine", ""],
  ["c01_empty", 0, "stop", "not-a-capture@0"],
  ["c02_7bytes", 0, "stop", "not-a-capture@0"],
  ["c03_bigendian", 1, "fine", ""],
  ["c05_major2", 0, "stop", "unsupported-version@0"],
  ["c06_minor99", 2, "fine", ""],
  ["c06b_major0", 2, "fine", ""],
  ["c07_shb_total20", 0, "stop", "bad-length@0"],
  ["c08_shb_trailer_bad", 2, "damage", "bad-trailer@0"],
  ["c10_shb_opts", 2, "fine", ""],
  ["c11_gz_truncated", 0, "stop", "truncated@673"],
  ["c12_gz_badcrc", 2, "damage", "bad-compression@768"],
  ["c13_gz_trailing_garbage", 2, "damage", "bad-compression@768"],
  ["c13b_gz_two_members", 3, "fine", ""],
  ["c15b_trailing7", 2, "stop", "truncated@768"],
  ["c16_trunc_body", 2, "stop", "truncated@768"],
  ["c17_trunc_trailer", 3, "damage", "truncated@768"],
  ["c18_ev_trailer_bad", 4, "damage", "bad-trailer@768"],
  ["c19_unknown_before", 2, "fine", ""],
  ["c20_unknown_between", 3, "fine", ""],
  ["c21_unknown_len8", 0, "stop", "bad-length@328"],
  ["c21b_unknown_len0", 0, "stop", "bad-length@328"],
  ["c22_unknown_unaligned", 2, "damage", "bad-length@328"],
  ["c23_unknown_past_eof", 0, "stop", "truncated@328"],
  ["c25_second_no_events", 2, "fine", ""],
  ["c26_double_shb", 2, "fine", ""],
  ["e01_len_25", 3, "damage", "bad-event@768"],
  ["e01b_len_0", 3, "damage", "bad-event@768"],
  ["e02_len_past", 3, "damage", "bad-event@768"],
  ["e03_nparams_big", 3, "damage", "bad-event@768"],
  ["e04_lens_past", 3, "damage", "bad-event@768"],
  ["e05_lens_short", 4, "fine", ""],
  ["e06_type_9999", 4, "fine", ""],
  ["e06b_type_400", 5, "fine", ""],
  ["e07b_nonlarge_toobig", 4, "fine", ""],
  ["e08_large_1mb", 4, "fine", ""],
  ["e09_large_4gb_claim", 2, "stop", "limit@768"],
  ["e09b_large_total_ffffffff", 2, "stop", "limit@768"],
  ["e10_v1_good", 4, "fine", ""],
  ["e10c_v1_shortlens", 3, "damage", "bad-event@768"],
  ["e10d_v1_evf", 4, "fine", ""],
  ["e10e_v1_int", 4, "fine", ""],
  ["e10f_v1_len_past", 3, "damage", "bad-event@768"],
  ["e12_nonlarge_block_large_type", 4, "fine", ""],
  ["e13b_large_block_u32lens_smalltype", 4, "fine", ""],
  ["e14_evf_stateonly", 4, "fine", ""],
  ["e14b_evf_zero", 4, "fine", ""],
  ["e14c_evf_ffff", 4, "fine", ""],
  ["e15_total_16", 3, "damage", "bad-event@768"],
  ["e16_cpu65535", 4, "fine", ""],
  ["e17_ts_back", 4, "fine", ""],
  ["e19_nparams_more", 4, "fine", ""],
  ["e19b_nparams_more_unmanaged", 4, "fine", ""],
  ["e20_nparams_less", 4, "fine", ""],
  ["e23_unused_type", 4, "fine", ""],
  ["e24_param_wrong_size", 4, "fine", ""],
  ["e25_block_unaligned", 2, "fine", ""],
  ["f01_unknown_tid", 2, "fine", ""],
  ["f02_body4", 2, "damage", "bad-block@600"],
  ["f04_unknown_type_v1", 2, "damage", "bad-block@625"],
  ["f05_type0", 2, "fine", ""],
  ["f06_name1024", 2, "fine", ""],
  ["f06b_name1023", 2, "fine", ""],
  ["f07_sub_small", 2, "damage", "bad-block@628"],
  ["f08_sub_big", 2, "damage", "bad-block@612"],
  ["f09_dup_fd", 2, "fine", ""],
  ["f10_no_dev", 2, "fine", ""],
  ["f11_all_types", 2, "fine", ""],
  ["f12_new_types", 2, "fine", ""],
  ["i01_type9", 2, "fine", ""],
  ["i02_name1024", 2, "damage", "bad-block@256"],
  ["i02b_name1023", 2, "fine", ""],
  ["i03_sub_wrap", 2, "damage", "bad-block@232"],
  ["i04_sub_small", 2, "damage", "bad-block@240"],
  ["i05_sub_big", 2, "damage", "bad-block@232"],
  ["i06_body4", 2, "damage", "bad-block@232"],
  ["i07_total_huge", 0, "stop", "limit@220"],
  ["i07b_total_8", 0, "stop", "bad-length@220"],
  ["i08_namelen_mismatch", 2, "damage", "bad-block@256"],
  ["m01_short", 2, "damage", "bad-block@28"],
  ["m02_long", 2, "fine", ""],
  ["m03_two", 2, "fine", ""],
  ["m04_host_full", 2, "fine", ""],
  ["p01_sub_small", 2, "damage", "bad-block@388"],
  ["p02_sub_extra_skip", 2, "fine", ""],
  ["p03_sub_past_block", 2, "damage", "bad-block@340"],
  ["p04_sub_zero", 2, "damage", "bad-block@340"],
  ["p05_comm_1025", 2, "damage", "bad-block@382"],
  ["p05b_comm_1024", 2, "fine", ""],
  ["p06b_args_4096_nonul", 2, "fine", ""],
  ["p06c_env_4097", 2, "fine", ""],
  ["p06d_cg_4097", 2, "fine", ""],
  ["p07_entry_past_block", 2, "damage", "bad-block@340"],
  ["p08_8byte_pad", 2, "fine", ""],
  ["p09_tail30", 2, "fine", ""],
  ["p10_dup_tid", 2, "fine", ""],
  ["p11_empty_pl", 2, "fine", ""],
  ["p12_tid_neg", 2, "fine", ""],
  ["p13_comm_nul", 2, "fine", ""],
  ["p17_trailer_bad", 2, "damage", "bad-trailer@328"],
  ["p18_unaligned", 2, "damage", "bad-length@328"],
  ["p21_plV1", 2, "fine", ""],
  ["p22_plV2", 2, "fine", ""],
  ["p23_plV3", 2, "fine", ""],
  ["p25_plV5", 2, "fine", ""],
  ["p26_plV6", 2, "fine", ""],
  ["p27_plV7", 2, "fine", ""],
  ["p28_plV8", 2, "fine", ""],
  ["u01_type7", 2, "fine", ""],
  ["u02_name256", 2, "fine", ""],
  ["u02b_name255", 2, "fine", ""],
  ["u03_home256", 2, "fine", ""],
  ["u04_sub_small", 2, "damage", "bad-block@281"],
  ["u04b_sub_zero", 2, "damage", "bad-block@276"],
  ["zz_pl_2g", 0, "stop", "limit@328"],
  ["zz_unknown_5000", 2, "fine", ""],
  ["zz_unknown_empty", 2, "fine", ""],
];

describe("files with one fault each", () => {
  it("are all judged", () => {
    expect(OUTCOMES.map(([file]) => `${file}.scap`).sort()).toEqual(readdirSync(FOLDER).sort());
  });

  it.each(OUTCOMES)("%s", async (file, events, end, damage) => {
    const capture = openCapture(`${FOLDER}/${file}.scap`);
    let count = 0;
    let stoppedBy: unknown;
    try {
      for await (const event of capture.events()) {
        event.args();
        count++;
      }
    } catch (error) {
      stoppedBy = error;
    }
    if (end === "stop") expect(stoppedBy).toBeInstanceOf(ScapError);
    else expect(stoppedBy).toBeUndefined();
    expect(count).toBe(events);
    expect(capture.damage.map(({ code, context }) => `${code}@${context.offset}`).join(" ")).toBe(damage);
  });
});
