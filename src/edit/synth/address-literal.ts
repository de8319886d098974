import { IPV4_SIZE } from "../../decoder/address-text.ts";
import type { IpEndpoint, SocketAddress, SocketTuple } from "../../decoder/socket-address.ts";
import { parseIp } from "../../filter/ip-literal.ts";
import { type Path, SpecError } from "../spec/spec-error.ts";

const ENDPOINT = /^(?:\[([^\]]*)\]|([^[\]]*)):(\d{1,5})$/;
const OTHER_FAMILY = /^family (\d{1,3})$/;
const UNIX_TUPLE = /^(?:0x)?([0-9a-f]{1,16})->(?:0x)?([0-9a-f]{1,16}) (.*)$/s;
const MAX_PORT = 0xffff;

/** `10.0.0.1:80`, `[::1]:80`, `::1:80`, `/run/x.sock`, `unix:name`, `family 16`: what listings show, and brackets. */
export function parseSocketAddress(text: string, path: Path): SocketAddress {
  const other = OTHER_FAMILY.exec(text);
  if (other !== null) return { family: "other", number: Number(other[1]) };
  if (text.startsWith("unix:")) return { family: "unix", path: text.slice(5) };
  if (text === "" || text.startsWith("/")) return { family: "unix", path: text };
  const endpoint = parseEndpoint(text, path);
  return { family: familyOf(endpoint), ...endpoint };
}

/** `10.0.0.1:4000->10.0.0.2:80`, `[::1]:1->[::2]:2`, `ffff0001->0 /run/x.sock`, `family 16`. */
export function parseSocketTuple(text: string, path: Path): SocketTuple {
  const other = OTHER_FAMILY.exec(text);
  if (other !== null) return { family: "other", number: Number(other[1]) };
  const unix = UNIX_TUPLE.exec(text);
  if (unix !== null) {
    const [, source, destination, name = ""] = unix;
    return {
      family: "unix",
      source: BigInt(`0x${source}`),
      destination: BigInt(`0x${destination}`),
      path: name,
    };
  }
  const [source = "", destination = "", more] = text.split("->");
  if (more !== undefined || destination === "")
    throw new SpecError(path, `"${text}" is no tuple such as 10.0.0.1:4000->10.0.0.2:80`);
  const ends = { source: parseEndpoint(source, path), destination: parseEndpoint(destination, path) };
  if (ends.source.address.length !== ends.destination.address.length)
    throw new SpecError(path, `the ends of "${text}" are of different families`);
  return { family: familyOf(ends.source), ...ends };
}

/** `10.0.0.1:80` or `[::1]:80`. */
export function parseEndpoint(text: string, path: Path): IpEndpoint {
  const [, bracketed, bare, port] = ENDPOINT.exec(text) ?? [];
  const address = parseIp(bracketed ?? bare ?? "");
  if (address === undefined || Number(port) > MAX_PORT)
    throw new SpecError(path, `"${text}" is no address such as 10.0.0.1:80 or [::1]:80`);
  return { address, port: Number(port) };
}

/** An address without a port, of one family where that is given. */
export function parseAddress(text: string, sizeBytes: number | null, path: Path): Uint8Array {
  const address = parseIp(text);
  if (address === undefined || (sizeBytes !== null && address.length !== sizeBytes)) {
    const kind = sizeBytes === null ? "" : sizeBytes === IPV4_SIZE ? "IPv4 " : "IPv6 ";
    throw new SpecError(path, `"${text}" is no ${kind}address`);
  }
  return address;
}

function familyOf({ address }: IpEndpoint): "ipv4" | "ipv6" {
  return address.length === IPV4_SIZE ? "ipv4" : "ipv6";
}
