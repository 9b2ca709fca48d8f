import type { AlgebraKernels, AlgebraName } from "../kernels/contract.ts";

/** Kernels of linear algebra that answer at once, or the same ones off the main thread. */
export type AlgebraTarget = { readonly [K in AlgebraName]: (...args: Parameters<AlgebraKernels[K]>) => unknown };

/** One kernel call of a computation; whoever runs it decides where, and leaves what it returned in `code`. */
export interface AlgebraCall {
  /** About how many floating-point operations it takes. */
  readonly work: number;
  readonly on: (target: AlgebraTarget) => unknown;
  code: number;
}

/** Linear algebra in steps: yields its kernel calls, one after the other, and finds the results written in place. */
export type Computing<T> = Generator<AlgebraCall, T, void>;

/** The code that a kernel call returned; 0 where it returns nothing. */
export function* called(work: number, on: AlgebraCall["on"]): Computing<number> {
  const call: AlgebraCall = { work, on, code: 0 };
  yield call;
  return call.code;
}

/** The result, every call answered at once. */
export function computed<T>(kernels: AlgebraKernels, computing: Computing<T>): T {
  for (let next = computing.next(); ; next = computing.next()) {
    if (next.done) return next.value;
    runNow(kernels, next.value);
  }
}

/** Runs one call at once. */
export function runNow(kernels: AlgebraKernels, call: AlgebraCall): void {
  const code = call.on(kernels);
  call.code = typeof code === "number" ? code : 0;
}

/** Runs one call off the main thread. */
export async function runLater(target: AlgebraTarget, call: AlgebraCall): Promise<void> {
  const code = await call.on(target);
  call.code = typeof code === "number" ? code : 0;
}
