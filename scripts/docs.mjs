// npm run docs: builds the documentation site into out/site/html. Needs dist/, and no network.
// `node scripts/docs.mjs --pages FOLDER` lays out the pages alone, without the API and without building anything.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { checkSite } from "./docs/check.mjs";
import { settleAsterisks, stage } from "./docs/stage.mjs";
import { root } from "./run.mjs";

const [option, folder] = process.argv.slice(2);
if (option === "--pages") {
  await stage(folder);
  process.exit(0);
}

const pages = join(root, "out", "site", "pages");
const html = join(root, "out", "site", "html");

function tool(path, ...words) {
  const { status } = spawnSync(process.execPath, [join(root, "node_modules", path), ...words], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

await stage(pages);
tool("typedoc/bin/typedoc", "--options", "docs/.vitepress/typedoc.json", "--out", join(pages, "api"));
settleAsterisks(pages);
tool("vitepress/bin/vitepress.js", "build", pages, "--outDir", html);
console.log(
  `docs: ${checkSite(html)}; open ${join(html, "index.html")} through a server, such as npx vitepress preview out/site/pages`,
);
