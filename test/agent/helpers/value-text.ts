import { ipv4Text, ipv6Text } from "../../../src/decoder/address-text.ts";
import type { DynamicValue, IpEndpoint, ParamValue, SocketAddress, SocketTuple } from "../../../src/index.ts";

/** A parameter's value in the form that expectations are written in. */
export function valueText(value: ParamValue): string {
  if (value === null) return "-";
  if (typeof value !== "object") return String(value);
  if (value instanceof Uint8Array) return bytesText(value);
  if (Array.isArray(value)) return value.map(({ fd, flags }) => `${fd}:${flags}`).join(",");
  if ("value" in value) return dynamicText(value);
  return socketText(value as SocketAddress | SocketTuple);
}

function dynamicText({ type, value }: DynamicValue): string {
  return `${type}:${valueText(value)}`;
}

// Printable text as it is, UTF-8 included; \xNN for the rest.
function bytesText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("utf8");
  if (!text.includes("\ufffd")) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    return text.replace(/[\x00-\x1f\x7f]/g, hex);
  }
  return Array.from(bytes, (byte) => hex(String.fromCharCode(byte))).join("");
}

function hex(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
}

function socketText(value: SocketAddress | SocketTuple): string {
  if (value.family === "unix") return `unix:${value.path}`;
  if (value.family === "other") return `family:${value.number}`;
  if ("source" in value) return `${endpointText(value.source)}->${endpointText(value.destination)}`;
  return endpointText(value);
}

function endpointText({ address, port }: IpEndpoint): string {
  return address.length === 4 ? `${ipv4Text(address, 0)}:${port}` : `[${ipv6Text(address, 0)}]:${port}`;
}
