import { z } from "zod";
import { type Field, type OperatorKind, operators } from "../operators/registry.ts";
import { nearest } from "../parameters/nearest.ts";

const size = z.int().min(1).max(2147483647);
const file = z.string().min(1);
const seed = z.union([z.int(), z.string().regex(/^[+-]?\d{1,20}$/, "an integer, or text that is one")]);

const types: Record<Field["type"], z.ZodType> = {
  size,
  file,
  seed,
  words: z.array(z.string()).min(1),
  precision: z.enum(["float64", "float32"]),
  storage: z.enum(["stored", "generated"]),
};

function kindSchema([kind, { fields }]: [string, OperatorKind]): z.ZodObject {
  const shape = Object.entries(fields).map(([name, field]): [string, z.ZodType] => [
    name,
    (field.optional ? types[field.type].optional() : types[field.type]).describe(field.meaning),
  ]);
  return z.strictObject({ kind: z.literal(kind), ...Object.fromEntries(shape) });
}

const kinds = Object.entries(operators).map(kindSchema);
const operator = z.discriminatedUnion("kind", kinds as [z.ZodObject, ...z.ZodObject[]], {
  error: (issue) => (issue.code === "invalid_union" ? kindMistake(issue.input) : undefined),
});

function kindMistake(input: unknown): string {
  const kind = typeof input === "object" && input !== null && "kind" in input ? input.kind : undefined;
  const close = typeof kind === "string" ? nearest(kind, Object.keys(operators)) : undefined;
  return `the operator's kind is one of ${Object.keys(operators).join(", ")}${close ? `; did you mean ${close}?` : ""}`;
}

const factored = z.strictObject({
  left: file.describe("n1×r .npy"),
  right: file.optional().describe("n2×r .npy; absent where M is symmetric"),
});

const common = {
  operator,
  symmetric: z.boolean().optional().describe("M is symmetric positive semidefinite, X = F·Fᵀ"),
  rank: size.optional().describe("the searched rank k"),
};

const loss = z.union([z.enum(["squared", "absolute"]), z.strictObject({ huber: z.number().positive().describe("δ") })]);

/** A problem: an operator, its measurements, and what is known of M. */
export const problemSchema = z.strictObject({
  ...common,
  measurements: z
    .union([file, z.array(z.number()).min(1)])
    .optional()
    .describe("m numbers: a .npy or .csv file, or a list"),
  truth: z.union([file, factored]).optional().describe("the true M, as n1×n2 .npy or as factors: errors are then reported"),
  loss: loss.optional().describe("squared (default), absolute, or { huber: δ }"),
  target: file.optional().describe("for quantum states: a pure state (2^q complex numbers) to report the fidelity with"),
});

/** What `generate` turns into a problem: an operator and the truth to draw. */
export const specSchema = z.strictObject({
  ...common,
  rank: size.describe("r, the rank of the truth"),
  condition: z.number().min(1).optional().describe("κ: singular values fall evenly from 1 to 1/κ"),
  noise: z.number().min(0).optional().describe("σ: y_i = ⟨A_i, M⟩ + (σ/√m)·ε_i"),
  seed: seed.optional().describe("of the truth and the noise"),
});

export type ManifestFile = z.infer<typeof problemSchema>;
export type SpecFile = z.infer<typeof specSchema>;
export type OperatorEntry = { readonly kind: string } & Readonly<Record<string, unknown>>;

/** The keys that a map of a manifest may have, for suggestions. */
export function knownKeys(
  schema: typeof problemSchema | typeof specSchema,
  value: unknown,
  path: readonly (string | number)[],
): string[] {
  if (path[0] === "truth") return Object.keys(factored.shape);
  if (path[0] !== "operator") return Object.keys(schema.shape);
  const kind =
    typeof value === "object" && value !== null && "operator" in value
      ? (value.operator as { kind?: unknown } | null)?.kind
      : undefined;
  const fields: Readonly<Record<string, Field>> =
    typeof kind === "string" && kind in operators ? operators[kind as keyof typeof operators].fields : {};
  return ["kind", ...Object.keys(fields)];
}
