import { openCapture } from "../../capture/capture.ts";
import { Doctor, type DoctorReport } from "../../edit/doctor/doctor.ts";
import type { Schema } from "../../schema/types.ts";
import { writeReport } from "../capture-output.ts";
import { nameOfInput } from "../capture-run.ts";
import {
  DOCTOR_SARIF_RULES,
  type ExaminedCapture,
  renderDoctorReport,
  reportFields,
  sarifFindingsOf,
} from "../doctor/report-text.ts";
import { errorText } from "../error-text.ts";
import { ExitStatus, worseOf } from "../exit-status.ts";
import { jsonText } from "../json-text.ts";
import { renderSarif } from "../reports/sarif.ts";
import { schemaOf } from "../schema/schema-option.ts";
import type { DoctorOptions } from "../specs/doctor.ts";
import { filesOf, type Terminal } from "../terminal.ts";

/** Tells what is wrong with captures. */
export async function doctor(
  words: readonly string[],
  options: DoctorOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const theme = await terminal.theme(options.color ?? "auto");
  const schema = await schemaOf(options, terminal.say);
  const examined: ExaminedCapture[] = [];
  let status: ExitStatus = ExitStatus.FINE;
  for (const input of filesOf(words, terminal)) {
    const file = nameOfInput(input);
    const report = await examine(input, schema, terminal);
    status = worseOf(status, statusOf(report));
    if (report === undefined) continue;
    examined.push({ file, report });
    if (options.sarif === "-") continue;
    const capture = { file, report };
    await terminal.output.print(
      options.json ? `${jsonText(reportFields(capture))}\n` : renderDoctorReport(capture, theme),
    );
  }
  if (options.sarif !== undefined) {
    const text = renderSarif(DOCTOR_SARIF_RULES, examined.flatMap(sarifFindingsOf));
    await writeReport(options.sarif, text, words, terminal);
  }
  return status;
}

/** The report on a capture; undefined where it cannot be read, which is told. */
async function examine(
  file: string,
  schema: Schema,
  { progress, say }: Terminal,
): Promise<DoctorReport | undefined> {
  const doctor = new Doctor(schema);
  const capture = openCapture(file, { onDamage: doctor.compression });
  progress?.start();
  try {
    return await doctor.examine(watched());
  } catch (error) {
    say(`${nameOfInput(file)}: ${errorText(error)}`);
    return undefined;
  } finally {
    progress?.erase();
  }

  async function* watched(): AsyncGenerator<Uint8Array> {
    for await (const chunk of capture.chunks()) {
      yield chunk;
      const { bytesRead, sizeBytes } = capture;
      progress?.update({ bytesRead, sizeBytes, events: doctor.eventCount });
    }
  }
}

function statusOf(report: DoctorReport | undefined): ExitStatus {
  if (report === undefined || report.blocks === 0) return ExitStatus.FAILED;
  const { error, warning } = report.counts;
  return error + warning > 0 ? ExitStatus.DAMAGED : ExitStatus.FINE;
}
