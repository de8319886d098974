import type { EventRecord } from "../../decoder/event.ts";
import type { BlockBatch } from "../../format/block-batch.ts";
import type { CaptureWriter } from "../../format/capture-writer.ts";
import { blockTypeOf } from "../../format/catalogue.ts";
import { type BlockOption, OPTION_COMMENT } from "../../format/options.ts";
import { encodeText } from "../../format/text.ts";
import { copyBlock } from "../../format/write-block.ts";
import type { WriteTarget } from "../../format/write-target.ts";
import { currentSchema } from "../../schema/current.ts";
import type { Schema } from "../../schema/types.ts";
import { type EditFinding, SectionAssembler } from "../section-assembler.ts";
import { EventRewriter } from "./event-rewriter.ts";

/** What a capture is converted to; what is not given stays as it is, byte by byte where nothing is. */
export interface ConvertOptions {
  /** What events are read with; the newest where nothing is said, which `upgrade` and `downgrade` are made for. */
  readonly schema?: Schema | undefined;
  /** Written so that these readers take it: in blocks of the newest versions, little-endian if nothing else is said. */
  readonly target?: WriteTarget | undefined;
  readonly byteOrder?: "little" | "big" | undefined;
  /** Into the events that a current libs makes of them; numbers change, for enter events mostly go. */
  readonly upgrade?: boolean | undefined;
  /** Calls into enter and exit events, as sysdig 0.29 knows them, where nothing is lost by it. */
  readonly downgrade?: boolean | undefined;
  /** Without the comments of others on sections and events. */
  readonly stripComments?: boolean | undefined;
  /** To be added to section headers. */
  readonly comments?: readonly string[] | undefined;
}

/** What became of a capture. */
export interface ConvertReport {
  readonly blocksWritten: number;
  readonly eventsWritten: number;
  readonly bytesWritten: number;
  /** What could not be kept as it was; the first 1000. */
  readonly findings: readonly EditFinding[];
  readonly findingCount: number;
  /** Whether anything of the capture is not in what was written. */
  readonly hasLoss: boolean;
}

const MAX_FINDINGS = 1000;

/**
 * Writes the blocks of a capture in another form. Where nothing but the compression is to change they are copied as
 * they are. Closes nothing; what `blocks` throws is thrown after what came before was written.
 */
export async function convertCapture(
  blocks: AsyncIterable<BlockBatch>,
  writer: CaptureWriter,
  options: ConvertOptions = {},
): Promise<ConvertReport> {
  const findings: EditFinding[] = [];
  let findingCount = 0;
  let hasLoss = false;
  const onFinding = (finding: EditFinding) => {
    findingCount++;
    hasLoss ||= finding.kind === "lost" || finding.kind === "left-out" || finding.isPartial === true;
    if (findings.length < MAX_FINDINGS) findings.push(finding);
  };
  const converter = isCopy(options) ? new Copier(writer) : assemblerFor(writer, options, onFinding);
  try {
    for await (const batch of blocks) {
      converter.take(batch);
      if (writer.isFull) await writer.flush();
    }
  } finally {
    converter.finish();
    await writer.flush();
  }
  const { blocksWritten, eventsWritten } = converter;
  const { bytesWritten } = writer;
  return { blocksWritten, eventsWritten, bytesWritten, findings, findingCount, hasLoss };
}

function isCopy({ comments = [], schema: _schema, ...options }: ConvertOptions): boolean {
  return (
    comments.length === 0 && Object.values(options).every((value) => value === undefined || value === false)
  );
}

/** Copies blocks as they are. */
class Copier {
  blocksWritten = 0;
  eventsWritten = 0;
  private readonly writer: CaptureWriter;

  constructor(writer: CaptureWriter) {
    this.writer = writer;
  }

  take(batch: BlockBatch): void {
    for (let index = 0; index < batch.count; index++) {
      if (blockTypeOf(batch.types[index] as number).kind === "event") this.eventsWritten++;
      copyBlock(this.writer.sink, batch, index);
    }
    this.blocksWritten += batch.count;
  }

  finish(): void {}
}

function assemblerFor(
  { sink }: CaptureWriter,
  options: ConvertOptions,
  onFinding: (finding: EditFinding) => void,
): SectionAssembler {
  const { schema = currentSchema, target, byteOrder, upgrade, downgrade, stripComments } = options;
  const changesEvents = [target, byteOrder, upgrade, downgrade].some(
    (value) => value !== undefined && value !== false,
  );
  const note = (event: EventRecord, kind: EditFinding["kind"], detail: string) =>
    onFinding({ kind, offset: event.offset, sizeBytes: 0, detail: `event ${event.number}: ${detail}` });
  const changes = { upgrade, downgrade, stripComments, target };
  const rewriter = new EventRewriter(schema, changes, note);
  return new SectionAssembler({
    sink,
    schema,
    onFinding,
    rewrite: {
      target,
      littleEndian: littleEndianFor(options),
      isCurrent: target !== undefined || upgrade === true || undefined,
      headerOptions: headerOptionsFor(options),
    },
    ...((changesEvents || stripComments) && {
      writeEvent: (event, batch, index) =>
        changesEvents
          ? rewriter.write(event, batch, index, sink)
          : rewriter.copyBare(event, batch, index, sink),
    }),
  });
}

/** Other readers take captures of their own byte order only, and run on little-endian machines nearly all. */
function littleEndianFor({ target, byteOrder }: ConvertOptions): boolean | undefined {
  if (byteOrder !== undefined) return byteOrder === "little";
  return target === undefined ? undefined : true;
}

function headerOptionsFor({ stripComments = false, comments = [] }: ConvertOptions) {
  if (!stripComments && comments.length === 0) return undefined;
  const added = comments.map((comment) => ({ code: OPTION_COMMENT, value: encodeText(comment) }));
  return (options: readonly BlockOption[]): readonly BlockOption[] => [
    ...(stripComments ? options.filter(({ code }) => code !== OPTION_COMMENT) : options),
    ...added,
  ];
}
