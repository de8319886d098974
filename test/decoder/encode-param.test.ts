import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/capture.ts";
import { encodeParam, ParamEncodingError } from "../../src/decoder/encode-param.ts";
import type { EventRecord } from "../../src/decoder/event.ts";
import { decodeParam, type ParamValue } from "../../src/decoder/param-value.ts";
import { borrowParam } from "../../src/decoder/params.ts";
import type { ParamSpec, ParamType } from "../../src/schema/types.ts";
import { bigEndian, eventsOnly } from "../helpers/byte-order.ts";
import { describeWithReference } from "../helpers/reference.ts";

const SAMPLES = fileURLToPath(new URL("../../samples", import.meta.url));

describe("encodeParam", () => {
  it.each(capturesIn(SAMPLES))("undoes decodeParam for every parameter of %s", async (path) => {
    expect(await differences(path)).toEqual([]);
  });

  it("does so in the other byte order", async () => {
    const swapped = await bigEndian(await eventsOnly(join(SAMPLES, "tiny.scap")));
    expect(await differences(swapped)).toEqual([]);
  });

  it("takes a number in its signed or unsigned form, and no number that does not fit", () => {
    expect(encode("UID", -1)).toEqual(encode("UID", 0xffffffff));
    expect(encode("ERRNO", -2)).toEqual(Uint8Array.of(0xfe, 255, 255, 255, 255, 255, 255, 255));
    expect(() => encode("UINT8", 256)).toThrow("256 does not fit an unsigned 8-bit number");
    expect(() => encode("INT16", -32769n)).toThrow(ParamEncodingError);
    expect(() => encode("PID", 1.5)).toThrow("a whole number is needed");
  });

  it("refuses text with a NUL, addresses of wrong length and types a parameter cannot have", () => {
    expect(() => encode("FSPATH", "a\0b")).toThrow("NUL");
    expect(() => encode("IPV4ADDR", new Uint8Array(3))).toThrow("4 bytes are needed, not 3");
    expect(() => encode("DYN", { type: "INT8", value: 1 })).toThrow(ParamEncodingError);
  });
});

describeWithReference("encodeParam and recorded captures", ["captures"], (folder) => {
  const paths = ["recorded", "crafted", "public"].flatMap((name) => capturesIn(join(folder, name)));
  it.each(paths)(
    "undoes decodeParam for every parameter of %s",
    async (path) => {
      expect(await differences(path)).toEqual([]);
    },
    120_000,
  );
});

/** Parameters whose value does not give the same bytes again, a line each. */
async function differences(input: string | Uint8Array): Promise<string[]> {
  const lines: string[] = [];
  for await (const batch of openCapture(input).batches()) {
    for (let event = batch.next(); event !== undefined; event = batch.next()) {
      event.spec?.params.forEach((param, k) => {
        if (k >= (event?.paramCount ?? 0) || event === undefined) return;
        const bytes = borrowParam(event, k);
        const value = decodeParam(event, k);
        if (value === null ? bytes.length === 0 : saysAllOf(value, event, k)) {
          const again = encodeParam(param, value, event.littleEndian);
          if (!Buffer.from(bytes).equals(again)) lines.push(`${event.number} ${param.name} ${param.type}`);
        }
      });
    }
  }
  return lines;
}

/** Whether the bytes hold nothing that the value does not tell. */
function saysAllOf(value: ParamValue, event: EventRecord, index: number): boolean {
  const bytes = borrowParam(event, index);
  if (typeof value === "string") return bytes.indexOf(0) === bytes.length - 1;
  if (value instanceof Uint8Array || value === null || typeof value !== "object") return true;
  if ("family" in value && value.family === "other") return bytes.length === 1;
  if ("family" in value && value.family === "unix")
    return bytes.indexOf(0, value.path.length) === bytes.length - 1;
  // Some writers store small values in 8 bytes.
  return !("type" in value) || typeof value.value !== "number" || bytes.length < 9;
}

function capturesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /\.scap(\.gz|\.zst)?$/.test(name))
    .map((name) => join(folder, name));
}

function encode(type: ParamType, value: ParamValue): Uint8Array {
  const param: ParamSpec = {
    name: "x",
    type,
    format: "DEC",
    flags: undefined,
    dirfdParam: undefined,
    dynamic: [],
  };
  return encodeParam(param, value, true);
}
