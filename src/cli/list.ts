import { Argument, type Command } from "commander";
import { type DiagnosticKind, diagnostics, type Need } from "../diagnostics/registry.ts";
import { experiments } from "../experiments/registry.ts";
import { type Field, type OperatorKind, operators } from "../operators/registry.ts";
import type { Cost, Regime } from "../solve/declarations.ts";
import { type AnySolver, type SolverClass, solvers } from "../solvers/registry.ts";

interface Entry {
  readonly name: string;
  readonly about: string;
  readonly reference?: string;
  readonly regime?: Regime;
  readonly cost?: Cost;
  /** Of operators alone. */
  readonly sensing?: Pick<OperatorKind, "formula" | "storage" | "cost" | "use">;
  /** Of diagnostics alone. */
  readonly recording?: Pick<DiagnosticKind, "needs" | "columns" | "cost">;
  readonly parameters: readonly {
    readonly name: string;
    readonly default?: number | string | boolean;
    readonly allowed: string;
    readonly meaning: string;
  }[];
}

export function listCommand(command: Command): Command {
  return command
    .description("names, references, parameters with defaults")
    .addArgument(new Argument("<what>").choices(["solvers", "operators", "experiments", "diagnostics"]))
    .option("--json", "machine-readable output on stdout", false)
    .action((what: keyof typeof lists, { json }: { readonly json: boolean }) => {
      const entries = lists[what]();
      process.stdout.write(json ? `${JSON.stringify(entries, null, 2)}\n` : entries.map(text).join("\n"));
    });
}

const lists = {
  solvers: (): Entry[] =>
    Object.entries<SolverClass>(solvers).map(([name, Class]) => {
      const solver = new Class();
      const parameters = Object.entries(Class.parameters).map(([key, { default: initial, allowed, meaning }]) => ({
        name: key,
        default: initial,
        allowed,
        meaning,
      }));
      const { reference, regime, cost } = solver;
      return { name, about: sought(solver), reference, regime, cost, parameters };
    }),
  operators: (): Entry[] =>
    Object.entries<OperatorKind>(operators).map(([name, { meaning, reference, fields, formula, storage, cost, use }]) => {
      const parameters = Object.entries<Field>(fields).map(([key, field]) => ({
        name: key,
        default: field.default,
        allowed: `${field.type}${field.optional ? ", optional" : ""}`,
        meaning: field.meaning,
      }));
      return { name, about: meaning, reference, sensing: { formula, storage, cost, use }, parameters };
    }),
  experiments: (): Entry[] =>
    Object.values(experiments).map(({ name, law, reference }) => ({ name, about: law, reference, parameters: [] })),
  diagnostics: (): Entry[] =>
    Object.entries(diagnostics).map(([name, { about, reference, needs, columns, cost }]) => ({
      name,
      about,
      reference,
      recording: { needs, columns, cost },
      parameters: [],
    })),
};

const NEEDS: Readonly<Record<Need, string>> = {
  truth: "the truth",
  factors: "a solver of factors",
  real: "a real problem",
  symmetric: "a symmetric problem",
  asymmetric: "a problem that is not symmetric",
  columns: "a searched rank of at least the true one",
};

const sought = ({ form, carries }: AnySolver): string =>
  carries === "matrix" ? (form === "symmetric" ? "X ⪰ 0 whole" : "X whole") : form === "symmetric" ? "X = F·Fᵀ ⪰ 0" : "X = L·Rᵀ";

function text({ name, about, reference, regime, cost, sensing, recording, parameters }: Entry): string {
  const rows = parameters.map(
    (p) => `    ${p.name}: ${p.meaning} (${p.allowed}${p.default === undefined ? "" : `; default ${p.default}`})\n`,
  );
  const proven = regime ? `    ${regime.loss} loss, ${regime.columns}: ${regime.assumes}\n` : "";
  const step = cost
    ? `    a step: ${cost.asks} pass${cost.asks === 1 ? "" : "es"} over the data${cost.more ? ` (${cost.more})` : ""}; algebra: ${cost.algebra}; memory: ${cost.memory}\n`
    : "";
  const pass = sensing ? `    kept: ${sensing.storage}; a pass: ${sensing.cost}\n    where ${sensing.use}\n` : "";
  const recorded = recording
    ? `    columns: ${recording.columns.join(", ")}; a look: ${recording.cost}\n    needs: ${recording.needs.map((need) => NEEDS[need]).join(", ") || "nothing"}\n`
    : "";
  return `${name}  ${about}\n${reference ? `    ${reference}\n` : ""}${proven}${step}${pass}${recorded}${rows.join("")}`;
}
