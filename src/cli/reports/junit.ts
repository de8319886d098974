/** A test as JUnit XML has it; it passed where there is no failure. */
export interface JunitCase {
  readonly name: string;
  readonly failure?: JunitFailure | undefined;
}

/** Why a test failed. */
export interface JunitFailure {
  /** The kind of failure, by a short name. */
  readonly type: string;
  readonly message: string;
  readonly details: string;
}

/** Tests of one file. */
export interface JunitSuite {
  readonly name: string;
  readonly cases: readonly JunitCase[];
}

/** Demanded by the schemas; what is measured would make equal results differ. */
const TIME = 'time="0"';
const RUN = 'hostname="localhost" timestamp="1970-01-01T00:00:00"';

/**
 * Test results as the JUnit XML that build servers read, with all that the strictest schemas demand: JUnit.xsd of Windy
 * Road for Ant, and junit-10.xsd of Jenkins' xUnit plugin.
 */
export function renderJunit(suites: readonly JunitSuite[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<testsuites>",
    ...suites.flatMap(suiteLines),
    "</testsuites>",
    "",
  ].join("\n");
}

function suiteLines({ name, cases }: JunitSuite, id: number): string[] {
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="0"`;
  return [
    `  <testsuite id="${id}" package="scap-dump" name=${attribute(name)} ${RUN} ${counts} ${TIME}>`,
    "    <properties/>",
    ...cases.flatMap((test) => caseLines(test, name)),
    "    <system-out/>",
    "    <system-err/>",
    "  </testsuite>",
  ];
}

function caseLines({ name, failure }: JunitCase, suite: string): string[] {
  const head = `    <testcase name=${attribute(name)} classname=${attribute(suite)} ${TIME}`;
  if (failure === undefined) return [`${head}/>`];
  const { type, message, details } = failure;
  return [
    `${head}>`,
    `      <failure type=${attribute(type)} message=${attribute(message)}>${escapeXml(details)}</failure>`,
    "    </testcase>",
  ];
}

function attribute(text: string): string {
  return `"${escapeXml(text).replaceAll("\n", "&#10;")}"`;
}

/** Escapes what XML gives a meaning, and replaces what no XML document may hold. */
export function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replace(FORBIDDEN, "\ufffd");
}

// Control characters, lone surrogates and non-characters: what XML 1.0, section 2.2, leaves out of Char.
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
