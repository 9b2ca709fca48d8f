import { sequential } from "./colour-map.ts";
import type { IndexedPicture } from "./png.ts";

/** A matrix to be looked at, column-major: entry (i, j) is data[i + j·rows]; NaN where nothing is known. */
export interface Picture {
  readonly label: string;
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
  /** Names of the basis, for small square matrices. */
  readonly basis?: readonly string[];
}

const LEVELS = 96; // about as fine as the eye sees on a map of this length, and fewer levels deflate better
const MISSING = LEVELS;

/** The colour of what is not known: half-seen grey, on a light page and on a dark one. */
const missingColour = [128, 128, 128, 56];

const palette = [...Array.from({ length: LEVELS }, (_, i) => sequential(i / (LEVELS - 1))), missingColour];

/** Least and greatest of the numbers that are finite; [0, 1] where there are none, and room around a constant. */
export function finiteRange(pictures: readonly Picture[]): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { data } of pictures) {
    for (const value of data) {
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (low > high) return [0, 1];
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}

/** The matrix as pixels, one an entry; averaged over boxes where that would be more than `side` pixels a side or `area` in all. */
export function rasterize(
  { rows, cols, data }: Picture,
  [low, high]: readonly [number, number],
  side = 1000,
  area = 1e6,
): IndexedPicture {
  const shrink = Math.min(1, side / Math.max(rows, cols), Math.sqrt(area / (rows * cols)));
  const height = Math.max(1, Math.floor(rows * shrink));
  const width = Math.max(1, Math.floor(cols * shrink));
  const pixels = new Uint8Array(width * height);
  for (let px = 0; px < width; px++) {
    const columns = [Math.floor((px * cols) / width), Math.floor(((px + 1) * cols) / width)];
    for (let py = 0; py < height; py++) {
      const value = boxMean(data, rows, [Math.floor((py * rows) / height), Math.floor(((py + 1) * rows) / height)], columns);
      pixels[py * width + px] = Number.isNaN(value)
        ? MISSING
        : Math.max(0, Math.min(LEVELS - 1, Math.floor((LEVELS * (value - low)) / (high - low))));
    }
  }
  return { width, height, pixels, palette };
}

/** The mean of the finite numbers in a box; NaN where there are none. */
function boxMean(data: Float64Array, rows: number, [top, bottom]: readonly number[], [left, right]: readonly number[]): number {
  let sum = 0;
  let count = 0;
  for (let j = left; j < right; j++) {
    for (let i = top; i < bottom; i++) {
      const value = data[i + j * rows];
      if (Number.isFinite(value)) {
        sum += value;
        count++;
      }
    }
  }
  return sum / count;
}
