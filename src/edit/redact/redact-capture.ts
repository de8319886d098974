import type { CaptureOutput } from "../../format/capture-output.ts";
import { CaptureWriter } from "../../format/capture-writer.ts";
import type { OnDamage } from "../../format/errors.ts";
import type { Category, RedactPolicy } from "./policy.ts";
import type { Pseudonyms } from "./pseudonyms.ts";
import { type BlockInput, readableBlocks } from "./readable-blocks.ts";
import { BlockRedactor } from "./redact-block.ts";
import { Redactor } from "./redactor.ts";

/** What a redaction did. */
export interface RedactReport {
  readonly events: number;
  /** Values changed, by category. */
  readonly changed: Readonly<Partial<Record<Category, number>>>;
  /** Values of no known meaning, which were left out. */
  readonly unreadable: number;
  /** Blocks of unknown types or that could not be read, which were left out. */
  readonly blocksLeftOut: number;
  /** Texts that were too long for readers with their pseudonyms, and were cut. */
  readonly textsCut: number;
}

export interface RedactOptions {
  /** For tests: a field, such as `thread.cwd`, that is left as it is. */
  readonly missedField?: string;
  readonly onDamage?: OnDamage;
}

/**
 * Writes a capture with its values redacted to `output`, which the caller closes. What could not be read is not written;
 * the input tells of damage of its frames, `onDamage` of that of blocks.
 */
export async function redactCapture(
  input: BlockInput,
  output: CaptureOutput,
  policy: RedactPolicy,
  pseudonyms: Pseudonyms,
  { missedField, onDamage = () => {} }: RedactOptions = {},
): Promise<RedactReport> {
  const redactor = new Redactor(policy, pseudonyms, missedField);
  const blocks = new BlockRedactor(redactor, input.schema, onDamage);
  const writer = new CaptureWriter(output);
  for await (const batch of readableBlocks(input)) {
    writer.sink.littleEndian = batch.littleEndian;
    for (let index = 0; index < batch.count; index++) {
      blocks.write(writer.sink, batch, index);
      if (writer.isFull) await writer.flush();
    }
  }
  await writer.flush();
  return {
    events: blocks.events,
    changed: redactor.counts,
    unreadable: redactor.unreadable,
    blocksLeftOut: blocks.blocksLeftOut,
    textsCut: writer.sink.cutTexts,
  };
}
