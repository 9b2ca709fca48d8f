import { denseChunks, type Kernels, type OperatorKernels, SQUARED } from "../kernels/contract.ts";
import { positions } from "./entries.ts";
import { bytes, type Call, type Cases, call, flops, type KernelCase, normal } from "./kernel-case.ts";

/** Every question to an operator. Dense ones are held against bytes of A, the others against operations. */
export const operatorCases = {
  measureDense: dense((a) =>
    call([a.out], () => a.on.measureDense(...a.shape, a.matrices, a.index, a.left, a.right, a.scratch, a.out)),
  ),
  pullbackDense: dense((a) =>
    call([a.outLeft, a.outRight], () =>
      a.on.pullbackDense(...a.shape, a.matrices, a.index, a.y, a.left, a.right, a.scratch, a.outLeft, a.outRight),
    ),
  ),
  gradientDense: dense((a) =>
    call([a.outLeft, a.outRight, a.stats], () =>
      a.on.gradientDense(
        ...a.shape,
        a.matrices,
        a.index,
        a.left,
        a.right,
        a.y,
        SQUARED,
        0,
        a.scratch,
        a.outLeft,
        a.outRight,
        a.stats,
      ),
    ),
  ),
  measureEntries: entries(2, (a) => call([a.out], () => a.on.measureEntries(...a.shape, a.row, a.col, a.left, a.right, a.out))),
  pullbackEntries: entries(4, (a) =>
    call([a.outLeft, a.outRight], () =>
      a.on.pullbackEntries(...a.shape, a.row, a.col, a.y, a.left, a.right, a.outLeft, a.outRight),
    ),
  ),
  gradientEntries: entries(6, (a) =>
    call([a.outLeft, a.outRight, a.stats], () =>
      a.on.gradientEntries(...a.shape, a.row, a.col, a.left, a.right, a.y, SQUARED, 0, a.scratch, a.outLeft, a.outRight, a.stats),
    ),
  ),
  measurePauli: pauli(1, (a) => call([a.out], () => a.on.measurePauli(...a.sizes, a.row, a.col, a.left, a.right, a.out))),
  pullbackPauli: pauli(2, (a) =>
    call([a.outLeft, a.outRight], () =>
      a.on.pullbackPauli(...a.sizes, a.row, a.col, a.y, a.left, a.right, a.outLeft, a.outRight),
    ),
  ),
  gradientPauli: pauli(3, (a) =>
    call([a.outLeft, a.outRight, a.stats], () =>
      a.on.gradientPauli(...a.sizes, a.row, a.col, a.left, a.right, a.y, SQUARED, 0, a.scratch, a.outLeft, a.outRight, a.stats),
    ),
  ),
} as const satisfies Record<keyof OperatorKernels, Cases>;

/** What the questions of an m×(n1×n2) operator take, whatever its kind. */
interface Arrays {
  readonly on: Kernels;
  readonly shape: readonly [m: number, n1: number, n2: number, k: number];
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly y: Float64Array;
  readonly out: Float64Array;
  readonly outLeft: Float64Array;
  readonly outRight: Float64Array;
  readonly stats: Float64Array;
  readonly scratch: Float64Array;
}

function arraysOf(on: Kernels, shape: Arrays["shape"], scratch: number): Arrays {
  const [m, n1, n2, k] = shape;
  return {
    on,
    shape,
    left: normal(on, n1 * k, 1),
    right: normal(on, n2 * k, 2),
    y: normal(on, m, 3),
    out: new Float64Array(m),
    outLeft: new Float64Array(n1 * k),
    outRight: new Float64Array(n2 * k),
    stats: new Float64Array(2),
    scratch: new Float64Array(scratch),
  };
}

function dense(ask: (arrays: Arrays & { matrices: Float64Array; index: Int32Array }) => Call): Cases {
  return (quick) => {
    const [m, n, k] = quick ? [40, 8, 2] : [1000, 100, 5];
    const prepare = (kernels: Kernels): Call =>
      ask({
        ...arraysOf(kernels, [m, n, n, k], n * n * (1 + denseChunks(m, n, n))),
        matrices: normal(kernels, m * n * n),
        index: new Int32Array(0),
      });
    return [bytes(`${m} matrices ${n}×${n}, k = ${k}`, 8 * m * n * n, prepare)];
  };
}

type Positions = { row: Int32Array; col: Int32Array };

/** `each` operations an entry and column. */
function entries(each: number, ask: (arrays: Arrays & Positions) => Call): Cases {
  return (quick): KernelCase[] => {
    const [m, n, k] = quick ? [300, 30, 2] : [1_000_000, 10_000, 10];
    return [
      flops(`${m} entries of ${n}×${n}, k = ${k}`, each * m * k, (kernels) =>
        ask({ ...arraysOf(kernels, [m, n, n, k], m), ...positions(n, m) }),
      ),
    ];
  };
}

/** `each` times 8 operations a word, row and column of complex factors, which are real images of 2n rows. */
function pauli(
  each: number,
  ask: (arrays: Arrays & Positions & { sizes: readonly [m: number, n: number, k: number] }) => Call,
): Cases {
  return (quick) => {
    const [m, qubits, k] = quick ? [20, 2, 2] : [1000, 8, 4];
    const n = 2 ** qubits;
    return [
      flops(`${m} words on ${qubits} qubits, k = ${k}`, each * 8 * m * n * k, (kernels) =>
        ask({ ...arraysOf(kernels, [m, 2 * n, 2 * n, k], m), ...positions(n, m), sizes: [m, n, k] }),
      ),
    ];
  };
}
