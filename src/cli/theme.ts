import type { ColorName, ModifierName } from "chalk";

/** What stands before and after a piece of text to give it its looks; both empty in the plain theme. */
export interface Style {
  readonly open: string;
  readonly close: string;
}

type Looks = Readonly<Record<keyof typeof LOOKS, Style>>;

/** The looks of everything the program prints. */
export interface Theme extends Looks {
  readonly isColoured: boolean;
}

export const COLOR_CHOICES = ["auto", "always", "never"] as const;
export type ColorChoice = (typeof COLOR_CHOICES)[number];

/** The eight colours that every terminal has, so that they suit dark and light backgrounds as its owner chose. */
const LOOKS = {
  /** What repeats from line to line: numbers, times. */
  faint: ["dim"],
  process: ["bold"],
  enter: ["blue"],
  exit: ["green"],
  error: ["red"],
  heading: ["bold"],
  label: ["cyan"],
} as const satisfies Record<string, readonly (ColorName | ModifierName)[]>;

const PLAIN: Style = { open: "", close: "" };

/** No colours at all. */
export const PLAIN_THEME: Theme = {
  isColoured: false,
  faint: PLAIN,
  process: PLAIN,
  enter: PLAIN,
  exit: PLAIN,
  error: PLAIN,
  heading: PLAIN,
  label: PLAIN,
};

/** Whether to colour what goes to a stream: `auto` means on a terminal, unless NO_COLOR is set or TERM is dumb. */
export function wantsColor(
  choice: ColorChoice,
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (choice !== "auto") return choice === "always";
  return stream.isTTY === true && (env.NO_COLOR ?? "") === "" && env.TERM !== "dumb";
}

/** The theme; chalk is loaded only for the coloured one. */
export async function loadTheme(isColoured: boolean): Promise<Theme> {
  if (!isColoured) return PLAIN_THEME;
  const { Chalk } = await import("chalk");
  const chalk = new Chalk({ level: 1 });
  const styleOf = (name: keyof typeof LOOKS): Style => {
    const marked = LOOKS[name].reduce((paint, look) => paint[look], chalk)("|");
    const [open = "", close = ""] = marked.split("|");
    return { open, close };
  };
  return {
    isColoured,
    faint: styleOf("faint"),
    process: styleOf("process"),
    enter: styleOf("enter"),
    exit: styleOf("exit"),
    error: styleOf("error"),
    heading: styleOf("heading"),
    label: styleOf("label"),
  };
}

/** A text in a style. */
export function paint({ open, close }: Style, text: string): string {
  return `${open}${text}${close}`;
}
