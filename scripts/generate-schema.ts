import { writeFileSync } from "node:fs";
import { readFacts } from "./schema/facts.ts";
import { generateSchemaFiles } from "./schema/generate.ts";

const [factsDirectory] = process.argv.slice(2);

if (factsDirectory === undefined) {
  console.error(
    "usage: tsx scripts/generate-schema.ts FACTS_DIR   writes src/schema/*.gen.ts from the reference facts",
  );
  process.exitCode = 2;
} else {
  for (const [name, text] of generateSchemaFiles(readFacts(factsDirectory))) {
    writeFileSync(new URL(`../src/schema/${name}`, import.meta.url), text);
    console.log(`src/schema/${name} ${Buffer.byteLength(text)} bytes`);
  }
}
