/** The kernels in TypeScript: + − · / √, Math.fround and integers alone, so that results are the same bits on any machine. */
import type { AlgebraKernels, OperatorKernels } from "./contract.ts";
import { solveRight } from "./portable/cholesky.ts";
import { gradientCirculant, measureCirculant, pullbackCirculant } from "./portable/circulant.ts";
import { gradientDense, gradientsDense, measureDense, pullbackDense } from "./portable/dense.ts";
import { eigen } from "./portable/eigen.ts";
import { gradientEntries, indexEntries, measureEntries, pullbackEntries } from "./portable/entries.ts";
import { firstNonFinite } from "./portable/finite.ts";
import { gemm } from "./portable/gemm.ts";
import { gram } from "./portable/gram.ts";
import { gradientHadamard, measureHadamard, pullbackHadamard } from "./portable/hadamard.ts";
import { normals } from "./portable/normal.ts";
import { gradientPauli, measurePauli, pullbackPauli } from "./portable/pauli.ts";
import { qr } from "./portable/qr.ts";
import { gradientRankOne, measureRankOne, pullbackRankOne } from "./portable/rank-one.ts";
import { svd } from "./portable/svd.ts";

const KERNELS: AlgebraKernels & OperatorKernels = Object.freeze({
  gemm,
  gram,
  solveRight,
  qr,
  svd,
  eigen,
  firstNonFinite,
  normals,
  measureDense,
  pullbackDense,
  gradientDense,
  gradientsDense,
  indexEntries,
  measureEntries,
  pullbackEntries,
  gradientEntries,
  measurePauli,
  pullbackPauli,
  gradientPauli,
  measureRankOne,
  pullbackRankOne,
  gradientRankOne,
  measureHadamard,
  pullbackHadamard,
  gradientHadamard,
  measureCirculant,
  pullbackCirculant,
  gradientCirculant,
});

export const portableKernels = (): AlgebraKernels & OperatorKernels => KERNELS;
