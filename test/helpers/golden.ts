import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** Lines of a compressed golden file. */
export function readGolden(path: string): string[] {
  return gunzipSync(readFileSync(path))
    .toString("utf8")
    .split("\n")
    .filter((line) => line.trim() !== "");
}

/**
 * Whether a line of ours says the same as sysdig 0.29.3's, whose event table is of March 2022: word by word, with the
 * differences between that table and the newest one allowed for (docs/differences.md, "Table").
 */
export function saysTheSame(ours: string, theirs: string): boolean {
  const a = ours.trimEnd().split(" ");
  const b = theirs.trimEnd().split(" ");
  // A line's last value may be empty, and is trimmed with the line's end.
  if (a.length !== b.length) return false;
  return a.every((word, at) => word === b[at] || isAllowed(word, b[at] as string, a[6] as string));
}

function isAllowed(ours: string, theirs: string, eventType: string): boolean {
  return (
    isEmptyValue(ours, theirs) ||
    isAliasList(ours, theirs) ||
    isAddress(ours, theirs, eventType) ||
    isAccount(ours, theirs) ||
    ours === theirs.replace(/^pgid=/, "vpgid=") ||
    (ours === "unknown" && theirs === "<unknown>") ||
    (ours === "rt_sigreturn" && theirs === "sigreturn")
  );
}

/** An empty buffer or address. */
function isEmptyValue(ours: string, theirs: string): boolean {
  return /^\w+=(NULL|<NA>)$/.test(ours) && /^\w+=(NULL)?$/.test(theirs) && nameOf(ours) === nameOf(theirs);
}

/** All names of an enumeration's value instead of one; a name where there was none. */
function isAliasList(ours: string, theirs: string): boolean {
  const mine = /^(\w+=\d+)\(([\w|]+)\)$/.exec(ours);
  const other = /^(\w+=\d+)(?:\((\w+)\))?$/.exec(theirs);
  if (mine === null || other === null || mine[1] !== other[1]) return false;
  return other[2] === undefined || (mine[2] as string).split("|").includes(other[2]);
}

/** The result of mmap, in decimal or in hex. */
function isAddress(ours: string, theirs: string, eventType: string): boolean {
  if (!eventType.startsWith("mmap") || nameOf(ours) !== "res") return false;
  const address = BigInt.asUintN(64, BigInt(ours.slice(4).replace(/\(.*/, "")));
  return theirs === `res=${address.toString(16).toUpperCase()}`;
}

/** A uid or gid with its name. */
function isAccount(ours: string, theirs: string): boolean {
  return /^\w*[ug]id=-?\d+\(.*\)$/.test(ours) && ours.replace(/\(.*\)$/, "") === theirs;
}

function nameOf(word: string): string {
  return word.slice(0, word.indexOf("="));
}
