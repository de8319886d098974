/** What is done with the parts of a JSON text that can identify. */
export interface JsonReplacements {
  text(text: string): string;
  /** An IPv4 address as a number, its first octet the highest. */
  ipv4(address: number): number;
}

const STRINGS = /"(?:[^"\\]|\\.)*"/gs;
/** Where a number is an address: `"HostIp": 2130706433`. */
const NUMERIC_ADDRESS = /("[A-Za-z_]{0,40}ip"\s*:\s*)(\d{1,10})(?![\d.eE])/gi;

/**
 * A JSON text with its strings replaced, keys included; all else stays as it was written, numbers with all their digits.
 * Undefined for what is no JSON, of which nothing is known.
 */
export function redactJson(text: string, replace: JsonReplacements): string | undefined {
  // libs has a NUL behind it.
  const end = text.replace(/\0+$/, "").length;
  const json = text.slice(0, end);
  if (!isJson(json)) return undefined;
  const addressed = json.replace(NUMERIC_ADDRESS, (whole, key: string, number: string) => {
    const address = Number(number);
    return address > 0xffffffff ? whole : `${key}${replace.ipv4(address)}`;
  });
  return (
    addressed.replace(STRINGS, (token) => {
      const before: string = JSON.parse(token);
      const after = replace.text(before);
      return after === before ? token : JSON.stringify(after);
    }) + text.slice(end)
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
