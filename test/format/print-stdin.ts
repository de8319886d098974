// Run by node-source.test.ts: prints what arrived on standard input as a capture source.
import { openStdin } from "../../src/format/node-source.ts";

const source = openStdin({ onDamage: (damage) => console.log(damage) });
let sizeBytes = 0;
for await (const chunk of source.chunks) {
  sizeBytes += chunk.length;
  if (process.argv[2] === "first") break;
}
const { compression, bytesRead } = source;
console.log(
  JSON.stringify({ uncompressed: sizeBytes, compression, bytesRead, input: source.sizeBytes ?? null }),
);
