import type { EventRecord } from "../decoder/event.ts";
import { ByteSink } from "../format/byte-sink.ts";
import { MAX_BLOCK_SIZE } from "../format/judge.ts";
import { parseContainer } from "../state/containers.ts";
import { textParam, unsignedParam } from "../state/system-call.ts";
import { writeStateOnly } from "./state-only-event.ts";

/** Beyond this, events that tell of containers and their users are not kept. */
const MAX_KEPT_BYTES = Math.min(64 * 1024 * 1024, MAX_BLOCK_SIZE);

/**
 * The events that told of containers and of users and groups in them: the last one for each, ready to be written for the
 * state alone. Lists cannot tell of them.
 */
export class MetaEvents {
  private readonly byKey = new Map<string, Uint8Array>();
  private keptBytes = 0;

  /** Takes note of an event; only those that tell of something are kept. False when there is no room for it. */
  see(event: EventRecord): boolean {
    if (event.spec?.source !== "METAEVENT") return true;
    const key = keyOf(event);
    if (key === undefined) return true;
    const sink = new ByteSink({ capacity: 256, littleEndian: event.littleEndian });
    writeStateOnly(sink, event);
    return this.keep(key, sink.takeAll());
  }

  /** Appends the events, in the order in which they came first. */
  write(sink: ByteSink): void {
    for (const block of this.byKey.values()) sink.raw(block);
  }

  get count(): number {
    return this.byKey.size;
  }

  clear(): void {
    this.byKey.clear();
    this.keptBytes = 0;
  }

  private keep(key: string, block: Uint8Array): boolean {
    const added = block.length - (this.byKey.get(key)?.length ?? 0);
    if (this.keptBytes + added > MAX_KEPT_BYTES) return false;
    this.keptBytes += added;
    this.byKey.set(key, block);
    return true;
  }
}

/** What the event tells of; a later event with the same key makes it old. Undefined for other events. */
function keyOf(event: EventRecord): string | undefined {
  const call = { exit: event, enter: undefined };
  switch (event.spec?.name) {
    case "container": {
      const json = textParam(call, "json");
      return containerKey(json === undefined ? textParam(call, "id") : parseContainer(json)?.id);
    }
    case "asyncevent":
      return containerKey(parseContainer(textParam(call, "data") ?? "")?.id);
    case "useradded":
    case "userdeleted":
      return `user ${unsignedParam(call, "uid")} ${textParam(call, "container_id") ?? ""}`;
    case "groupadded":
    case "groupdeleted":
      return `group ${unsignedParam(call, "gid")} ${textParam(call, "container_id") ?? ""}`;
    default:
      return undefined;
  }
}

function containerKey(id: string | undefined): string | undefined {
  return id === undefined ? undefined : `container ${id}`;
}
