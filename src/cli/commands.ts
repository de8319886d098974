import { type Command, defineCommand } from "./command.ts";
import {
  BLOCKS_OPTIONS,
  COMPLETION_OPTIONS,
  EVENTS_OPTIONS,
  FIELDS_OPTIONS,
  INFO_OPTIONS,
  PRINT_OPTIONS,
  SHOW_OPTIONS,
} from "./options.ts";

/** The command that needs no name: print events. */
export const PRINT = defineCommand({
  name: "",
  help: "print the events of captures",
  words: { usage: "[FILE...]", kind: "files", max: Number.POSITIVE_INFINITY },
  options: PRINT_OPTIONS,
  examples: [
    ["scap-dump trace.scap", "every event, one a line"],
    ["scap-dump -n 20 -t iso trace.scap.gz", "the first 20, dates in UTC"],
    ["ssh host cat trace.scap | scap-dump -X", "from a pipe, data in hex and text"],
    ["scap-dump -j a.scap b.scap | jq .", "two captures as JSON"],
    ["scap-dump trace.scap -f 'fd.name contains /etc'", "a filter"],
    ["scap-dump -p '%evt.time %proc.cmdline' trace.scap", "fields of your choice"],
    ["scap-dump info trace.scap", "what the capture holds"],
    ["scap-dump events openat", "what the parameters of openat mean"],
  ],
  load: async () => (await import("./commands/print.ts")).print,
});

/** The commands that have a name. */
export const COMMANDS: readonly Command[] = [
  defineCommand({
    name: "info",
    help: "what a capture holds: machine, times, counts, damage",
    words: { usage: "[FILE...]", kind: "files", max: Number.POSITIVE_INFINITY },
    options: INFO_OPTIONS,
    examples: [
      ["scap-dump info trace.scap", "a summary for people"],
      ["scap-dump info --json *.scap", "one JSON object for each capture"],
    ],
    load: async () => (await import("./commands/info.ts")).info,
  }),
  defineCommand({
    name: "blocks",
    help: "the blocks of a capture: where, what, how long",
    words: { usage: "[FILE]", kind: "files", max: 1 },
    options: BLOCKS_OPTIONS,
    examples: [
      ["scap-dump blocks trace.scap", "every block"],
      ["scap-dump blocks -n 10 trace.scap", "the first 10"],
    ],
    load: async () => (await import("./commands/blocks.ts")).blocks,
  }),
  defineCommand({
    name: "events",
    help: "the events there are, and their fields",
    words: { usage: "[NAME|CODE...]", kind: "events", max: Number.POSITIVE_INFINITY },
    options: EVENTS_OPTIONS,
    examples: [
      ["scap-dump events", "a list of all"],
      ["scap-dump events openat 3", "details of openat and of code 3"],
    ],
    load: async () => (await import("./commands/events.ts")).events,
  }),
  defineCommand({
    name: "fields",
    help: "the fields that filters and formats can name",
    words: { usage: "[NAME...]", kind: "fields", max: Number.POSITIVE_INFINITY },
    options: FIELDS_OPTIONS,
    examples: [
      ["scap-dump fields", "a list of all"],
      ["scap-dump fields fd.name evt.arg", "what these two tell"],
    ],
    load: async () => (await import("./commands/fields.ts")).fields,
  }),
  defineCommand({
    name: "show",
    help: "one event with everything there is to know of it",
    words: { usage: "FILE N...", kind: "files", max: Number.POSITIVE_INFINITY },
    options: SHOW_OPTIONS,
    examples: [["scap-dump show trace.scap 1234", "parameters, fields, thread, fd, bytes of event 1234"]],
    load: async () => (await import("./commands/show.ts")).show,
  }),
  defineCommand({
    name: "completion",
    help: "a script that completes command lines",
    words: { usage: "bash|zsh|fish", kind: "shells", max: 1 },
    options: COMPLETION_OPTIONS,
    examples: [
      ["source <(scap-dump completion bash)", "for ~/.bashrc"],
      ["source <(scap-dump completion zsh)", "for ~/.zshrc"],
      ["scap-dump completion fish | source", "for config.fish"],
    ],
    load: async () => (await import("./commands/completion.ts")).completion,
  }),
];

/** Names of the commands that have one. */
export const COMMAND_NAMES: readonly string[] = COMMANDS.map(({ name }) => name);
