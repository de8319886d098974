import { Parser } from "binary-parser";

/** A layout of fixed size, declared with binary-parser. */
export interface FixedLayout<T> {
  readonly sizeBytes: number;
  /** Reads exactly `sizeBytes` from the start of `bytes`, which must be that long. */
  readonly parse: (bytes: Uint8Array, littleEndian: boolean) => T;
}

/** Compiles a layout for a byte order when that is first met: compiling costs more than all the parsing after it. */
export function fixedLayout<T>(sizeBytes: number, declare: (layout: Parser) => Parser): FixedLayout<T> {
  const compile = (endianness: "little" | "big") => once(() => declare(new Parser().endianness(endianness)));
  const little = compile("little");
  const big = compile("big");
  // The declaration decides the shape of the result; binary-parser itself only says `any`.
  const parse = (bytes: Uint8Array, littleEndian: boolean): T =>
    (littleEndian ? little() : big()).parse(bytes);
  return { sizeBytes, parse };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
