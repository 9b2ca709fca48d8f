// Problems of about 100 MB and more, by name.

const places = (count, n, step) => {
  const at = new Int32Array(count);
  for (let i = 0; i < count; i++) at[i] = Math.floor(((i * step) % 1) * n);
  return at;
};

const sampled = (l, n, count) =>
  l.entrySampling({ rows: n, cols: n, row: places(count, n, 0.6180339887), col: places(count, n, 0.7548776662) });

const sensed = (lowrank, operator, solver, rank, symmetric = false) => {
  const truth = lowrank.syntheticTruth(operator, { rank: 2, seed: 0, symmetric });
  return {
    problem: lowrank.createProblem({ operator, measurements: lowrank.syntheticMeasurements(operator, truth), truth, symmetric }),
    solver,
    rank,
  };
};

export const measured = {
  "dense float64": (l) =>
    sensed(l, l.gaussianOperator({ rows: 140, cols: 140, count: 1000, seed: 0 }), new l.GradientDescent(), 5),
  "dense float32": (l) =>
    sensed(
      l,
      l.gaussianOperator({ rows: 180, cols: 180, count: 1200, seed: 0, precision: "float32" }),
      new l.GradientDescent(),
      5,
    ),
  "packed triangles": (l) =>
    sensed(l, l.symmetricGaussianOperator({ size: 160, count: 1200, seed: 0 }), new l.SymmetricGradientDescent(), 5, true),
  signs: (l) => sensed(l, l.rademacherOperator({ rows: 400, cols: 400, count: 5000, seed: 0 }), new l.GradientDescent(), 5),
  generated: (l) =>
    sensed(
      l,
      l.gaussianOperator({ rows: 1200, cols: 1200, count: 20, seed: 0, storage: "generated" }),
      new l.GradientDescent(),
      5,
    ),
  "rank-one matrices": (l) =>
    sensed(l, l.rankOneOperator({ rows: 400, cols: 400, count: 20_000, seed: 0 }), new l.GradientDescent(), 5),
  entries: (l) => {
    const operator = sampled(l, 20_000, 3_000_000);
    const measurements = new Float64Array(3_000_000);
    for (let i = 0; i < measurements.length; i++) measurements[i] = (((i * 7919) % 1001) - 500) / 500;
    return { problem: l.createProblem({ operator, measurements }), solver: new l.ScaledGradientDescent(), rank: 5 };
  },
  "large factors": (l) => sensed(l, sampled(l, 100_000, 100_000), new l.GradientDescent(), 10),
  Hadamard: (l) => sensed(l, l.hadamardOperator({ rows: 4096, cols: 4096, count: 50_000, seed: 0 }), new l.GradientDescent(), 5),
  circulant: (l) =>
    sensed(l, l.circulantOperator({ rows: 2048, cols: 1024, count: 50_000, seed: 0 }), new l.GradientDescent(), 5),
  "hard thresholding": (l) => sensed(l, sampled(l, 1000, 100_000), new l.solvers.iht(), 5),
  "reweighted least squares": (l) => sensed(l, sampled(l, 800, 100_000), new l.solvers["matrix-irls"](), 5),
  "accelerated proximal gradients": (l) => sensed(l, sampled(l, 800, 100_000), new l.solvers.fista(), 5),
  "fitting of entries": (l) => sensed(l, sampled(l, 20_000, 2_000_000), new l.solvers.lmafit(), 20),
  "whole matrices": (l) => sensed(l, sampled(l, 800, 100_000), new l.HypentropyMirrorDescent(), 5),
};
