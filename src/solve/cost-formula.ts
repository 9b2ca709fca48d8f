/**
 * The value of a declared cost such as "(n1 + n2)k + k²" or "6·n1·n2": sums of products of whole numbers, sizes and parentheses, a factor
 * being followed by ² where it is squared. Throws RangeError for a text that is none, and for a size that is not given.
 */
export function costFormula(text: string, sizes: Readonly<Record<string, number>>): number {
  const tokens = text.match(/n1|n2|[a-z]|\d+|\S/gu) ?? [];
  let at = 0;
  const fail = (): never => {
    throw new RangeError(
      `"${text}" is not a sum of products of ${Object.keys(sizes).join(", ")} and numbers, at "${tokens[at] ?? "its end"}"`,
    );
  };

  function sum(): number {
    let total = product();
    while (tokens[at] === "+") {
      at++;
      total += product();
    }
    return total;
  }

  function product(): number {
    let total = factor();
    while (at < tokens.length && tokens[at] !== "+" && tokens[at] !== ")") {
      if (tokens[at] === "·") at++;
      total *= factor();
    }
    return total;
  }

  function factor(): number {
    const token = tokens[at];
    let value = Number(token ?? Number.NaN);
    if (token === "(") {
      at++;
      value = sum();
      if (tokens[at] !== ")") fail();
    } else if (token !== undefined && Object.hasOwn(sizes, token)) value = sizes[token];
    else if (!/^\d+$/.test(token ?? "")) fail();
    at++;
    if (tokens[at] !== "²") return value;
    at++;
    return value * value;
  }

  const value = sum();
  return at < tokens.length ? fail() : value;
}
