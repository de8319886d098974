import type { EventRecord } from "../../decoder/event.ts";
import { paramIndex, paramLength, paramStart } from "../../decoder/params.ts";
import { decodeText } from "../../format/text.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import type { FieldResult, FieldSpec, FieldType } from "../field.ts";
import { field, RECORDED_ONLY } from "./define.ts";
import { isSyslogEvent } from "./evt-io.ts";

/** A message on its way to the system's log. */
export interface SyslogMessage {
  readonly facility: number;
  readonly severity: number;
  readonly text: string;
}

const UNKNOWN = "<NA>";
const SEVERITIES = ["emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"] as const;
const FACILITIES: readonly string[] = [
  ..."kern user mail daemon auth syslog lpr news uucp clock authpriv ftp ntp logaudit logalert cron".split(
    " ",
  ),
  ...Array.from({ length: 8 }, (_, index) => `local${index}`),
];
/** `<PRIORITY>` before the text; a priority is facility times 8 plus severity. */
const PRIORITY = /^<(\d{1,9})>/;

/** Messages that were written to /dev/log. */
export const SYSLOG_FIELDS: readonly FieldSpec[] = [
  syslog(
    "syslog.facility",
    "integer",
    "Number of the facility that a message to the system's log is of.",
    (message) => message.facility,
  ),
  syslog(
    "syslog.facility.str",
    "string",
    "Name of that facility.",
    ({ facility }) => FACILITIES[facility] ?? UNKNOWN,
  ),
  syslog(
    "syslog.severity",
    "integer",
    "How severe the message is, from 0 (emergency) to 7 (debug).",
    (message) => message.severity,
  ),
  syslog(
    "syslog.severity.str",
    "string",
    "That severity as a word.",
    ({ severity }) => SEVERITIES[severity] ?? UNKNOWN,
  ),
  syslog("syslog.message", "string", "Text of the message.", ({ text }) => text),
];

/** The message as a line of text. */
export function syslogLine({ severity, text }: SyslogMessage): string {
  return `syslog sev=${SEVERITIES[severity]} msg=${text}`;
}

/** The message that a finished write sent to the system's log. */
export function syslogMessageOf(event: EventRecord, state: CaptureState): SyslogMessage | undefined {
  if (!event.spec?.isExit || !isSyslogEvent(event, state)) return undefined;
  const index = paramIndex(event, "data");
  const start = paramStart(event, index);
  const text = index < 0 ? "" : decodeText(event.bytes, start, start + paramLength(event, index));
  const priority = PRIORITY.exec(text);
  if (priority === null) return undefined;
  const number = Number(priority[1]);
  return { facility: number >> 3, severity: number & 7, text: text.slice(priority[0].length) };
}

function syslog(
  name: string,
  type: FieldType,
  description: string,
  read: (message: SyslogMessage) => FieldResult,
): FieldSpec {
  return field(
    name,
    type,
    description,
    (event, state) => {
      const message = syslogMessageOf(event, state);
      return message && read(message);
    },
    { views: RECORDED_ONLY, cost: 2 },
  );
}
