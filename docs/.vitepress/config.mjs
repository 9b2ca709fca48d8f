import { readFileSync } from "node:fs";
import { katex } from "@mdit/plugin-katex";
import { defineConfig } from "vitepress";

// Written when the pages are laid out: the names of what is registered.
const names = JSON.parse(readFileSync(new URL("names.json", import.meta.url), "utf8"));
const listed = (folder) => names[folder].map((name) => ({ text: name, link: `/${folder}/${name}` }));

export default defineConfig({
  title: "lowrank",
  description: "Recovers low-rank matrices from linear measurements.",
  cleanUrls: false,
  markdown: { math: false, config: (md) => md.use(katex) },
  vite: { build: { chunkSizeWarningLimit: 4000 } },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    nav: [
      { text: "Get started", link: "/getting-started" },
      { text: "Recipes", link: "/recipes/" },
      { text: "Solvers", link: "/solvers/" },
      { text: "Laws", link: "/laws" },
      { text: "API", link: "/api/" },
    ],
    sidebar: [
      {
        text: "Guide",
        items: [
          { text: "Getting started", link: "/getting-started" },
          { text: "Concepts", link: "/concepts" },
          { text: "Performance and threads", link: "/performance" },
          { text: "What is promised", link: "/promises" },
          { text: "Coming from elsewhere", link: "/migration" },
          { text: "Questions", link: "/questions" },
        ],
      },
      {
        text: "Recipes",
        link: "/recipes/",
        items: [
          { text: "Complete a table", link: "/recipes/complete-a-table" },
          { text: "A quantum state", link: "/recipes/quantum-state" },
          { text: "Images", link: "/recipes/images" },
          { text: "Noisy data, unknown rank", link: "/recipes/noisy-data" },
          { text: "Compare solvers", link: "/recipes/compare" },
          { text: "Predict and measure", link: "/recipes/predict-and-measure" },
          { text: "Your own operator", link: "/recipes/your-own-operator" },
          { text: "Large problems", link: "/recipes/large-problems" },
          { text: "From NumPy and MATLAB, and back", link: "/recipes/numpy-and-matlab" },
        ],
      },
      { text: "Solvers", link: "/solvers/", collapsed: true, items: listed("solvers") },
      { text: "Operators", link: "/operators/", collapsed: true, items: listed("operators") },
      { text: "Experiments", link: "/experiments/", collapsed: true, items: listed("experiments") },
      { text: "Field guide to the laws", link: "/laws" },
      { text: "API", link: "/api/" },
    ],
  },
});
