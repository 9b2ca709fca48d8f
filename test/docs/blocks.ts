/** A fenced block of a Markdown page. */
export interface Block {
  /** Of its first line, from 1. */
  readonly line: number;
  readonly language: string;
  /** What stands after the language, as `run` in "sh run". */
  readonly word: string;
  readonly code: string;
  /** What the block takes for granted: the comment `<!-- given … -->` right above it. */
  readonly given: string;
  /** What it prints: the block of `text` right below it. */
  readonly prints?: string;
}

/** The fenced blocks of a page, in order; a `text` block right below another belongs to that. */
export function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  const found = page.matchAll(/(?:<!-- given\n([\s\S]*?)-->\n+)?^(`{3,4})([a-z]*)[ \t]*([^\n]*)\n([\s\S]*?)^\2[ \t]*$/gm);
  let end = 0;
  for (const { 0: whole, 1: given = "", 3: language, 4: word, 5: code, index } of found) {
    const last = blocks.at(-1);
    if (language === "text" && last && last.language !== "text" && page.slice(end, index).trim() === "")
      blocks[blocks.length - 1] = { ...last, prints: code };
    else {
      const before = page.slice(0, index + whole.indexOf("```"));
      blocks.push({ line: before.split("\n").length + 1, language, word: word.trim(), code, given });
    }
    end = index + whole.length;
  }
  return blocks;
}

/**
 * Where what was printed differs from what a page says; undefined where it does not. Words and white space between them must be equal; numbers
 * may differ by 2 per cent, for the last digits depend on the machine, and those below 1e-8 by anything below that. "…" stands for any line.
 */
export function differs(printed: string, said: string): string | undefined {
  const [got, want] = [printed, said].map((text) => text.trim().split("\n"));
  for (let i = 0; i < Math.max(got.length, want.length); i++) {
    if (want[i]?.trim() === "…") continue;
    if (got[i] === undefined || want[i] === undefined || !alike(got[i], want[i]))
      return `line ${i + 1} is "${got[i] ?? "missing"}", and the page says "${want[i] ?? "nothing"}"`;
  }
  return undefined;
}

const NUMBER = /[-−]?\d+(?:,\d{3})*(?:\.\d+)?(?:e[+-]?\d+)?/gi;

function alike(got: string, want: string): boolean {
  const words = (line: string): string => line.replace(NUMBER, "#").replace(/\s+/g, " ").trim();
  const numbers = (line: string): number[] =>
    (line.match(NUMBER) ?? []).map((text) => Number(text.replaceAll(",", "").replace("−", "-")));
  const [a, b] = [numbers(got), numbers(want)];
  return words(got) === words(want) && a.every((x, i) => Math.abs(x - b[i]) <= Math.max(1e-8, 0.02 * Math.abs(b[i])));
}
