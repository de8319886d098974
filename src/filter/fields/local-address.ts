import { ipv4Text } from "../../decoder/address-text.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import { sameBytes } from "../../state/interfaces.ts";

const IPV4_SIZE = 4;

/** Whether an address is one of the recorded machine's, or of the container that the event's thread runs in. */
export function isLocalAddress(address: Uint8Array, state: CaptureState): boolean {
  return (
    state.interfaces.some((candidate) => sameBytes(candidate.address, address)) ||
    isOfContainer(address, state)
  );
}

function isOfContainer(address: Uint8Array, state: CaptureState): boolean {
  if (address.length !== IPV4_SIZE || state.containers.size === 0 || state.thread === undefined) return false;
  const text = ipv4Text(address);
  const own = state.containers.get(state.containerIdOf(state.thread));
  // Containers of one pod share an address, which only one of them tells.
  return own !== undefined && (own.ip === "" ? state.containers.hasAddress(text) : own.ip === text);
}
