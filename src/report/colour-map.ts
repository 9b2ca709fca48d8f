/**
 * Colours for numbers. The sequential map is viridis (S. van der Walt, N. Smith, for matplotlib 2015, CC0), nine of its
 * points joined by straight lines, without its first twentieth, which vanishes on a dark page.
 */
export type Rgb = readonly [red: number, green: number, blue: number];

const VIRIDIS: readonly Rgb[] = [
  [68, 1, 84],
  [71, 45, 123],
  [59, 82, 139],
  [44, 114, 142],
  [33, 145, 140],
  [40, 174, 128],
  [94, 201, 98],
  [173, 220, 48],
  [253, 231, 37],
];

/** Of t in [0, 1]. */
export function sequential(t: number): Rgb {
  const at = (0.05 + 0.95 * t) * (VIRIDIS.length - 1);
  const i = Math.min(VIRIDIS.length - 2, Math.floor(at));
  const mix = (c: 0 | 1 | 2) => Math.round(VIRIDIS[i][c] + (at - i) * (VIRIDIS[i + 1][c] - VIRIDIS[i][c]));
  return [mix(0), mix(1), mix(2)];
}

/** Hues of `count` ordered lines, at a lightness that reads on white and on dark. */
export function ordered(count: number): string[] {
  return Array.from({ length: count }, (_, i) =>
    css(oklch(0.59 + 0.05 * (i / Math.max(1, count - 1)), 0.125, 285 - 225 * (i / Math.max(1, count - 1)))),
  );
}

/** `count` steps of the sequential map, for legends. */
export const sequentialSteps = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => css(sequential(i / (count - 1))));

const css = (rgb: Rgb): string => `#${rgb.map((c) => c.toString(16).padStart(2, "0")).join("")}`;

/** sRGB bytes of an OKLCH colour (B. Ottosson, "A perceptual color space for image processing", 2020); what lies outside the gamut is clipped. */
function oklch(lightness: number, chroma: number, degrees: number): Rgb {
  const angle = (degrees * Math.PI) / 180;
  const a = chroma * Math.cos(angle);
  const b = chroma * Math.sin(angle);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    byte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function byte(linear: number): number {
  const v = Math.min(1, Math.max(0, linear));
  return Math.round(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055));
}
