/** Keys and indexes that lead to a part of a description. */
export type Path = readonly (string | number)[];

/** Why no capture can be made of a description. Where the description is YAML, `line` and `column` (from 1) say where. */
export class SpecError extends Error {
  override readonly name = "SpecError";
  readonly path: Path;
  /** The message without the place. */
  readonly detail: string;
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(path: Path, detail: string, place?: { readonly line: number; readonly column: number }) {
    super(
      `${place === undefined ? "" : `line ${place.line}, column ${place.column}: `}${pathText(path)}${detail}`,
    );
    this.path = path;
    this.detail = detail;
    this.line = place?.line;
    this.column = place?.column;
  }
}

/** `events[3].params.flags: ` */
function pathText(path: Path): string {
  const text = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`)).join("");
  return text === "" ? "" : `${text.replace(/^\./, "")}: `;
}
