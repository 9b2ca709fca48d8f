import { defineConfig } from "tsdown";

const shared = { target: "node20", platform: "node", sourcemap: false, shims: true, fixedExtension: false } as const;

export default defineConfig([
  { ...shared, entry: { index: "src/index.ts" }, format: ["esm", "cjs"], dts: true, clean: false },
  { ...shared, entry: { cli: "src/cli/main.ts" }, format: ["esm"], dts: false, clean: false },
]);
