import { readFile } from "node:fs/promises";

/** The text of a file, or of standard input for `-`. */
export async function readAll(file: string): Promise<string> {
  if (file !== "-") return readFile(file, "utf8");
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
