/** Named numeric columns that grow by rows. A value that a row does not give is NaN. */
export class Table {
  #columns = new Map<string, number[]>();
  #length = 0;
  #grows = true;

  get length(): number {
    return this.#length;
  }

  get names(): string[] {
    return [...this.#columns.keys()];
  }

  /** The first `length` rows as a table that does not grow, and shares memory with this one. */
  prefix(length: number): Table {
    const table = new Table();
    table.#columns = this.#columns;
    table.#length = Math.min(length, this.#length);
    table.#grows = false;
    return table;
  }

  append(row: Readonly<Record<string, number>>): void {
    if (!this.#grows) throw new TypeError("this table is a part of another one, and does not grow");
    this.#length++;
    for (const column of this.#columns.values()) column.push(Number.NaN);
    this.amend(row);
  }

  /** Writes values into the last row. Throws RangeError where there is none. */
  amend(row: Readonly<Record<string, number>>): void {
    if (!this.#grows) throw new TypeError("this table is a part of another one, and does not change");
    if (this.#length === 0) throw new RangeError("a table without rows has no last row");
    for (const name of Object.keys(row)) {
      let column = this.#columns.get(name);
      if (!column) this.#columns.set(name, (column = new Array(this.#length).fill(Number.NaN)));
      column[this.#length - 1] = row[name];
    }
  }

  has(name: string): boolean {
    return this.#columns.has(name);
  }

  /** A copy of one column. Throws RangeError for a name that was never appended. */
  column(name: string): Float64Array {
    const column = this.#columns.get(name);
    if (!column) throw new RangeError(`no column "${name}"; there are ${this.names.join(", ")}`);
    return Float64Array.from(column.length > this.#length ? column.slice(0, this.#length) : column);
  }

  /** One value: NaN where the row did not give it or the column does not exist. */
  get(name: string, index: number): number {
    return index < this.#length ? (this.#columns.get(name)?.[index] ?? Number.NaN) : Number.NaN;
  }

  at(index: number): Record<string, number> {
    return Object.fromEntries([...this.#columns].map(([name, column]) => [name, column[index]]));
  }

  *[Symbol.iterator](): Generator<Record<string, number>> {
    for (let i = 0; i < this.#length; i++) yield this.at(i);
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
      [...this.#columns].map(([name, column]) => [
        name,
        column.slice(0, this.#length).map((v) => (Number.isFinite(v) ? v : null)),
      ]),
    );
  }
}
