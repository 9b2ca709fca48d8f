/** A line thinned for drawing. */
export interface Points {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** These first points stay as they are: they are most of what a logarithmic x-axis shows. */
const KEPT_AT_START = 100;

/**
 * At most `limit` points of the line (x, y), x ascending: of each bucket of neighbours the least and the greatest y,
 * in their order, so that no spike is lost. Points that are not finite are dropped. The first and last points stay.
 */
export function decimate(x: ArrayLike<number>, y: ArrayLike<number>, limit = 2000): Points {
  const at: number[] = [];
  for (let i = 0; i < y.length; i++) if (Number.isFinite(x[i]) && Number.isFinite(y[i])) at.push(i);
  const kept = at.length <= limit ? at : thin(at, y, limit);
  return { x: kept.map((i) => x[i]), y: kept.map((i) => y[i]) };
}

function thin(at: readonly number[], y: ArrayLike<number>, limit: number): number[] {
  const head = Math.min(KEPT_AT_START, Math.floor(limit / 4));
  const kept = at.slice(0, head);
  const rest = at.slice(head, -1);
  const buckets = Math.max(1, Math.floor((limit - head - 1) / 2));
  for (let b = 0; b < buckets; b++) {
    const bucket = rest.slice(Math.floor((b * rest.length) / buckets), Math.floor(((b + 1) * rest.length) / buckets));
    if (bucket.length === 0) continue;
    const low = bucket.reduce((best, i) => (y[i] < y[best] ? i : best));
    const high = bucket.reduce((best, i) => (y[i] > y[best] ? i : best));
    kept.push(...(low === high ? [low] : low < high ? [low, high] : [high, low]));
  }
  kept.push(at[at.length - 1]);
  return kept;
}
