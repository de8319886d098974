import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { KEY_SIZE } from "../../edit/redact/keyed-hash.ts";
import type { Mapping } from "../../edit/redact/pseudonyms.ts";
import { openFileOutput } from "../../format/node-file-output.ts";

const KEY_LINE = /^scap-redact-key 1 ([0-9a-f]{64})\s*$/;
const MAP_MAGIC = "scap-redact-map 1\n";
const NONCE_SIZE = 12;
const TAG_SIZE = 16;
const OWNER_ONLY = 0o600;

/** A new key; where no key file is made it is used once and forgotten, and its pseudonyms cannot be undone. */
export function newKey(): Uint8Array {
  return randomBytes(KEY_SIZE);
}

/** Makes a key file that its owner alone can read; one that is there already is never replaced. */
export async function createKeyFile(path: string, key: Uint8Array): Promise<void> {
  const text = `scap-redact-key 1 ${Buffer.from(key).toString("hex")}\n`;
  await writeFile(path, text, { mode: OWNER_ONLY, flag: "wx" });
}

/** The key in a key file. */
export async function readKeyFile(path: string): Promise<Uint8Array> {
  const found = KEY_LINE.exec(await readFile(path, "utf8"));
  if (found === null) throw new Error(`${path} is no key file: make one with --new-key`);
  return Buffer.from(found[1] as string, "hex");
}

/** Writes what stands for what, encrypted with the key (AES-256-GCM). */
export async function writeMapping(
  path: string,
  mapping: Mapping,
  key: Uint8Array,
  { force, inputs }: { readonly force: boolean; readonly inputs: readonly string[] },
): Promise<void> {
  const nonce = randomBytes(NONCE_SIZE);
  const cipher = createCipheriv("aes-256-gcm", mapKey(key), nonce);
  const sealed = Buffer.concat([cipher.update(JSON.stringify([...mapping])), cipher.final()]);
  const bytes = Buffer.concat([Buffer.from(MAP_MAGIC), nonce, cipher.getAuthTag(), sealed]);
  const output = await openFileOutput(path, { force, inputs, mode: OWNER_ONLY });
  try {
    await output.write(bytes);
    await output.close();
  } catch (error) {
    await output.abort();
    throw error;
  }
}

/** What stands for what; throws where the file is none, was changed, or belongs to another key. */
export async function readMapping(path: string, key: Uint8Array): Promise<Mapping> {
  const bytes = await readFile(path);
  const start = MAP_MAGIC.length;
  if (
    bytes.subarray(0, start).toString("latin1") !== MAP_MAGIC ||
    bytes.length < start + NONCE_SIZE + TAG_SIZE
  )
    throw new Error(`${path} is no mapping of redact`);
  const decipher = createDecipheriv("aes-256-gcm", mapKey(key), bytes.subarray(start, start + NONCE_SIZE));
  const sealedAt = start + NONCE_SIZE + TAG_SIZE;
  decipher.setAuthTag(bytes.subarray(start + NONCE_SIZE, sealedAt));
  try {
    const text = Buffer.concat([decipher.update(bytes.subarray(sealedAt)), decipher.final()]).toString(
      "utf8",
    );
    // Authentic, so it is what `writeMapping` wrote.
    return new Map(JSON.parse(text) as [string, string][]);
  } catch (error) {
    throw new Error(`${path} does not belong to this key, or was changed`, { cause: error });
  }
}

/** The key for mappings, apart from that for pseudonyms. */
function mapKey(key: Uint8Array): Uint8Array {
  return createHmac("sha256", key).update("mapping").digest();
}
