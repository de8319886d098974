/** What JSON allows to stand as it is, but a terminal would act upon: DEL, C1, line and direction controls. */
const HOSTILE = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A value as one line of JSON that is safe to show: bigints become strings, hostile characters are escaped. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, (_, part) => (typeof part === "bigint" ? String(part) : part));
  return escapeJson(text);
}

/** What stands between the quotes of a text as a JSON string that is safe to show. */
export function jsonStringBody(text: string): string {
  return escapeJson(JSON.stringify(text)).slice(1, -1);
}

function escapeJson(text: string): string {
  return text.replace(HOSTILE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
