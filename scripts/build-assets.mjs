// Bundles Vega into dist/assets, so that users install no plotting stack and reports need no network:
//   vega-node.mjs    Vega-Lite to Vega to SVG in Node, with neither DOM nor canvas
//   vega-runtime.js  the Vega runtime and the page's own script, for the browser
//   LICENSES.txt     the licences of all that went into them
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(root, "dist", "assets");
const pageScript = join(root, "src", "report", "page-script.js");
const require = createRequire(join(root, "package.json"));

// The report's figures use these rooms of Vega alone; geography, force layouts and the like stay outside.
const runtime = `
import { extend } from "vega-util";
import { transforms } from "vega-dataflow";
import * as basic from "vega-transforms";
import * as view from "vega-view-transforms";
import * as encode from "vega-encode";
extend(transforms, basic, view, encode);
export { View } from "vega-view";
export { parse } from "vega-parser";
export { expressionInterpreter } from "vega-interpreter";
`;

const entries = {
  "lowrank:runtime": runtime,
  "lowrank:node": `export * from "lowrank:runtime"; export { textMetrics } from "vega-scenegraph"; export { compile } from "vega-lite";`,
  "lowrank:browser": `
import { View, expressionInterpreter, parse } from "lowrank:runtime";
import { showFigures } from ${JSON.stringify(pageScript)};
showFigures({ View, expressionInterpreter, parse });`,
};

/** Resolves the entries' imports from where Vega itself finds them, whatever the layout of node_modules. */
const virtualEntries = {
  name: "lowrank-entries",
  async resolveId(id, importer) {
    if (id in entries) return id;
    // Vega-Lite takes from "vega" only what vega-util exports.
    if (id === "vega" && importer && packageOf(importer)?.name === "vega-lite")
      return this.resolve("vega-util", require.resolve("vega"));
    if (!importer || !(importer in entries) || id === pageScript) return null;
    const direct = id === "vega-lite" || id === "vega-interpreter";
    return this.resolve(id, direct ? join(root, "package.json") : require.resolve("vega"));
  },
  load: (id) => entries[id],
};

async function bundle(input, file, format) {
  // "browser" for Node too: the variants for Node look for an installed canvas and may read files.
  const build = await rolldown({ input, cwd: root, platform: "browser", plugins: [virtualEntries], treeshake: true });
  const { output } = await build.generate({ format, minify: true, comments: false }).finally(() => build.close());
  if (output.length !== 1) throw new Error(`${file}: expected one chunk, got ${output.length}`);
  return { file, code: output[0].code, modules: output[0].moduleIds };
}

function packageOf(module) {
  const folder = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(module)?.[1];
  return folder && { folder, name: folder.split(/node_modules[\\/]/).at(-1) };
}

async function licences(modules) {
  const folders = [...new Set(modules.map((module) => packageOf(module)?.folder).filter(Boolean))].sort();
  const byText = new Map();
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = ["LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE"].map((n) => join(folder, n)).find(existsSync);
    if (!file) throw new Error(`${name} has no licence file; name its licence here before bundling it`);
    const text = (await readFile(file, "utf8")).trim();
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  return [...byText].map(([text, names]) => `${names.join("\n")}\n\n${text}\n`).join(`\n${"-".repeat(78)}\n\n`);
}

async function stamp() {
  const hash = createHash("sha256");
  for (const name of ["vega", "vega-lite", "vega-interpreter", "rolldown"]) hash.update(`${name}@${await versionOf(name)}\n`);
  for (const file of [fileURLToPath(import.meta.url), pageScript]) hash.update(await readFile(file));
  return hash.digest("hex");
}

/** Read from the file: the packages' exports hide their package.json. */
async function versionOf(name) {
  const folder = require.resolve
    .paths(name)
    .map((path) => join(path, name))
    .find(existsSync);
  if (!folder) throw new Error(`${name} is not installed; run npm install`);
  return JSON.parse(await readFile(join(folder, "package.json"), "utf8")).version;
}

/** Whole or not at all: another process may be reading. */
async function write(file, text) {
  const draft = join(out, `.${file}.${process.pid}`);
  await writeFile(draft, text);
  await rename(draft, join(out, file));
}

const files = ["vega-node.mjs", "vega-runtime.js", "LICENSES.txt"];
const wanted = await stamp();
const found = await readFile(join(out, "stamp.txt"), "utf8").catch(() => "");
if (found === wanted && files.every((file) => existsSync(join(out, file)))) {
  console.error("assets: up to date");
} else {
  await mkdir(out, { recursive: true });
  const bundles = [
    await bundle("lowrank:node", "vega-node.mjs", "esm"),
    await bundle("lowrank:browser", "vega-runtime.js", "iife"),
  ];
  const [node, browser] = bundles;
  await write(node.file, node.code);
  // The browser's part is copied into every report, and its licences ask to go with it.
  await write(browser.file, `/*!\n${await licences(browser.modules)}*/\n${browser.code}`);
  await write("LICENSES.txt", await licences(bundles.flatMap((b) => b.modules)));
  await write("stamp.txt", wanted);
  console.error(`assets: ${bundles.map((b) => `${b.file} ${Math.round(b.code.length / 1024)} KiB`).join(", ")}`);
}
