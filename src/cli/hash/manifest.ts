import { countOf, countText, utcText } from "../quantity-text.ts";

/** What a manifest says of a capture. */
export interface ManifestEntry {
  readonly file: string;
  /** Of the file as it is stored. */
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly compression: string;
  /** Of all blocks, uncompressed: the same however the file is compressed. */
  readonly contentSha256: string;
  readonly events: number;
  readonly firstTsNs: bigint | undefined;
  readonly lastTsNs: bigint | undefined;
  readonly damageCount: number;
  /** Whether data of the capture could not be read. */
  readonly hasLoss: boolean;
}

/** Who made a manifest, when and how. */
export interface ManifestHead {
  readonly tool: string;
  readonly version: string;
  readonly command: readonly string[];
  /** As `Date.toISOString` gives it. */
  readonly made: string;
}

/** A file of a manifest as it should be. */
export interface Expected {
  readonly file: string;
  readonly sha256: string;
}

const LINE = /^(\\?)([0-9a-f]{64}) [ *](.+)$/;
const MAX_ENTRIES = 1_000_000;

/** Lines that sha256sum reads, too: comments begin with #. */
export function renderHead({ tool, version, command, made }: ManifestHead): string {
  return `# ${tool} ${version}, ${made}\n# ${escapeName(command.join(" ")).name}\n`;
}

/** One capture: a comment and a line as sha256sum writes it. */
export function renderEntry(entry: ManifestEntry): string {
  const { sha256, sizeBytes, compression, contentSha256, events, firstTsNs, lastTsNs, damageCount, hasLoss } =
    entry;
  const span =
    firstTsNs === undefined || lastTsNs === undefined
      ? ""
      : `, ${utcText(firstTsNs)} to ${utcText(lastTsNs)}`;
  const damage =
    damageCount === 0 ? "none" : `${countOf(damageCount, "finding")}${hasLoss ? ", data lost" : ""}`;
  const { mark, name } = escapeName(entry.file);
  return [
    "#",
    `# ${countText(sizeBytes)} bytes, compression ${compression}, ${countOf(events, "event")}${span}, damage: ${damage}`,
    `# uncompressed ${contentSha256}`,
    `${mark}${sha256}  ${name}\n`,
  ].join("\n");
}

/** The files a manifest names, in either form. Throws an error that says what is wrong with it. */
export function parseManifest(text: string): Expected[] {
  const entries = text.trimStart().startsWith("{") ? fromJson(text) : fromLines(text);
  if (entries.length === 0) throw new Error("the manifest names no file");
  return entries.slice(0, MAX_ENTRIES);
}

function fromLines(text: string): Expected[] {
  return text.split("\n").flatMap((line, k) => {
    if (line === "" || line.startsWith("#")) return [];
    const [, mark, sha256, name] = LINE.exec(line) ?? [];
    if (sha256 === undefined || name === undefined)
      throw new Error(`line ${k + 1} of the manifest is no SHA-256 and file`);
    return [{ sha256, file: mark === "" ? name : unescapeName(name) }];
  });
}

function fromJson(text: string): Expected[] {
  const manifest: unknown = JSON.parse(text);
  const files =
    typeof manifest === "object" && manifest !== null && "files" in manifest ? manifest.files : undefined;
  if (!Array.isArray(files)) throw new Error("the manifest has no list of files");
  return files.map((entry: unknown) => {
    const { file, sha256 } = Object(entry);
    if (typeof file !== "string" || typeof sha256 !== "string")
      throw new Error("a file of the manifest has no name or no SHA-256");
    return { file, sha256 };
  });
}

/** As sha256sum has it: names with line ends or backslashes are written with escapes, behind a backslash. */
function escapeName(name: string): { mark: string; name: string } {
  if (!/[\\\n\r]/.test(name)) return { mark: "", name };
  return { mark: "\\", name: name.replace(/\\/g, "\\\\").replace(/\n/g, "\\n").replace(/\r/g, "\\r") };
}

function unescapeName(name: string): string {
  return name.replace(/\\([\\nr])/g, (_, char: string) => (char === "n" ? "\n" : char === "r" ? "\r" : "\\"));
}
