import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { openCapture } from "../../../src/capture/capture.ts";
import { type EventRecord, isStateOnly } from "../../../src/decoder/event.ts";
import { eventName, isGeneric } from "../../../src/decoder/event-name.ts";
import { TextSink } from "../../../src/decoder/text-sink.ts";
import type { View } from "../../../src/decoder/view.ts";
import { compileFormat } from "../../../src/filter/format.ts";
import type { CaptureState } from "../../../src/state/capture-state.ts";

/** Many fields of one event. */
export interface StateLine {
  /** `generic` for events that stand for any system call. */
  readonly event: string;
  readonly values: readonly string[];
}

/** Fields of the `.state` files of sysdig 0.29.3. */
export const SYSDIG_FIELDS: readonly string[] = fields(`
  evt.num proc.name proc.pid proc.ppid proc.exe proc.exepath proc.cmdline proc.cwd proc.pname proc.aname[2] proc.sid
  proc.vpid thread.vtid user.name group.name proc.loginshellid fd.num fd.type fd.typechar fd.name fd.directory
  fd.filename fd.cip fd.cport fd.sip fd.sport fd.l4proto evt.res evt.rawres evt.category evt.is_io evt.buflen
  container.id`);

/** Fields of the `.state` files of libs HEAD. */
export const LIBS_FIELDS: readonly string[] = fields(`
  evt.num evt.type proc.name proc.pid proc.ppid proc.exe proc.exepath proc.cmdline proc.cwd proc.pname proc.aname[2]
  proc.sid proc.sname proc.vpgid proc.pgid proc.tty proc.nthreads proc.nchilds proc.is_exe_writable
  thread.cap_effective user.name user.uid group.name user.loginuid fd.num fd.type fd.typechar fd.name fd.directory
  fd.filename fd.cip fd.cport fd.sip fd.sport fd.l4proto fd.ino fd.dev fs.path.name fs.path.source fs.path.target
  evt.res evt.rawres evt.failed evt.category evt.is_io evt.is_open_read evt.is_open_write evt.abspath`);

/** The fields of every event of a capture, by event number; `compatible` as in the library. */
export async function stateLines(
  capture: string,
  names: readonly string[],
  { view, compatible }: { readonly view: View; readonly compatible: boolean },
): Promise<Map<number, StateLine>> {
  const columns = names.map((name) => compileFormat(`*%${name}`, { view }));
  const sink = new TextSink();
  const lines = new Map<number, StateLine>();
  for await (const { event, state } of eventsOf(capture, view, compatible)) {
    const values = columns.map((column) => {
      sink.truncate(0);
      column.write(sink, event, state);
      return sink.toString();
    });
    lines.set(event.number, { event: isGeneric(event) ? "generic" : eventName(event), values });
  }
  return lines;
}

/** Lines of a golden file by event number. Values may hold line ends, so a line begins with a number. */
export function readStateGolden(path: string): Map<number, string> {
  const text = gunzipSync(readFileSync(path)).toString("utf8");
  const lines = text.split(/\n(?=\d+\|)/).filter((line) => line.trim() !== "");
  return new Map(lines.map((line) => [Number.parseInt(line, 10), line.replace(/\n$/, "")]));
}

function fields(text: string): string[] {
  return text.trim().split(/\s+/);
}

async function* eventsOf(
  path: string,
  view: View,
  compatible: boolean,
): AsyncGenerator<{ event: EventRecord; state: CaptureState }> {
  const fail = () => {
    throw new Error("the capture is sound");
  };
  for await (const batch of openCapture(path, { onDamage: fail }).batches({ view, compatible })) {
    for (let event = batch.next(); event !== undefined; event = batch.next())
      if (!isStateOnly(event)) yield { event, state: batch.state };
  }
}
