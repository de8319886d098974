import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openFile } from "../../src/format/node-source.ts";
import { describeWithReference } from "../helpers/reference.ts";
import { readCapture, type WholeCapture } from "./read-capture.ts";

/** Minor version, threads, descriptors, IPv4 and IPv6 interfaces, users, groups and event blocks of public captures. */
const CONTENTS: readonly (readonly [file: string, counts: readonly number[]])[] = [
  ["502Error.scap", [0, 4, 23, 22, 23, 46, 77, 22381]],
  ["curl_google.scap", [0, 54, 316, 2, 3, 31, 55, 1536]],
  ["curl_google_comments.scap", [0, 54, 316, 2, 3, 31, 55, 1536]],
  ["falco__cat_write__c140b23.scap", [0, 73, 384, 3, 2, 32, 61, 345]],
  ["falco__empty__7b68fc2.scap", [0, 103, 373, 3, 4, 31, 61, 83]],
  ["falco__open-multiple-files__88faa7c.scap", [0, 128, 685, 3, 5, 40, 70, 1272]],
  ["falco__connect_localhost__88327ab.scap", [0, 184, 690, 7, 0, 41, 71, 374]],
  ["falco__run_as_user_0_container__8912152.scap", [2, 124, 693, 11, 0, 45, 77, 4143]],
  ["falco__write_tmp_test__8912152.scap", [2, 124, 693, 11, 0, 45, 77, 229]],
];

function countsOf({ sections, threads, fds, interfaces, users, groups, events }: WholeCapture): number[] {
  const ipv4 = interfaces.filter(({ family }) => family === "ipv4").length;
  const minor = sections[0]?.minorVersion ?? -1;
  const lists = [ipv4, interfaces.length - ipv4, users.length, groups.length];
  return [minor, threads.length, fds.length, ...lists, events];
}

const readFile = (path: string) => readCapture((onDamage) => openFile(path, { onDamage }));

describeWithReference("public captures", ["captures", "public"], (dir) => {
  it.each(CONTENTS)("%s", async (file, counts) => {
    const capture = await readFile(join(dir, file));
    expect(capture.damages).toEqual([]);
    expect(countsOf(capture)).toEqual(counts);
  });

  it("finds the comments that editcap put into a section header", async () => {
    const { sections } = await readFile(join(dir, "curl_google_comments.scap"));
    expect(sections[0]?.comments).not.toEqual([]);
  });
});

describeWithReference("recorded and crafted captures", ["captures"], (dir) => {
  it.each(["recorded", "crafted"])("%s", async (folder) => {
    for (const file of readdirSync(join(dir, folder))) {
      const capture = await readFile(join(dir, folder, file));
      expect(capture.damages, file).toEqual([]);
      expect(capture.events, file).toBeGreaterThan(0);
      expect(capture.blocks.filter((block) => block.startsWith("0x"))).toEqual([]);
    }
  });
});
