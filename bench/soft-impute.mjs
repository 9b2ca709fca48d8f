// Soft-Impute, the convex baseline of matrix completion: X ← S_λ(X − 𝒜*(𝒜(X) − y)), with S_λ lowering every singular value by λ.
// Mazumder, Hastie, Tibshirani. Spectral regularization algorithms for learning large incomplete matrices. JMLR 11, 2010.

/** The estimate at λ as factors, from `start` (factors of an earlier, larger λ); ends when X changes by less than 1e-4 of itself. */
export function softImpute({ operator, measurements, kernels }, lambda, start) {
  const { rows, cols, count } = operator;
  const side = Math.min(rows, cols);
  let x = start ?? { left: matrix(rows, 1), right: matrix(cols, 1) };
  const fitted = new Float64Array(count);
  const whole = new Float64Array(rows * cols);
  const [u, s, vt] = [new Float64Array(rows * side), new Float64Array(side), new Float64Array(side * cols)];
  for (let step = 0; step < 300; step++) {
    operator.measure(x, fitted);
    const target = adjoint(
      operator,
      fitted.map((value, i) => measurements[i] - value),
    );
    kernels.gemm(false, true, rows, cols, x.left.cols, 1, x.left.data, x.right.data, 1, target);
    kernels.svd(rows, cols, target, u, s, vt);
    const rank = Math.max(1, s.filter((value) => value > lambda).length);
    const left = matrix(rows, rank, u.slice(0, rows * rank));
    const right = matrix(cols, rank);
    for (let j = 0; j < cols; j++)
      for (let q = 0; q < rank; q++) right.data[j + q * cols] = Math.max(0, s[q] - lambda) * vt[q + j * side];
    x = { left, right };
    const before = whole.slice();
    kernels.gemm(false, true, rows, cols, rank, 1, left.data, right.data, 0, whole);
    if (distance(before, whole) <= 1e-4 * distance(whole, new Float64Array(whole.length))) break;
  }
  return x;
}

/** 𝒜*(w), n1×n2: a pullback with the identity as right factor. */
function adjoint(operator, weights) {
  const { rows, cols } = operator;
  const identity = matrix(cols, cols);
  for (let j = 0; j < cols; j++) identity.data[j * (cols + 1)] = 1;
  const out = { left: matrix(rows, cols), right: matrix(cols, cols) };
  operator.pullback(weights, { left: matrix(rows, cols), right: identity }, out);
  return out.left.data;
}

const matrix = (rows, cols, data = new Float64Array(rows * cols)) => ({ rows, cols, data });

function distance(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return Math.sqrt(sum);
}
