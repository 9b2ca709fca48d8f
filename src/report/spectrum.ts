import { emptyFigure, type Figure, rounded } from "./figure.ts";
import { logAxis, palette } from "./theme.ts";

/**
 * Final singular values, descending, on a logarithmic axis; values below 10⁻¹⁶ of the greatest are rounding and are left
 * out. `rank` draws the line behind the k-th value where more are given.
 */
export function spectrum(
  values: ArrayLike<number>,
  { id = "spectrum", title = "singular value", rank }: { id?: string; title?: string; rank?: number } = {},
): Figure {
  const finite = Array.from(values).filter(Number.isFinite);
  const floor = 1e-16 * finite.reduce((most, value) => Math.max(most, value), 0);
  const rows = Array.from(values, (value, i) => ({ index: i + 1, value: rounded(value) })).filter(({ value }) => value > floor);
  if (rows.length === 0) return emptyFigure(id, "Final singular values: nothing was recorded.");

  const index = {
    field: "index",
    type: "quantitative",
    scale: { domain: [0.5, values.length + 0.5], nice: false },
    axis: { title: "index", grid: false, format: "d", tickMinStep: 1, tickCount: 12 },
  };
  const value = {
    field: "value",
    type: "quantitative",
    scale: { type: "log" },
    axis: { title, ...logAxis("y") },
  };
  const tooltip = [
    { field: "index", title: "index" },
    { field: "value", title, format: ".4~g" },
  ];
  const points = {
    mark: { type: "point", filled: true, opacity: 1, size: values.length > 60 ? 18 : 60, color: palette[0] },
    encoding: { x: index, y: value, tooltip },
  };
  const stems = {
    mark: { type: "rule", strokeWidth: 1.5, strokeOpacity: 0.35, color: palette[0] },
    encoding: { x: index, y: value, y2: { value: 240 } },
  };
  const border = {
    data: { values: [{}] },
    mark: { type: "rule", strokeDash: [4, 3], strokeOpacity: 0.6, color: "currentColor" },
    encoding: { x: { datum: (rank ?? 0) + 0.5, type: "quantitative" } },
  };
  return {
    id,
    alt: `Final singular values: ${rows.length} of them, from ${rows[0].value} down to ${rows[rows.length - 1].value}.`,
    spec: {
      width: 716,
      height: 240,
      data: { values: rows },
      layer: [stems, points, ...(rank !== undefined && rank > 0 && rank < values.length ? [border] : [])],
    },
  };
}
