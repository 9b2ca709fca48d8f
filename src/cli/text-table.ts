export interface TextTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The lines of a table of texts: the first column to the left, the others to the right unless said otherwise. */
export function aligned({ columns, rows }: TextTable, others: "left" | "right" = "right"): string[] {
  const widths = columns.map((title, c) => Math.max(title.length, ...rows.map((row) => row[c].length)));
  const pad = (text: string, c: number): string =>
    c === 0 || others === "left" ? text.padEnd(widths[c]) : text.padStart(widths[c]);
  return [columns, ...rows].map((row) => row.map(pad).join("  ").trimEnd());
}
