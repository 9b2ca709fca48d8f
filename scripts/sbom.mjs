// npm run sbom: the bill of materials of a release, CycloneDX 1.5, on stdout: what npm installs, what is bundled in dist/, and what the
// binaries are linked with. Needs dist/ and a binary.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { run } from "./run.mjs";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const text = (path) => readFileSync(at(path), "utf8");
const { dependencies, version } = JSON.parse(text("package.json")); // none of them has dependencies of its own
const lock = JSON.parse(text("package-lock.json")).packages;

const component = (name, version, licence, purl) => ({
  "bom-ref": `${name}@${version}`,
  type: "library",
  name,
  version,
  scope: "required",
  ...(purl && { purl }),
  licenses: [{ license: { id: licence } }],
});

/** The works whose licences lie beside a bundle, a line "name version" for each, most with the licence in brackets. */
const bundled = (path) =>
  [...text(path).matchAll(/^(\S+) (\d+\.\d+\.\d+\S*)(?: \(([\w.-]+)\))?$/gm)].map(([, name, version, licence]) =>
    component(name, version, licence ?? lock[`node_modules/${name}`].license, `pkg:npm/${name.replace("@", "%40")}@${version}`),
  );

function linked() {
  const { findings } = JSON.parse(run("node", process.execPath, [at("dist/cli.js"), "doctor", "--json"]));
  const [, blas] = /^OpenBLAS (\S+)/.exec(findings.find(({ name }) => name === "BLAS").data.openblas);
  const addon = lock["node_modules/node-addon-api"];
  const [, kiss] = /kissfft\S* (\d[\w.]*)/i.exec(text("native/third_party/kissfft/SOURCE.md"));
  return [
    component("OpenBLAS", blas, "BSD-3-Clause", `pkg:github/OpenMathLib/OpenBLAS@v${blas}`),
    component("node-addon-api", addon.version, addon.license, `pkg:npm/node-addon-api@${addon.version}`),
    component("kissfft", kiss, "BSD-3-Clause", `pkg:github/mborgerding/kissfft@${kiss}`),
  ];
}

/** Taken from the lockfile: `npm sbom --omit dev` leaves out what a development tool has as a peer too. */
const installed = Object.keys(dependencies).map((name) => {
  const { version, license, integrity } = lock[`node_modules/${name}`];
  const [algorithm, digest] = integrity.split("-");
  const hash = { alg: algorithm.replace("sha", "SHA-"), content: Buffer.from(digest, "base64").toString("hex") };
  return { ...component(name, version, license, `pkg:npm/${name}@${version}`), hashes: [hash] };
});

const components = [...installed, ...bundled("dist/LICENSES.txt"), ...bundled("dist/assets/LICENSES.txt"), ...linked()];
const self = { ...component("lowrank", version, "MIT", `pkg:npm/lowrank@${version}`), scope: undefined };
const bill = {
  $schema: "http://cyclonedx.org/schema/bom-1.5.schema.json",
  bomFormat: "CycloneDX",
  specVersion: "1.5",
  serialNumber: `urn:uuid:${randomUUID()}`,
  version: 1,
  metadata: { timestamp: new Date().toISOString(), lifecycles: [{ phase: "post-build" }], component: self },
  components,
  dependencies: [{ ref: self["bom-ref"], dependsOn: components.map((part) => part["bom-ref"]) }],
};
process.stdout.write(`${JSON.stringify(bill, null, 2)}\n`);
