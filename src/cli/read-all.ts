import { readFile } from "node:fs/promises";

/** The bytes of a file, or of standard input for `-`. */
export async function readBytes(file: string): Promise<Uint8Array> {
  if (file !== "-") return readFile(file);
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The text of a file, or of standard input for `-`. */
export async function readText(file: string): Promise<string> {
  return new TextDecoder().decode(await readBytes(file));
}
