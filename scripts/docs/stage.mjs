// Lays out the sources of the site in a folder: the pages of docs/, those made of the registries, and a page for every source that one links to.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../run.mjs";
import { generatedPages } from "./pages.mjs";

const list = (what) =>
  JSON.parse(execFileSync(process.execPath, [join(root, "dist", "cli.js"), "list", what, "--json"], { encoding: "utf8" }));

/** Needs dist/. */
export async function stage(folder) {
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(root, "docs"), folder, { recursive: true });
  const { solvers: classes } = await import(pathToFileURL(join(root, "dist", "index.js")).href);
  const lists = { solvers: list("solvers"), operators: list("operators"), experiments: list("experiments") };
  for (const [path, text] of Object.entries(generatedPages(lists, classes))) put(join(folder, path), text);
  linkSources(folder);
  const names = Object.fromEntries(Object.entries(lists).map(([what, entries]) => [what, entries.map(({ name }) => name)]));
  put(join(folder, ".vitepress", "names.json"), JSON.stringify(names));
}

function put(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Pages link to files of the repository as from docs/; here each such file becomes a page under source/, and links lead to it. */
function linkSources(folder) {
  const linked = new Set();
  for (const page of pagesIn(folder)) {
    const path = join(folder, page);
    const here = dirname(page);
    const text = readFileSync(path, "utf8").replace(/\]\((\.\.?\/[^)#\s]+)\)/g, (whole, target) => {
      const source = relative(root, resolve(root, "docs", here, target))
        .split(sep)
        .join("/");
      if (source.startsWith("docs/")) return whole;
      linked.add(source);
      return `](${relative(here, `source/${pageOf(source)}`).replace(/^(?!\.)/, "./")})`;
    });
    writeFileSync(path, text);
  }
  for (const source of linked) put(join(folder, "source", pageOf(source)), sourcePage(source));
}

/**
 * 𝒜* with an asterisk that Markdown does not take for emphasis, on every page of the folder.
 * Where two of them stand in one paragraph, all between would be in italics.
 */
export function settleAsterisks(folder) {
  for (const page of pagesIn(folder)) {
    const path = join(folder, page);
    const text = readFileSync(path, "utf8");
    if (text.includes("𝒜*")) writeFileSync(path, text.replaceAll("𝒜*", "𝒜∗"));
  }
}

const pagesIn = (folder) => readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".md"));

/** Not highlighted, which would take longer than everything else. */
function sourcePage(source) {
  const text = readFileSync(join(root, source), "utf8");
  return source.endsWith(".md") ? text : `---\nsearch: false\n---\n\n# ${source}\n\n\`\`\`\`text\n${text.trimEnd()}\n\`\`\`\`\n`;
}

const pageOf = (source) => (source.endsWith(".md") ? source : `${source}.md`);
