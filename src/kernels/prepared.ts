import type { OperatorKernels, Prepared, ReadyCall, VerbName } from "./contract.ts";

/** Functions of the addon that hold addresses of the arrays, not the arrays: only to be called while each of these is what it was. */
export type Unguarded = { readonly [K in VerbName]: (...args: Parameters<OperatorKernels[K]>) => () => void };

/** The same, keeping the arrays alive and looking at them before each call. */
export function guarded(unguarded: Unguarded): Prepared {
  const all = Object.entries(unguarded).map(([name, prepare]) => [
    name,
    guard(prepare as (...args: readonly unknown[]) => () => void),
  ]);
  return Object.freeze(Object.fromEntries(all));
}

const guard =
  (prepare: (...args: readonly unknown[]) => () => void) =>
  (...args: readonly unknown[]): ReadyCall => {
    let call: () => void;
    try {
      call = prepare(...args);
    } catch {
      return undefined; // the usual question says what is wrong
    }
    const arrays = args.filter((arg): arg is Float64Array => ArrayBuffer.isView(arg));
    const lengths = arrays.map(({ length }) => length);
    return () => {
      for (let i = 0; i < arrays.length; i++) if (arrays[i].length !== lengths[i]) return false;
      call();
      return true;
    };
  };
