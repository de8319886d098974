import type { EventRecord } from "../../decoder/event.ts";
import { decodeParam, type PollEntry } from "../../decoder/param-value.ts";
import { paramIndex } from "../../decoder/params.ts";
import { endpointText, type IpEndpoint } from "../../decoder/socket-address.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import { type FdEntry, isIpSocket } from "../../state/fd.ts";
import type { FieldSpec } from "../field.ts";
import { field } from "./define.ts";

const UNKNOWN = "<NA>";

/** The fds that a poll waited for. */
export const FD_LIST_FIELDS: readonly FieldSpec[] = [
  listField("fdlist.nums", "Numbers of the fds", ({ fd }) => String(fd)),
  listField("fdlist.names", "Names of the fds", (_, entry) => entry?.name || UNKNOWN),
  listField("fdlist.cips", "Addresses of the clients", (_, entry) => addressText(clientOf(entry))),
  listField("fdlist.sips", "Addresses of the servers", (_, entry) => addressText(serverOf(entry))),
  listField("fdlist.cports", "Ports of the clients", (_, entry) => clientOf(entry)?.port.toString()),
  listField("fdlist.sports", "Ports of the servers", (_, entry) => serverOf(entry)?.port.toString()),
];

function listField(
  name: string,
  what: string,
  read: (polled: PollEntry, entry: FdEntry | undefined) => string | undefined,
): FieldSpec {
  return field(
    name,
    "string",
    `${what} that a poll or ppoll began or ended with, comma-separated.`,
    (event, state) => {
      const texts = polledFds(event, state).map((polled) => read(polled, state.fd(polled.fd)));
      return texts.filter((text) => text !== undefined).join(",") || undefined;
    },
    { cost: 3 },
  );
}

function polledFds(event: EventRecord, { thread }: CaptureState): readonly PollEntry[] {
  const name = event.spec?.name;
  if (thread === undefined || (name !== "poll" && name !== "ppoll")) return [];
  const fds = decodeParam(event, paramIndex(event, "fds"));
  return Array.isArray(fds) ? fds : [];
}

function clientOf(entry: FdEntry | undefined): IpEndpoint | undefined {
  return entry?.type === "ipv4" || entry?.type === "ipv6" ? entry.source : undefined;
}

function serverOf(entry: FdEntry | undefined): IpEndpoint | undefined {
  return entry !== undefined && isIpSocket(entry) ? entry.destination : undefined;
}

function addressText(endpoint: IpEndpoint | undefined): string | undefined {
  const text = endpoint && endpointText(endpoint);
  return text?.slice(0, text.lastIndexOf(":"));
}
