import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { z } from "zod";
import { FileError, printable } from "../io/file-error.ts";
import { schemaErrors } from "../io/schema-errors.ts";
import { readYaml } from "../io/yaml.ts";
import { knownKeys, type ManifestFile, problemSchema, type SpecFile, specSchema } from "./manifest-schema.ts";

/** A manifest that agrees with its schema. */
export interface Manifest<T> {
  readonly path: string;
  readonly content: T;
  /** A file that the manifest names at `keys`, relative to the manifest's own folder. Throws FileError there where it is missing. */
  file(name: string, keys: readonly string[]): string;
  /** An error at a key of the manifest: "problem.yaml:3:5: sentence". */
  flaw(keys: readonly string[], sentence: string, cause?: unknown): FileError;
}

/** Reads a problem manifest. Throws FileError with file:line:column for the first thing wrong, and a suggestion for an unknown key. */
export const readProblemManifest = (path: string): Manifest<ManifestFile> => read(path, problemSchema);

/** Reads a specification for `generate`. */
export const readSpecManifest = (path: string): Manifest<SpecFile> => read(path, specSchema);

function read<S extends typeof problemSchema | typeof specSchema>(path: string, schema: S): Manifest<z.infer<S>> {
  const yaml = readYaml(path);
  const parsed = schema.safeParse(yaml.value);
  if (typeof yaml.value !== "object" || yaml.value === null || Array.isArray(yaml.value))
    throw new FileError(
      path,
      `a manifest is a map with the keys ${Object.keys(schema.shape).join(", ")}; this file holds ${yaml.value === null ? "nothing" : Array.isArray(yaml.value) ? "a list" : "a single value"}`,
    );
  if (!parsed.success) {
    const errors = schemaErrors(yaml, parsed.error, (at) => knownKeys(schema, yaml.value, at));
    // A misspelt key is also a missing one: say the former.
    throw errors.find(({ message }) => message.includes("unknown key")) ?? errors[0];
  }
  const folder = dirname(path);
  const flaw: Manifest<unknown>["flaw"] = (keys, sentence, cause) => new FileError(path, sentence, yaml.where(keys), { cause });
  return {
    path,
    content: parsed.data as z.infer<S>,
    file: (name, keys) => {
      const named = resolve(folder, name);
      if (!existsSync(named)) throw flaw(keys, `${keys.join(".")}: there is no file ${printable(named)}`);
      return named;
    },
    flaw,
  };
}
