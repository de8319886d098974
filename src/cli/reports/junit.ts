/** A test as JUnit XML has it; it passed where there is no failure. */
export interface JunitCase {
  readonly name: string;
  readonly failure?: { readonly message: string; readonly details: string } | undefined;
}

/** Tests of one file. */
export interface JunitSuite {
  readonly name: string;
  readonly cases: readonly JunitCase[];
}

/** Some build servers want a time; a measured one would make equal results differ. */
const TIME = 'time="0"';

/** Test results as the JUnit XML that build servers read. */
export function renderJunit(suites: readonly JunitSuite[]): string {
  const lines = suites.flatMap(({ name, cases }) => [
    `  <testsuite name=${attribute(name)} ${countsOf(cases)}>`,
    ...cases.flatMap((test) => caseLines(test, name)),
    "  </testsuite>",
  ]);
  const all = countsOf(suites.flatMap(({ cases }) => cases));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${all}>`,
    ...lines,
    "</testsuites>",
    "",
  ].join("\n");
}

function countsOf(cases: readonly JunitCase[]): string {
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  return `tests="${cases.length}" failures="${failures}" errors="0" skipped="0" ${TIME}`;
}

function caseLines({ name, failure }: JunitCase, suite: string): string[] {
  const head = `    <testcase name=${attribute(name)} classname=${attribute(suite)} ${TIME}`;
  if (failure === undefined) return [`${head}/>`];
  const { message, details } = failure;
  return [
    `${head}>`,
    `      <failure message=${attribute(message)}>${escapeXml(details)}</failure>`,
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
