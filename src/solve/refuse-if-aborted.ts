/** Throws the reason of a signal that was aborted already; TypeError for what is no AbortSignal. */
export function refuseIfAborted(signal: AbortSignal | undefined): void {
  if (signal === undefined) return;
  if (typeof signal?.throwIfAborted !== "function")
    throw new TypeError(`the signal is an AbortSignal, as an AbortController has it; got ${String(signal)}`);
  signal.throwIfAborted();
}
