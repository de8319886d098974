import { openCapture } from "../../capture/capture.ts";
import { SpecError } from "../../edit/spec/spec-error.ts";
import { SYNTH_EXAMPLE } from "../../edit/synth/example.ts";
import { specSchemaDocument } from "../../edit/synth/spec-schema.ts";
import { synthesiseYaml } from "../../edit/synth/synthesise-yaml.ts";
import type { Schema } from "../../schema/types.ts";
import { printReport, withCaptureOutput } from "../capture-output.ts";
import { nameOfInput } from "../capture-run.ts";
import { countEvents } from "../count-events.ts";
import { escapeText } from "../escape-text.ts";
import { ExitStatus } from "../exit-status.ts";
import { jsonText } from "../json-text.ts";
import { countOf, sizeText } from "../quantity-text.ts";
import { readText } from "../read-all.ts";
import { schemaOf } from "../schema/schema-option.ts";
import type { SynthOptions } from "../specs/synth.ts";
import { filesOf, type Terminal } from "../terminal.ts";

/** Makes a capture of a description. */
export async function synth(
  words: readonly string[],
  options: SynthOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  if (options["json-schema"] || options.example) {
    const text = options["json-schema"]
      ? `${JSON.stringify(specSchemaDocument(), null, 2)}\n`
      : SYNTH_EXAMPLE;
    await terminal.output.print(text);
    return ExitStatus.FINE;
  }
  const [file = "-"] = filesOf(words, terminal);
  const capture = captureOf(await readText(file), nameOfInput(file), await schemaOf(options, terminal.say));
  await withCaptureOutput(options, words, terminal, (output) => output.write(capture));
  await tellMade(file, capture, options, terminal);
  return ExitStatus.FINE;
}

async function tellMade(
  file: string,
  capture: Uint8Array,
  options: SynthOptions,
  terminal: Terminal,
): Promise<void> {
  const { output = "-", json } = options;
  if (output === "-" && !json) return;
  const events = await countEvents(openCapture(capture));
  const sizeBytes = capture.length;
  const text = json
    ? jsonText({ file: nameOfInput(file), output, sizeBytes, events })
    : `${escapeText(output)}: ${countOf(events, "event")}, ${sizeText(sizeBytes)}`;
  await printReport(`${text}\n`, options, terminal);
}

function captureOf(text: string, name: string, schema: Schema): Uint8Array {
  try {
    return synthesiseYaml(text, { schema });
  } catch (error) {
    if (error instanceof SpecError) throw new Error(`${name}: ${error.message}`, { cause: error });
    throw error;
  }
}
