/** Tiles and cells smaller than this are not worth the while. */
const LEAST_ENTRIES = 512;
/** Strips, unless a tile would have more than MOST_TILE entries; then up to MOST_STRIPS. */
const USUAL_STRIPS = 8;
const MOST_TILE = 2 ** 20;
const MOST_STRIPS = 16;
/** Columns of a cell, unless there would be more than MOST_CELLS. */
const USUAL_COLUMNS = 2048;
const MOST_CELLS = 4096;

function stripCount(m: number): number {
  let strips = 1;
  while (strips < USUAL_STRIPS && m / (4 * strips * strips) >= LEAST_ENTRIES) strips *= 2;
  while (strips < MOST_STRIPS && m / (strips * strips) > MOST_TILE) strips *= 2;
  return strips;
}

function cellsOfTile(m: number, n2: number, strips: number): number {
  const tiles = strips * strips;
  const most = Math.min(MOST_CELLS / tiles, Math.floor(m / (tiles * LEAST_ENTRIES)));
  return Math.max(1, Math.min(Math.floor(n2 / (strips * USUAL_COLUMNS)), most));
}

/**
 * The sampled entries in the order in which gradients add them, the same as the native twin's.
 *
 * Rows and columns are each cut into 2^s strips with about as many entries in each, which makes tiles of the matrix; 2^s is a
 * function of m alone. A row, and a column, is in one tile (I, J) for every value of I ⊕ J: its entries are added in order of that
 * value. Within a tile they are sorted by cell, a cell being some of its columns, within a cell by row, and those of a row keep the
 * caller's order.
 */
export class EntryOrder {
  readonly m: number;
  readonly strips: number;
  /** The entries of tile t = I·strips + J are those from begins[t] to begins[t + 1]. */
  readonly begins: Float64Array;
  /** In that order: where they are, and which of the caller's they are. */
  readonly row: Int32Array;
  readonly col: Int32Array;
  readonly from: Int32Array;

  constructor(
    readonly n1: number,
    readonly n2: number,
    row: Int32Array,
    col: Int32Array,
  ) {
    this.m = row.length;
    this.strips = stripCount(this.m);
    const cells = cellsOfTile(this.m, n2, this.strips);
    const pieces = this.strips * cells;
    const rows = piecesOf(n1, row, this.strips);
    const cols = piecesOf(n2, col, pieces);
    const dealt = sorted(this.m, this.strips * pieces, (e) => rows[row[e]] * pieces + cols[col[e]]);
    this.begins = dealt.begins.filter((_, cell) => cell % cells === 0);
    this.from = dealt.order;
    for (let c = 0; c < this.strips * pieces; c++) sortByRow(this.from.subarray(dealt.begins[c], dealt.begins[c + 1]), row);
    this.row = this.from.map((e) => row[e]);
    this.col = this.from.map((e) => col[e]);
  }
}

/** Which of `pieces` each of the n rows, or columns, belongs to; there are about as many entries in each. */
function piecesOf(n: number, positions: Int32Array, pieces: number): Uint16Array {
  const counts = new Uint32Array(n);
  for (const i of positions) counts[i]++;
  const of = new Uint16Array(n);
  let before = 0;
  for (let i = 0; i < n; i++) {
    of[i] = Math.min(Math.floor((before * pieces) / Math.max(1, positions.length)), pieces - 1);
    before += counts[i];
  }
  return of;
}

/** 0 … m − 1 sorted by key, stably, and where each of the keys 0 … keys − 1 begins. */
function sorted(m: number, keys: number, key: (e: number) => number): { begins: Float64Array; order: Int32Array } {
  const begins = new Float64Array(keys + 1);
  for (let e = 0; e < m; e++) begins[key(e) + 1]++;
  for (let t = 0; t < keys; t++) begins[t + 1] += begins[t];
  const places = begins.slice();
  const order = new Int32Array(m);
  for (let e = 0; e < m; e++) order[places[key(e)]++] = e;
  return { begins, order };
}

function sortByRow(entries: Int32Array, row: Int32Array): void {
  let [first, last] = [Number.POSITIVE_INFINITY, -1];
  for (const e of entries) {
    first = Math.min(first, row[e]);
    last = Math.max(last, row[e]);
  }
  if (last <= first) return;
  const before = entries.slice();
  const { order } = sorted(before.length, last - first + 1, (e) => row[before[e]] - first);
  for (let e = 0; e < order.length; e++) entries[e] = before[order[e]];
}
