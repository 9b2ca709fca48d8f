// Doc comments of the sources as Markdown.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "../run.mjs";

/** Every TypeScript file below a folder of src/, with its path from the root. */
export const sourcesOf = (folder) =>
  readdirSync(join(root, "src", folder), { recursive: true })
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .map((name) => join(root, "src", folder, name))
    .map((path) => ({ path: relative(root, path), text: readFileSync(path, "utf8") }));

/** The doc comment right above `export … NAME`, as lines without their asterisks, and the file that it is in. */
export function docOf(name, sources) {
  for (const { path, text } of sources) {
    const at = text.search(new RegExp(`^export (abstract )?(class|function|const) ${name}\\b`, "m"));
    if (at < 0) continue;
    const above = text.slice(0, at).trimEnd();
    if (!above.endsWith("*/")) break;
    const comment = above.slice(above.lastIndexOf("/**") + 3, -2);
    return { path, lines: comment.split("\n").map((line) => line.replace(/^\s*\* ?/, "").trimEnd()) };
  }
  throw new Error(`no doc comment above ${name}`);
}

/** Prose that Markdown, KaTeX and Vue leave as it is; what stands in backticks is code already. */
export const escaped = (text) =>
  text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : part.replace(/[\\*_[\]$|~]/g, "\\$&").replace(/[<>{}&]/g, entity)))
    .join("");

const entity = (letter) => `&#${letter.charCodeAt(0)};`;

/** Paragraphs as prose, and what is indented, formulas, as blocks of text. */
export function markdownOf(lines) {
  const out = [];
  let formula = false;
  for (const line of lines) {
    const indented = /^ {4}/.test(line) || (formula && line === "");
    if (indented !== formula) out.push(indented ? "```text" : "```");
    formula = indented;
    out.push(indented ? line.slice(4) : escaped(line));
  }
  if (formula) out.push("```");
  return out
    .join("\n")
    .replace(/\n+```\n(?!text)/g, "\n```\n\n")
    .trim();
}

/** A Markdown table; cells are Markdown. */
export const table = (heads, rows) =>
  [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

export const code = (text) => `\`${String(text).replaceAll("|", "\\|")}\``;
