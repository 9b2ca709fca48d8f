import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import type { Block } from "./blocks.ts";

export interface Program {
  /** Where the block stands, as "README.md:52". */
  readonly at: string;
  readonly block: Block;
  /** Its JavaScript file, ready to be run. */
  readonly script: string;
}

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  skipLibCheck: true,
  types: ["node"],
};

/**
 * Writes the blocks as programs below a folder inside the package, so that "lowrank" is the built one with the types that users get, and checks them
 * together. Returns them, and what the type checker says, each with its place on the page.
 */
export function compile(
  folder: string,
  placed: readonly { page: string; block: Block }[],
): { programs: Program[]; flaws: string[] } {
  mkdirSync(folder, { recursive: true });
  const programs = placed.map(({ page, block }) => {
    const name = `${page.replace(/\.md$/, "").replace(/[^a-z0-9]+/gi, "-")}-${block.line}`;
    const text = `${block.given}${block.code}\nexport {};\n`;
    const source = join(folder, `${name}.ts`);
    const script = join(folder, `${name}.js`);
    writeFileSync(source, text);
    writeFileSync(script, ts.transpileModule(text, { compilerOptions: { ...OPTIONS, module: ts.ModuleKind.ESNext } }).outputText);
    return { at: `${page}:${block.line}`, block, source, script };
  });
  const checked = ts.createProgram(
    programs.map(({ source }) => source),
    { ...OPTIONS, noEmit: true },
  );
  const flaws = ts.getPreEmitDiagnostics(checked).map(({ file, start, messageText }) => {
    const of = programs.find(({ source }) => source === file?.fileName);
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    const text = ts.flattenDiagnosticMessageText(messageText, " ");
    return of ? `${of.at} (line ${line - of.block.given.split("\n").length + 1} of the block): ${text}` : text;
  });
  return { programs, flaws };
}
