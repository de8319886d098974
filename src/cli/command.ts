import type { ExitStatus } from "./exit-status.ts";
import type { Terminal } from "./terminal.ts";

/** An option of a command, as the parser, the help and the shell completions need it. */
export interface OptionSpec {
  readonly letter?: string;
  /** What stands for the value in the help; options without one are switches. */
  readonly value?: string;
  /** The values there are, where they are few. */
  readonly choices?: readonly string[];
  /** The option may be given more than once. */
  readonly repeats?: boolean;
  /** Heading in the help; options without one are understood only to say that they are still to come. */
  readonly group?: string;
  readonly help?: string;
  /** Lines below the help. */
  readonly details?: readonly string[];
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

type ValueOf<S extends OptionSpec> = S extends { readonly repeats: true }
  ? readonly string[]
  : S extends { readonly choices: readonly (infer C)[] }
    ? C | undefined
    : S extends { readonly value: string }
      ? string | undefined
      : boolean;

/** The values given for the options of a command. */
export type OptionValues<S extends OptionSpecs> = { readonly [K in keyof S]: ValueOf<S[K]> };

/** Options as found on the command line: texts of those that take values, in order; none for switches. */
export type GivenOptions = ReadonlyMap<string, readonly string[]>;

/** Does what a command is for. `words` are what stands on the command line besides options. */
export type RunCommand<S extends OptionSpecs> = (
  words: readonly string[],
  options: OptionValues<S>,
  terminal: Terminal,
) => Promise<ExitStatus>;

/** The words a command takes. */
export interface WordSpec {
  /** As in the help: `FILE...`, `[NAME|CODE...]`. */
  readonly usage: string;
  readonly kind: "files" | "events" | "fields" | "shells" | "schemas" | "events-and-schemas";
  readonly max: number;
}

/** Headings of the list of commands in the help, in their order. */
export const TOPICS = {
  look: "Look into captures",
  files: "Work on capture files",
  record: "Record",
  schema: "Event schemas",
  reference: "What the program knows",
} as const;

/** What there is to know of a command before it is run. */
export interface CommandSpec<S extends OptionSpecs> {
  /** Empty for the command that needs no name; one word, or two for commands that belong together: `schema diff`. */
  readonly name: string;
  /** Where the help lists it. */
  readonly topic: keyof typeof TOPICS;
  readonly help: string;
  readonly words: WordSpec;
  readonly options: S;
  /** Command line and what it does. */
  readonly examples: readonly (readonly [string, string])[];
  /** All behind the name are words, options too: for a command that hands them on. */
  readonly takesAll?: boolean;
  /** Loads the command's module: only the one that is run is worth its time. */
  readonly load: () => Promise<RunCommand<S>>;
}

/** A command, whatever its options. */
export interface Command extends Omit<CommandSpec<OptionSpecs>, "load"> {
  run(words: readonly string[], given: GivenOptions, terminal: Terminal): Promise<ExitStatus>;
}

/** Makes a command of its description. */
export function defineCommand<const S extends OptionSpecs>(spec: CommandSpec<S>): Command {
  const { load, options, ...rest } = spec;
  return {
    ...rest,
    options,
    run: async (given, values, terminal) => (await load())(given, valuesOf(options, values), terminal),
  };
}

function valuesOf<S extends OptionSpecs>(specs: S, given: GivenOptions): OptionValues<S> {
  const values = Object.entries(specs).map(([name, spec]) => [name, givenValue(spec, given.get(name))]);
  // The type says of each option what `givenValue` makes of it.
  return Object.fromEntries(values) as OptionValues<S>;
}

/** Of an option given twice the last counts. */
function givenValue({ repeats, value }: OptionSpec, texts: readonly string[] | undefined) {
  if (repeats) return texts ?? [];
  return value === undefined ? texts !== undefined : texts?.at(-1);
}
