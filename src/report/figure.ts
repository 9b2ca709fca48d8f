/** A Vega-Lite specification, as plain JSON. */
export type VegaLiteSpec = { readonly [key: string]: unknown };

export interface Figure {
  /** Unique on its page; letters, digits and hyphens. */
  readonly id: string;
  readonly spec: VegaLiteSpec;
  /** What a reader who does not see the figure should know. */
  readonly alt: string;
  /** Another view of the same data, behind a button of this label. */
  readonly alternate?: { readonly label: string; readonly spec: VegaLiteSpec };
}

/** Numbers in figures: five digits are finer than a pixel, and the page stays small. */
export const rounded = (value: number): number => Number(value.toPrecision(5));

/** What is left for a figure without data. */
export function emptyFigure(id: string, message: string): Figure {
  const text = { value: message };
  return {
    id,
    alt: message,
    spec: { width: 640, height: 80, data: { values: [{}] }, mark: { type: "text", fontSize: 13 }, encoding: { text } },
  };
}
