import { Writable } from "node:stream";
import { escapeText } from "../../../src/cli/escape-text.ts";
import { Output } from "../../../src/cli/output.ts";
import type { Terminal } from "../../../src/cli/terminal.ts";
import { loadTheme } from "../../../src/cli/theme.ts";

/** A terminal that keeps what is written to it. */
export interface FakeTerminal extends Terminal {
  readonly written: () => string;
  readonly writtenBytes: () => Uint8Array;
  readonly remarks: string[];
}

export function fakeTerminal(): FakeTerminal {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  const remarks: string[] = [];
  return {
    output: new Output(stream),
    progress: undefined,
    listingProgress: undefined,
    isInputTerminal: () => true,
    isOutputTerminal: () => false,
    say: (text) => remarks.push(escapeText(text)),
    theme: (choice) => loadTheme(choice === "always"),
    written: () => Buffer.concat(chunks).toString(),
    writtenBytes: () => new Uint8Array(Buffer.concat(chunks)),
    remarks,
  };
}
