/**
 * The word that was probably meant: the first of `words` with the fewest typing errors (letters missing, extra, wrong, or
 * two neighbours swapped), letter case aside. At most one error in three letters, never more than two; else undefined.
 */
export function nearest(word: string, words: Iterable<string>): string | undefined {
  const typed = word.toLowerCase();
  // No declared name is that long, and the table below is quadratic.
  if (typed.length > 64) return undefined;
  let best: string | undefined;
  let fewest = Math.min(2, Math.max(1, Math.floor(typed.length / 3))) + 1;
  for (const candidate of words) {
    if (Math.abs(candidate.length - typed.length) >= fewest) continue;
    const errors = typingErrors(typed, candidate.toLowerCase());
    if (errors < fewest) [best, fewest] = [candidate, errors];
  }
  return best;
}

/** Damerau–Levenshtein distance with adjacent transpositions (optimal string alignment). */
function typingErrors(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length];
}
