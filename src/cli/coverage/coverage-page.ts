import {
  type CoverageGoal,
  type CoverageReport,
  type EventCoverage,
  eventLabel,
  type ParamCoverage,
} from "../../analysis/coverage/coverage-report.ts";
import { escapeXml } from "../reports/junit.ts";
import { VERSION } from "../version.ts";

/** How often something was seen, from never to very often: one class of the style sheet for each power of ten. */
const HEAT_CLASSES = 6;

/**
 * A heat map as one page without scripts or anything to load: each event a tile, its parameters below its name, the
 * darker the more often they were seen. What was never seen stays white with a red edge.
 */
export function renderCoveragePage(report: CoverageReport, files: readonly string[]): string {
  const title = "Coverage of the event schema";
  return [
    "<!doctype html>",
    `<html lang="en"><head><meta charset="utf-8"><title>${title}</title>`,
    `<meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}</style></head><body>`,
    `<h1>${title}</h1>`,
    `<p>${report.eventCount} events in ${files.length} capture${files.length === 1 ? "" : "s"}, scap-dump ${VERSION}</p>`,
    `<details><summary>Captures</summary><ul>${files.map((file) => `<li>${escapeXml(file)}</li>`).join("")}</ul></details>`,
    `<table>${report.goals.map(goalRow).join("")}</table>`,
    "<h2>Events and their parameters</h2>",
    `<div class="map">${report.events.map(eventTile).join("\n")}</div>`,
    ...report.goals.filter(({ kind }) => TILED.has(kind)).map(goalTiles),
    "</body></html>",
    "",
  ].join("\n");
}

/** Kinds whose items get tiles of their own; events and parameters are in the map. */
const TILED: ReadonlySet<string> = new Set([
  "flag values",
  "enum values",
  "dynamic forms",
  "errnos",
  "fd types",
  "block versions",
]);

function goalRow({ kind, items }: CoverageGoal): string {
  const seen = items.filter(({ count }) => count > 0).length;
  return `<tr><th>${kind}</th><td>${seen} of ${items.length}</td><td><meter value="${seen}" max="${items.length}"></meter></td></tr>`;
}

function eventTile(event: EventCoverage): string {
  const { count, params } = event;
  const label = escapeXml(eventLabel(event));
  return `<section class="${heatClass(count)}"><b title="${count} events">${label}</b>${params.map(paramTile).join("")}</section>`;
}

function paramTile({ name, type, values, empty, malformed, seen, missing }: ParamCoverage): string {
  const facts = [`${type}: ${values} values, ${empty} empty, ${malformed} malformed`];
  if (seen.length > 0) facts.push(`seen: ${seen.join(" ")}`);
  if (missing.length > 0) facts.push(`not seen: ${missing.join(" ")}`);
  return `<i class="${heatClass(values)}" title="${escapeXml(facts.join("\n"))}">${escapeXml(name)}</i>`;
}

function goalTiles({ kind, items }: CoverageGoal): string {
  const tiles = items.map(({ name, count }) => `<i class="${heatClass(count)}">${escapeXml(name)}</i>`);
  return `<h2>${kind}</h2><div class="tiles">${tiles.join("")}</div>`;
}

function heatClass(count: number): string {
  return `h${count === 0 ? 0 : Math.min(HEAT_CLASSES, 1 + Math.floor(Math.log10(count)))}`;
}

const STYLE = `
body{font:14px/1.4 system-ui,sans-serif;margin:2em;color:#111;background:#fff}
th{text-align:left;font-weight:normal;padding-right:2em}meter{width:12em}
.map{display:grid;grid-template-columns:repeat(auto-fill,minmax(15em,1fr));gap:4px}
section{padding:4px;border:1px solid #ccc}
b{display:block}i{font-style:normal;display:inline-block;padding:0 3px;margin:1px;border:1px solid #ccc}
.h0{background:#fff;border-color:#c00;color:#900}.h1{background:#e5f5e0}.h2{background:#c7e9c0}.h3{background:#a1d99b}
.h4{background:#74c476}.h5{background:#41ab5d}.h6{background:#238b45;color:#fff}
`;
