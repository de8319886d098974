import { readGolden } from "./golden.ts";

/** An event as libs HEAD gave it: the current form of the event, with the bytes of every parameter. */
export interface GoldenEvent {
  readonly number: number;
  readonly tsNs: bigint;
  readonly cpu: number;
  readonly tid: number;
  readonly code: number;
  readonly params: readonly GoldenParam[];
}

export interface GoldenParam {
  readonly name: string;
  /** Number of the parameter type in libs. */
  readonly typeId: number;
  readonly length: number;
  readonly hex: string;
}

/** Events of a golden file with lines `number ts cpu tid code name nparams name:type:length:hex…`, tab-separated. */
export function readGoldenParams(path: string): GoldenEvent[] {
  return readGolden(path).map((line) => {
    const [number, ts, cpu, tid, code, , , ...params] = line.split("\t");
    return {
      number: Number(number),
      tsNs: BigInt(ts as string),
      cpu: Number(cpu),
      tid: Number(tid),
      code: Number(code),
      params: params.map(parseParam),
    };
  });
}

function parseParam(text: string): GoldenParam {
  const [name, typeId, length, hex] = text.split(":");
  return { name: name as string, typeId: Number(typeId), length: Number(length), hex: hex ?? "" };
}
