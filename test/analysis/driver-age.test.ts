import { describe, expect, it } from "vitest";
import { EventForms } from "../../src/analysis/driver-age.ts";
import { openCapture } from "../../src/capture/capture.ts";
import { loadHistory } from "../../src/schema/history/history.ts";
import { concat, eventV2, i64, sectionHeader, u8, u32 } from "../helpers/bytes.ts";

const history = await loadHistory();

async function ageOf(...events: Uint8Array[]): Promise<string | undefined> {
  const forms = new EventForms();
  for await (const batch of openCapture(concat(sectionHeader(), ...events)).batches())
    for (let event = batch.next(); event !== undefined; event = batch.next()) forms.add(event);
  const age = forms.age(history);
  return age && `${age.first.tag} ${age.last.tag} ${age.fitting}/${age.events}`;
}

const readExit = eventV2({ type: 7, params: [i64(3), u8(1, 2, 3)] });
const currentReadExit = eventV2({ type: 7, params: [i64(3), u8(1, 2, 3), i64(4), u32(3)] });

describe("EventForms", () => {
  it("tells the drivers that make events of that form", async () => {
    expect(await ageOf(readExit)).toBe("first-import 0.19.0 1/1");
    expect(await ageOf(currentReadExit)).toBe("0.20.0-rc1 HEAD 1/1");
    expect(await ageOf(eventV2({ type: 84, params: [] }))).toBe("first-import HEAD 1/1");
  });

  it("goes by most events", async () => {
    expect(await ageOf(readExit, currentReadExit, currentReadExit)).toBe("0.20.0-rc1 HEAD 2/3");
  });

  it("tells of codes that mean another event now", async () => {
    const bpfExit = eventV2({ type: 293, params: [u8(1, 0, 0, 0, 0, 0, 0, 0, 0)] });
    const forms = new EventForms();
    for await (const batch of openCapture(concat(sectionHeader(), bpfExit, readExit)).batches())
      for (let event = batch.next(); event !== undefined; event = batch.next()) forms.add(event);
    expect(forms.age(history)).toMatchObject({
      first: { tag: "sysdig-0.20.0" },
      last: { tag: "sysdig-0.20.0" },
      misread: [{ code: 293, recordedAs: "bpf", readAs: "execve" }],
    });
  });

  it("knows nothing of captures without events of drivers", async () => {
    expect(await ageOf()).toBeUndefined();
    expect(await ageOf(eventV2({ type: 234, params: [u8(0)] }))).toBeUndefined();
  });

  it("takes codes and parameters that no table has as misfits", async () => {
    const many = eventV2({ type: 7, params: Array.from({ length: 40 }, () => u8(0)) });
    expect(await ageOf(eventV2({ type: 9999, params: [] }), many, readExit)).toBe("first-import 0.19.0 1/3");
  });
});
