/**
 * Colours and type of all figures. Text, axes and grids take the page's own colour (`currentColor`), and every hue
 * has a luminance between 0.14 and 0.29, which is a contrast of at least 3 to white and to the dark page alike: one SVG
 * reads well in light, in dark and on paper.
 */
export const palette = [
  "#2f80d8",
  "#d9681d",
  "#1c9a6c",
  "#c2569b",
  "#8a6fd1",
  "#a5802a",
  "#35939f",
  "#d1545a",
  "#6f7a86",
  "#6f9a1e",
] as const;

export const fontFamily = "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif";

const ink = "currentColor";

export const theme = {
  aria: false, // thousands of labels; the figure as a whole has one description
  background: "transparent",
  font: fontFamily,
  padding: { left: 4, right: 8, top: 6, bottom: 4 },
  view: { stroke: null },
  text: { fill: ink, color: ink },
  title: { color: ink, subtitleColor: ink, fontSize: 13, fontWeight: 600, anchor: "start", offset: 8 },
  axis: {
    domainColor: ink,
    domainOpacity: 0.35,
    tickColor: ink,
    tickOpacity: 0.4,
    gridColor: ink,
    gridOpacity: 0.14,
    labelColor: ink,
    labelOpacity: 0.78,
    labelFontSize: 12,
    titleColor: ink,
    titleFontSize: 12.5,
    titleFontWeight: 500,
    titlePadding: 10,
  },
  legend: {
    orient: "top",
    labelColor: ink,
    labelFontSize: 12.5,
    labelLimit: 280,
    titleColor: ink,
    titleFontSize: 12.5,
    titleFontWeight: 500,
    symbolStrokeWidth: 2.5,
    symbolSize: 120,
    columnPadding: 18,
    offset: 10,
    layout: { top: { anchor: "start", direction: "horizontal", margin: 26 } },
  },
  range: { category: palette },
} as const;

const exponent = "round(log(datum.value)/LN10)";
const isDecade = `abs(log(datum.value)/LN10 - ${exponent}) < 1e-6`;

/**
 * A logarithmic axis of the scale "x" or "y": decades are written 10⁻⁶, from 1 to 1000 as plain numbers; what lies between
 * has a label only where the axis shows no more than two decades, and a fainter line of the grid.
 */
export function logAxis(scale: "x" | "y") {
  const digit = (n: string) => `slice('⁰¹²³⁴⁵⁶⁷⁸⁹', ${n}, ${n} + 1)`;
  const size = `abs(${exponent})`;
  const tens = `(${size} >= 100 ? ${digit(`floor(${size}/100)`)} : '') + (${size} >= 10 ? ${digit(`floor(${size}/10)%10`)} : '')`;
  const power = `'10' + (${exponent} < 0 ? '⁻' : '') + ${tens} + ${digit(`${size}%10`)}`;
  const narrow = `(log(domain('${scale}')[1]/domain('${scale}')[0]) < 2.2*LN10)`;
  const plain = "format(datum.value, '~r')";
  return {
    labelExpr: `${isDecade} ? (${exponent} < (${narrow} ? -3 : 0) || ${exponent} > 3 ? ${power} : ${plain}) : ${narrow} && datum.label !== '' ? ${plain} : ''`,
    gridOpacity: { condition: { test: isDecade, value: 1 }, value: 0.35 },
    // Both multiply the theme's own opacity.
    tickOpacity: { condition: { test: isDecade, value: 1 }, value: 0.4 },
    tickCount: 8,
  };
}
