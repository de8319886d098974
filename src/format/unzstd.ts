import type { ChunkReader } from "./chunk-reader.ts";
import type { OnDamage } from "./errors.ts";
export async function* unzstd(_reader: ChunkReader, _onDamage: OnDamage): AsyncGenerator<Uint8Array> {}
