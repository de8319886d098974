import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { COMMON_OPTIONS } from "./shared-options.ts";

const OPTIONS = { ...COMMON_OPTIONS } as const satisfies OptionSpecs;

export type CompletionOptions = OptionValues<typeof OPTIONS>;

export const COMPLETION = defineCommand({
  name: "completion",
  topic: "reference",
  help: "a script that completes command lines",
  words: { usage: "bash|zsh|fish", kind: "shells", max: 1 },
  options: OPTIONS,
  examples: [
    ["source <(scap-dump completion bash)", "for ~/.bashrc"],
    ["source <(scap-dump completion zsh)", "for ~/.zshrc"],
    ["scap-dump completion fish | source", "for config.fish"],
  ],
  load: async () => (await import("../commands/completion.ts")).completion,
});
