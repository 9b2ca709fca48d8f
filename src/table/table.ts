/** A table as structuredClone (fields without methods) or JSON (columns by their names) leaves it. */
type PlainTable = object;

/**
 * Named numeric columns that grow by rows. A value that a row does not give is NaN. Its fields are plain data, so that a clone, which loses the
 * methods, can be made a table again by Table.from.
 */
export class Table {
  private columns = new Map<string, number[]>();
  private rows = 0;
  private grows = true;

  /** The table of which `plain` is the clone or the JSON form. Throws TypeError for anything else. */
  static from(plain: PlainTable): Table {
    const { columns, rows } = plain as { columns?: unknown; rows?: unknown };
    const entries: [string, unknown][] = columns instanceof Map ? [...columns] : Object.entries(plain);
    const table = new Table();
    for (const [name, values] of entries) {
      if (!Array.isArray(values)) throw new TypeError(`column "${name}" of a table is an array of numbers, got ${typeof values}`);
      table.columns.set(
        name,
        Array.from(values, (value: number | null) => value ?? Number.NaN),
      );
    }
    const lengths = [...table.columns.values()].map((column) => column.length);
    table.rows = typeof rows === "number" && columns instanceof Map ? rows : Math.max(0, ...lengths);
    for (const column of table.columns.values()) column.length = table.rows;
    return table;
  }

  get length(): number {
    return this.rows;
  }

  get names(): string[] {
    return [...this.columns.keys()];
  }

  /** The first `length` rows as a table that does not grow, and shares memory with this one. */
  prefix(length: number): Table {
    const table = new Table();
    table.columns = this.columns;
    table.rows = Math.min(length, this.rows);
    table.grows = false;
    return table;
  }

  append(row: Readonly<Record<string, number>>): void {
    if (!this.grows) throw new TypeError("this table is a part of another one, and does not grow");
    const at = this.rows++;
    this.#write(row, at);
    for (const column of this.columns.values()) if (column.length === at) column.push(Number.NaN);
  }

  /** Writes values into the last row. Throws RangeError where there is none. */
  amend(row: Readonly<Record<string, number>>): void {
    if (!this.grows) throw new TypeError("this table is a part of another one, and does not change");
    if (this.rows === 0) throw new RangeError("a table without rows has no last row");
    this.#write(row, this.rows - 1);
  }

  #write(row: Readonly<Record<string, number>>, at: number): void {
    for (const name in row) {
      let column = this.columns.get(name);
      if (!column) this.columns.set(name, (column = new Array(at).fill(Number.NaN)));
      column[at] = row[name];
    }
  }

  has(name: string): boolean {
    return this.columns.has(name);
  }

  /** A copy of one column. Throws RangeError for a name that was never appended. */
  column(name: string): Float64Array {
    const column = this.columns.get(name);
    if (!column) throw new RangeError(`no column "${name}"; there are ${this.names.join(", ")}`);
    return Float64Array.from(column.length > this.rows ? column.slice(0, this.rows) : column);
  }

  /** One value: NaN where the row did not give it or the column does not exist. */
  get(name: string, index: number): number {
    return index < this.rows ? (this.columns.get(name)?.[index] ?? Number.NaN) : Number.NaN;
  }

  at(index: number): Record<string, number> {
    return Object.fromEntries([...this.columns].map(([name, column]) => [name, column[index]]));
  }

  *[Symbol.iterator](): Generator<Record<string, number>> {
    for (let i = 0; i < this.rows; i++) yield this.at(i);
  }

  /** Rows grouped by the value of one column, in order of first appearance. */
  group(name: string): Map<number, Table> {
    const groups = new Map<number, Table>();
    for (const row of this) {
      const key = row[name];
      let group = groups.get(key);
      if (!group) groups.set(key, (group = new Table()));
      group.append(row);
    }
    return groups;
  }

  toJSON(): Record<string, (number | null)[]> {
    return Object.fromEntries(
      [...this.columns].map(([name, column]) => [name, column.slice(0, this.rows).map((v) => (Number.isFinite(v) ? v : null))]),
    );
  }
}
