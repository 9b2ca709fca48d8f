import { defineConfig } from "tsdown";

// Doc comments are in the declarations of types, and need not be in each of the formats too.
const outputOptions = { comments: { legal: true, annotation: true, jsdoc: false } } as const;
const shared = {
  target: "node20",
  platform: "node",
  sourcemap: false,
  shims: true,
  fixedExtension: false,
  clean: false,
  outputOptions,
} as const;

/**
 * The library in a few files, lowest rooms first: bundlers leave out whole files, as `sideEffects: false` allows, where they cannot see that a
 * statement is without effect. More files than that would make the import slower.
 */
const groups = [
  { name: "kernels", test: /src\/kernels\/.*\.ts$|node_modules\/fft\.js\// },
  { name: "core", test: /src\/(?!kernels|solvers|tasks|experiments)[\w-]+\/.*\.ts$/ },
  { name: "solvers", test: /src\/solvers\/.*\.ts$/ },
  { name: "tasks", test: /src\/tasks\/.*\.ts$/ },
  { name: "experiments", test: /src\/experiments\/.*\.ts$/ },
].map((group, i) => ({ ...group, priority: 9 - i }));

export default defineConfig([
  {
    ...shared,
    entry: { index: "src/index.ts" },
    format: ["esm"],
    dts: false,
    outputOptions: { ...outputOptions, chunkFileNames: "library/[name].js", codeSplitting: { groups } },
  },
  { ...shared, entry: { index: "src/index.ts" }, format: ["esm"], dts: { emitDtsOnly: true } },
  { ...shared, entry: { index: "src/index.ts" }, format: ["cjs"], dts: true },
  { ...shared, entry: { cli: "src/cli/main.ts" }, format: ["esm"], dts: false },
]);
