// The pages that are made of the registries and of doc comments: one for every solver, operator and experiment, and a list of each.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../run.mjs";
import { code, docOf, escaped, markdownOf, sourcesOf, table } from "./comments.mjs";
import { manifestOf, operatorProgram } from "./operator-examples.mjs";

/** { "solvers/gd.md": Markdown, … } from what `lowrank list … --json` prints, and the registered solver classes. */
export function generatedPages({ solvers, operators, experiments }, classes) {
  return {
    ...pagesOf("solvers", "Solvers", solvers, solverPages(solvers, classes), solverRow),
    ...pagesOf("operators", "Measurement operators", operators, operatorPages(operators), operatorRow),
    ...pagesOf("experiments", "Experiments", experiments, experimentPages(experiments), experimentRow),
  };
}

function pagesOf(folder, title, entries, pages, { heads, row, intro }) {
  const list = table(
    heads,
    entries.map((entry) => [`[${code(entry.name)}](./${entry.name}.md)`, ...row(entry)]),
  );
  return {
    [`${folder}/index.md`]: `# ${title}\n\n${intro}\n\n${list}\n`,
    ...Object.fromEntries(entries.map(({ name }, i) => [`${folder}/${name}.md`, `${pages[i]}\n`])),
  };
}

const parameterTable = (parameters) =>
  table(
    ["name", "default", "allowed", "meaning"],
    parameters.map(({ name, default: initial, allowed, meaning }) => [
      code(name),
      initial === undefined ? "" : code(initial),
      escaped(allowed),
      escaped(meaning),
    ]),
  );

const LOSS = { squared: "squared: noise of ordinary size", absolute: "absolute: some measurements wrong" };
const COLUMNS = {
  "k = r": "k = r: the rank has to be known",
  "k ≥ r": "k ≥ r: the rank need not be known",
  whole: "whole matrices: no rank is searched",
};
const SENSING = { isometry: "dense, random measurements (restricted isometry)", entries: "sampled entries (matrix completion)" };

const solverRow = {
  heads: ["solver", "seeks", "proven for", "passes a step"],
  intro:
    "Every solver of this version, from the registry that `lowrank list solvers` prints. A *pass* reads every measurement once; k is the searched rank, r the true one. `lowrank where PROBLEM` tells which of them can find M in a problem of yours, `lowrank compare` lets them race on it.",
  row: ({ about, regime, cost }) => [
    escaped(about),
    regime ? escaped(`${regime.columns}, ${regime.loss} loss`) : "",
    `${cost?.asks ?? ""}${cost?.more ? " and more" : ""}`,
  ],
};

function solverPages(entries, classes) {
  const sources = sourcesOf("solvers");
  return entries.map(({ name, about, reference, regime, cost, parameters }) => {
    const { path, lines } = docOf(classes[name].name, sources);
    return `# \`${name}\`

${markdownOf(lines)}

## When to use it

${table(
  ["", ""],
  [
    ["seeks", escaped(about.includes("⪰") ? `${about}, symmetric (Hermitian)` : `${about}, any matrix`)],
    ["loss", LOSS[regime.loss]],
    ["columns", COLUMNS[regime.columns]],
    ["proven for", regime.sensing.map((kind) => SENSING[kind]).join("; ") || "no kind of measurements"],
    ["what the theorem assumes", escaped(regime.assumes)],
  ],
)}

## Parameters

${parameters.length > 0 ? parameterTable(parameters) : "None."}

On the command line:

\`\`\`sh
npx lowrank recover problem.yaml --solver ${name}${parameters.length > 0 ? ` --set ${parameters[0].name}=${parameters[0].default}` : ""}
\`\`\`

In a program:

\`\`\`ts
import { ${classes[name].name} } from "lowrank";

const solver = new ${classes[name].name}(${parameters.length > 0 ? `{ ${parameters[0].name}: ${JSON.stringify(parameters[0].default)} }` : ""});
console.log(solver.name, solver.options);
\`\`\`

## Cost of a step

${table(
  ["", ""],
  [
    ["passes over the data", `${cost.asks}${cost.more ? `, and ${escaped(cost.more)}` : ""}`],
    ["algebra", escaped(cost.algebra)],
    ["numbers kept", escaped(cost.memory)],
  ],
)}

## Reference

${escaped(reference)}

The algorithm is one file: [${path}](../../${path}).`;
  });
}

/** The function of a kind: "rank-one" is rankOneOperator. */
const functionOf = (kind) =>
  kind === "entries" ? "entrySampling" : `${kind.replace(/-(.)/g, (_, letter) => letter.toUpperCase())}Operator`;

const operatorRow = {
  heads: ["kind", "⟨A_i, X⟩", "in a program"],
  intro:
    "A measurement operator 𝒜 answers y_i = ⟨A_i, X⟩. Every kind has a name in manifests and a function in programs; an operator of your own is [fifteen lines](../recipes/your-own-operator.md).",
  row: ({ name, about }) => [escaped(about), code(functionOf(name))],
};

function operatorPages(entries) {
  const sources = sourcesOf("operators");
  return entries.map(({ name, about, reference, sensing, parameters }) => {
    const { path, lines } = docOf(functionOf(name), sources);
    return `# \`${name}\`

${escaped(about)}

$$
${sensing.formula}
$$

${table(
  ["", ""],
  [
    ["when to use it", escaped(`where ${sensing.use}`)],
    ["kept in memory", escaped(sensing.storage)],
    ["cost of a pass", escaped(sensing.cost)],
  ],
)}

## In a program

[\`${functionOf(name)}\`](../api/functions/${functionOf(name)}.md), from [${path}](../../${path}):

${markdownOf(lines)}

\`\`\`ts
${operatorProgram(name, functionOf(name))}
\`\`\`

## In a manifest

${manifestOf(name)}

What \`operator\` takes:

${parameterTable(parameters)}

## Reference

${escaped(reference)}`;
  });
}

const experimentRow = {
  heads: ["experiment", "law"],
  intro:
    "Each experiment measures a law on several seeds and says whether it holds. The [field guide](../laws.md) has all of them on one page, in order.",
  row: ({ about }) => [escaped(about)],
};

function experimentPages(entries) {
  const sources = sourcesOf("experiments");
  const guide = readFileSync(join(root, "docs", "laws.md"), "utf8").split(/\n\n+/);
  return entries.map(({ name, about, reference }) => {
    const at = guide.findIndex((text) => text.trimEnd().endsWith(`\`lowrank experiment run ${name}\``));
    if (at < 0) throw new Error(`docs/laws.md has no paragraph of ${name}`);
    const constant = name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
    const { path, lines } = docOf(constant, sources);
    if (!guide[at].startsWith("**"))
      throw new Error(`the paragraph of ${name} in docs/laws.md does not begin with its law in bold`);
    const picture = guide.find((text) => text.includes(`](laws/${name}.png)`));
    if (picture === undefined) throw new Error(`docs/laws.md shows no picture of ${name}`);
    const paragraph = guide[at].split("\n").slice(0, -1).join("\n");
    return `# \`${name}\`

**The law.** ${escaped(about)}.

${markdownOf(lines)}

## In words

${paragraph}

${picture.replace("](laws/", "](../laws/")}

## Run it

\`\`\`sh
npx lowrank experiment run ${name} --toy --out runs/${name}
\`\`\`

takes one seed and seconds, and writes a page with the figure; without \`--toy\` it has more seeds and larger settings.

## Reference

${escaped(reference)}

What is run and how it is judged: [${path}](../../${path}).`;
  });
}
