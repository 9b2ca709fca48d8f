// npm publish runs this first: node scripts/check-package.mjs [FOLDER]. Says what a package of this folder would lack, and ends with 1 if anything.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./run.mjs";

const folder = process.argv[2] ?? root;
const built = [
  "index.js",
  "index.cjs",
  "index.d.ts",
  "index.d.cts",
  "cli.js",
  "assets/vega-node.mjs",
  "assets/vega-runtime.js",
  "addon/binding.gyp.txt",
];
/** The processor that an ELF file names from byte 18 on. */
const MACHINE = { x64: 62, arm64: 183 };

const flaws = built
  .map((name) => join("dist", name))
  .filter((path) => !existsSync(join(folder, path)))
  .map((path) => `${path} is missing: npm run build:ts`);
for (const [arch, machine] of Object.entries(MACHINE)) {
  const path = join("prebuilds", `linux-${arch}`, "lowrank.glibc.node");
  const remedy = `npm run binary${arch === process.arch ? "" : ` -- --arch ${arch}`}`;
  if (!existsSync(join(folder, path))) flaws.push(`${path} is missing: ${remedy}`);
  else if (!isElf(readFileSync(join(folder, path)), machine)) flaws.push(`${path} is no binary for ${arch}: ${remedy}`);
}
for (const flaw of flaws) console.error(flaw);
if (flaws.length > 0) process.exit(1);

function isElf(bytes, machine) {
  return bytes.length > 20 && bytes.toString("latin1", 0, 4) === "\x7fELF" && bytes.readUInt16LE(18) === machine;
}
