import { ipv4Text, ipv6Text } from "../../decoder/address-text.ts";
import type { NetworkInterface } from "../../format/interface-list.ts";

/** `10.0.0.79/20`, `fe80::1/64`. */
export function interfaceAddress({ family, address, netmask }: NetworkInterface): string {
  const text = family === "ipv4" ? ipv4Text(address) : ipv6Text(address);
  return `${text}/${prefixLength(netmask)}`;
}

function prefixLength(netmask: Uint8Array): number {
  const bits = [...netmask].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return bits.includes("0") ? bits.indexOf("0") : bits.length;
}
