import type { EventRecord } from "../../decoder/event.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import { type ContainerInfo, parseContainer } from "../../state/containers.ts";
import { type SystemCall, textParam } from "../../state/system-call.ts";

const ASYNC_NAMES: ReadonlySet<string | undefined> = new Set(["container", "container_removed"]);

/** What was found for the event described last: several fields of one event are asked for in a row. */
let described: { state: CaptureState; number: number; container: ContainerInfo | undefined } | undefined;

/** The container that an event describes; undefined for all events but those about containers. */
export function eventContainer(event: EventRecord, state: CaptureState): ContainerInfo | undefined {
  if (event.spec?.name !== "container" && event.spec?.name !== "asyncevent") return undefined;
  const { number } = event;
  if (described?.state !== state || described.number !== number) {
    described = { state, number, container: describe({ exit: event, enter: undefined }, state) };
  }
  return described.container;
}

/** The container that an event describes, else the one that its thread runs in, as far as the capture describes it. */
export function containerOf(event: EventRecord, state: CaptureState): ContainerInfo | undefined {
  const own = eventContainer(event, state);
  if (own !== undefined) return own;
  return state.thread && state.containers.get(state.containerIdOf(state.thread));
}

/** Id of that container, whether it is described or not; "" on the host, undefined for unknown threads. */
export function containerIdOf(event: EventRecord, state: CaptureState): string | undefined {
  const own = eventContainer(event, state);
  if (own !== undefined) return own.id;
  return state.thread && state.containerIdOf(state.thread);
}

function describe(call: SystemCall, { containers }: CaptureState): ContainerInfo | undefined {
  const isAsync = call.exit.spec?.name === "asyncevent";
  if (isAsync && !ASYNC_NAMES.has(textParam(call, "name"))) return undefined;
  const json = textParam(call, isAsync ? "data" : "json");
  // Events of the oldest kind have no JSON; the state has just read them.
  return json === undefined ? containers.get(textParam(call, "id") ?? "") : parseContainer(json);
}
