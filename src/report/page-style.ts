import { fontFamily } from "./theme.ts";

/** The page's style: light and dark as the reader's system has it, plain paper in print. */
export const pageStyle = `
:root { color-scheme: light dark; --page: #ffffff; --ink: #1b1f24; --soft: #5a636e; --line: #dfe3e8; --panel: #f6f7f9; --good: #14724c; --bad: #b3261e; --other: #8a5a00; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14171c; --ink: #e4e7eb; --soft: #9aa4b0; --line: #2d333b; --panel: #1b1f26; --good: #4fc38f; --bad: #ff8a80; --other: #e3b04b; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.55 ${fontFamily}; }
main { max-width: 54rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
h1 { font-size: 1.65rem; line-height: 1.25; font-weight: 650; letter-spacing: -0.01em; margin: 0 0 0.9rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; font-weight: 650; margin: 2.6rem 0 0.7rem; overflow-wrap: anywhere; }
p { margin: 0.5rem 0; max-width: 46rem; overflow-wrap: anywhere; white-space: pre-line; }
.verdict { display: flex; gap: 0.9rem; align-items: baseline; padding: 0.85rem 1.1rem; border: 1px solid var(--line); border-left: 4px solid var(--tone); border-radius: 6px; background: var(--panel); }
.verdict p { margin: 0; }
.verdict strong { color: var(--tone); font-weight: 650; white-space: nowrap; }
.verdict.good { --tone: var(--good); } .verdict.bad { --tone: var(--bad); } .verdict.other { --tone: var(--other); }
.warnings { margin: 0.7rem 0 0; padding: 0; list-style: none; }
.numbers { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.2rem, 1fr)); margin: 0.9rem 0; border: 1px solid var(--line); border-radius: 6px; overflow: hidden; }
.numbers div { padding: 0.6rem 0.9rem; box-shadow: 1px 1px 0 0 var(--line); }
.numbers dt { color: var(--soft); font-size: 0.8rem; line-height: 1.3; }
.numbers dd { margin: 0.15rem 0 0; font-size: 1.15rem; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.settings { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: 0.28rem 1.6rem; margin: 0.6rem 0; }
.settings dt { color: var(--soft); }
.settings dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
figure { margin: 0.8rem 0 1.2rem; }
.plot { overflow-x: auto; overflow-y: hidden; }
.plot svg { display: block; }
.plot text { font-family: ${fontFamily}; }
.plot:not(.live) svg { max-width: 100%; height: auto; }
.tools { display: flex; gap: 1rem; align-items: center; margin: 0.3rem 0 0; color: var(--soft); font-size: 0.8rem; }
.tools[hidden] { display: none; }
button { font: inherit; color: var(--ink); background: var(--panel); border: 1px solid var(--line); border-radius: 5px; padding: 0.15rem 0.65rem; cursor: pointer; white-space: nowrap; }
button[aria-pressed="true"] { border-color: currentColor; font-weight: 600; }
button:focus-visible { outline: 2px solid #2f80d8; outline-offset: 2px; }
.scroll { overflow-x: auto; margin: 0.7rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.93rem; }
caption { caption-side: bottom; text-align: left; color: var(--soft); font-size: 0.85rem; padding-top: 0.45rem; }
th, td { padding: 0.32rem 1.1rem 0.32rem 0; text-align: left; vertical-align: baseline; white-space: nowrap; }
thead th { white-space: normal; vertical-align: bottom; line-height: 1.3; }
th:last-child, td:last-child { padding-right: 0.2rem; }
thead th { font-weight: 600; border-bottom: 1.5px solid var(--ink); }
tbody td { border-bottom: 1px solid var(--line); }
th.number, td.number { text-align: right; }
.many { font-size: 0.8rem; }
.many th, .many td { padding-right: 0.75rem; }
.many td:first-child { white-space: normal; overflow-wrap: anywhere; min-width: 6rem; }
td.long { white-space: normal; min-width: 10rem; overflow-wrap: anywhere; }
.many td.long { min-width: 7rem; }
.note { position: fixed; z-index: 2; pointer-events: none; white-space: pre-line; background: var(--page); color: var(--ink); border: 1px solid var(--line); border-radius: 5px; padding: 0.35rem 0.6rem; font-size: 0.8rem; line-height: 1.45; font-variant-numeric: tabular-nums; box-shadow: 0 2px 10px rgba(0,0,0,.18); }
.note[hidden] { display: none; }
.note div:first-child:not(:only-child) { font-weight: 600; }
footer { margin-top: 3rem; padding-top: 0.8rem; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.82rem; }
@media (max-width: 34rem) { main { padding: 1.4rem 1rem 3rem; } .verdict { flex-direction: column; gap: 0.25rem; } .settings { grid-template-columns: 1fr; gap: 0; } .settings dd { margin-bottom: 0.5rem; } }
@media print {
  :root { --page: #ffffff; --ink: #000000; --soft: #444444; --line: #cccccc; --panel: #ffffff; --good: #14724c; --bad: #b3261e; --other: #8a5a00; color-scheme: light; }
  main { max-width: none; padding: 0; }
  .tools, .note { display: none; }
  .plot svg { max-width: 100%; height: auto; }
  figure, .verdict, .numbers, tr { break-inside: avoid; }
  h2 { break-after: avoid; }
}
`;
