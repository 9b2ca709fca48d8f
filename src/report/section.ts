import { escapeHtml } from "./escape.ts";
import { formatNumber } from "./format.ts";
import type { DrawnFigure, PageTable, Section } from "./page.ts";

/** One section; everything that comes from a run is text, never markup. */
export function sectionHtml(section: Section, figure: DrawnFigure | undefined): string {
  const { heading, text, numbers, table, settings } = section;
  const parts = [
    `<h2>${escapeHtml(heading)}</h2>`,
    text ? `<p>${escapeHtml(text)}</p>` : "",
    numbers?.length
      ? `<dl class="numbers">${numbers.map(([name, value]) => `<div>${pair(name, value)}</div>`).join("")}</dl>`
      : "",
    figure && section.figure ? figureHtml(section, figure) : "",
    table ? tableHtml(table) : "",
    settings?.length ? `<dl class="settings">${settings.map(([name, value]) => pair(name, value)).join("\n")}</dl>` : "",
  ];
  return `<section>\n${parts.filter(Boolean).join("\n")}\n</section>`;
}

const pair = (name: string, value: string): string => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`;

function figureHtml({ figure }: Section, { id, svg }: DrawnFigure): string {
  const alternate = figure?.alternate;
  // The tools do nothing without scripts, and stay hidden until these run.
  const tools = alternate
    ? `<button type="button" aria-pressed="false">${escapeHtml(alternate.label)}</button><span>drag to pan, shift and wheel to zoom, double-click to reset</span>`
    : "";
  return `<figure id="${id}"><div class="plot" role="img" aria-label="${escapeHtml(figure?.alt ?? "")}">${svg}</div>${`<div class="tools" hidden>${tools}</div>`}</figure>`;
}

/** A table of more columns is set smaller and tighter, to fit the page without a scroll bar. */
const MANY = 8;

function tableHtml({ columns, rows, caption }: PageTable): string {
  const numeric = columns.map(
    (_, c) => rows.length > 0 && rows.every((row) => typeof row[c] === "number" || row[c] === undefined),
  );
  const kind = (c: number, cell: number | string | undefined) =>
    numeric[c] ? ' class="number"' : typeof cell === "string" && cell.length > 24 ? ' class="long"' : "";
  const head = columns.map((name, c) => `<th scope="col"${kind(c, undefined)}>${escapeHtml(name)}</th>`).join("");
  const body = rows
    .map((row) => `<tr>${columns.map((_, c) => `<td${kind(c, row[c])}>${cellText(row[c])}</td>`).join("")}</tr>`)
    .join("\n");
  return `<div class="scroll"><table${columns.length > MANY ? ' class="many"' : ""}>${caption ? `<caption>${escapeHtml(caption)}</caption>` : ""}<thead><tr>${head}</tr></thead>\n<tbody>${body}</tbody></table></div>`;
}

const cellText = (cell: number | string | undefined): string =>
  cell === undefined ? "" : escapeHtml(typeof cell === "number" ? formatNumber(cell) : cell);
