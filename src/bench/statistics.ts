/** The quantile q of some numbers, between neighbours where it falls between them; NaN of none. */
export function quantile(numbers: readonly number[], q: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = q * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return sorted.length === 0 ? Number.NaN : low + (at - Math.floor(at)) * (high - low);
}

export const median = (numbers: readonly number[]): number => quantile(numbers, 0.5);

/** p of the power law t ≈ c·sᵖ that fits best, by least squares of the logarithms. */
export function exponentOf(sizes: readonly number[], times: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [sizes.map(Math.log), times.map(Math.log)];
  const [meanX, meanY] = [mean(x), mean(y)];
  const covariance = x.reduce((sum, value, i) => sum + (value - meanX) * (y[i] - meanY), 0);
  return covariance / x.reduce((sum, value) => sum + (value - meanX) ** 2, 0);
}

/** ‖a − b‖/‖b‖; infinite where the lengths differ or a number is not finite. */
export function relativeDifference(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let [distance, size] = [0, 0];
  for (let i = 0; i < b.length; i++) {
    distance += (a[i] - b[i]) ** 2;
    size += b[i] ** 2;
  }
  const share = distance === 0 ? 0 : Math.sqrt(distance / size);
  return Number.isFinite(distance + size) ? share : Number.POSITIVE_INFINITY;
}
