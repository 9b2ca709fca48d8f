// Builds src/ to dist/: the library as ESM and CJS with types, the command line as ESM, and the assets of the report page.
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");

/** The licences of what tsdown bundles into the library, which ask to go with it; those of the assets lie beside them. */
function licences() {
  const home = join(root, "node_modules", "fft.js");
  const { name, version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  const readme = readFileSync(join(home, "README.md"), "utf8");
  const at = readme.indexOf("This software is licensed under the MIT License.");
  if (at < 0) throw new Error(`the readme of ${name} holds no licence; name it here before bundling it`);
  return `${name} ${version}\n\n${readme.slice(at).trim()}\n`;
}

/**
 * What `lowrank build` needs beside native/: binding.gyp under another name and in another place, for npm would run it at install, and the
 * C++ headers that it includes.
 */
function sourceBuild() {
  const from = join(root, "node_modules", "node-addon-api");
  const to = join(dist, "addon", "include");
  mkdirSync(to, { recursive: true });
  for (const name of ["napi.h", "napi-inl.h", "napi-inl.deprecated.h", "LICENSE.md"])
    copyFileSync(join(from, name), join(to, name));
  const gyp = readFileSync(join(root, "binding.gyp"), "utf8");
  const asked = String.raw`"<!(node -p \"require('node-addon-api').include_dir\")"`;
  if (!gyp.includes(asked)) throw new Error(`binding.gyp does not include ${asked}`);
  writeFileSync(join(dist, "addon", "binding.gyp.txt"), gyp.replace(asked, '"include"'));
}

function run(...words) {
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

// Everything but the assets, which are slow to bundle and know by themselves whether they are up to date.
try {
  for (const name of readdirSync(dist)) if (name !== "assets") rmSync(join(dist, name), { recursive: true });
} catch (error) {
  if (error.code !== "ENOENT") throw error;
}
run(join("node_modules", "tsdown", "dist", "run.mjs"), "--logLevel", "warn");
writeFileSync(join(dist, "LICENSES.txt"), licences());
sourceBuild();
run(join("scripts", "build-assets.mjs"));
chmodSync(join(dist, "cli.js"), 0o755);
