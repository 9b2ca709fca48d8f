import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

export const root = resolve(import.meta.dirname, "../..");

/** A text file of the repository. */
export interface Source {
  /** From the root, with "/". */
  readonly path: string;
  readonly text: string;
}

/** The files below a folder whose name matches, sorted by path; nothing where the folder does not exist. */
export function sources(folder: string, name: RegExp): Source[] {
  let entries: ReturnType<typeof list>;
  try {
    entries = list(folder);
  } catch {
    return [];
  }
  return entries
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path: relative(root, path).split(sep).join("/"), text: readFileSync(path, "utf8") }));
}

const list = (folder: string) => readdirSync(join(root, folder), { withFileTypes: true, recursive: true });

/** The text without comments, so that prose is not taken for code. Strings with // in them must hold no code that a law forbids. */
export const codeOf = ({ text }: Source): string => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`\\])\/\/.*$/gm, "$1");

/** What a TypeScript file imports, type-only and dynamic imports too: paths from the root for its own files, else the bare name. */
export function importsOf(source: Source): string[] {
  const found = codeOf(source).matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)(["'])([^"']+)\1/g);
  return [...found].map(([, , name]) =>
    name.startsWith(".")
      ? relative(root, resolve(root, dirname(source.path), name))
          .split(sep)
          .join("/")
      : name,
  );
}
