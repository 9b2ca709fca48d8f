// What must hold of the built site: it loads nothing from a network, formulas are typeset, and pictures are there.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Returns what was looked at, in words; throws where something does not hold. */
export function checkSite(html) {
  const files = readdirSync(html, { recursive: true });
  const pages = files.filter((name) => name.endsWith(".html"));
  const wrong = [];
  let [formulas, pictures] = [0, 0];
  for (const page of pages) {
    const text = readFileSync(join(html, page), "utf8");
    for (const [tag] of text.matchAll(/<(?:script|link|img|iframe|source|video|audio|object|embed)\b[^>]*>/g))
      if (/\b(?:src|href|data|srcset)="?(?:https?:)?\/\//.test(tag)) wrong.push(`${page} loads ${tag}`);
    for (const [, source] of text.matchAll(/<img\b[^>]*\bsrc="([^"]+)"/g)) {
      pictures++;
      const file = source.startsWith("/") ? join(html, source) : join(html, dirname(page), source);
      if (!source.startsWith("data:") && !existsSync(file)) wrong.push(`${page} shows ${source}, which is not there`);
    }
    formulas += text.split('class="katex"').length - 1;
    if (/class="katex-error"/.test(text)) wrong.push(`${page} has a formula that KaTeX cannot set`);
  }
  for (const name of files.filter((name) => name.endsWith(".css")))
    for (const [tag] of readFileSync(join(html, name), "utf8").matchAll(/@import[^;]*;|url\(["']?(?:https?:)?\/\/[^)]*\)/g))
      if (/\/\//.test(tag)) wrong.push(`${name} loads ${tag}`);
  for (const name of files.filter((name) => name.endsWith(".js")))
    if (/\bimport\s*\(?\s*["'](?:https?:)?\/\//.test(readFileSync(join(html, name), "utf8")))
      wrong.push(`${name} imports from a network`);
  if (formulas === 0) wrong.push("no formula is typeset");
  if (pictures === 0) wrong.push("no picture is shown");
  if (wrong.length > 0) throw new Error(`the site is not as it should be:\n${wrong.join("\n")}`);
  return `${pages.length} pages, ${formulas} formulas, ${pictures} pictures, nothing from a network`;
}
