/**
 * Throws TypeError for an array over memory that could change while it is read, after it was checked: a SharedArrayBuffer, which another thread
 * writes to, or a resizable buffer, which could shrink.
 */
export function requireOwnMemory(array: unknown, what: string): void {
  if (!ArrayBuffer.isView(array)) return;
  if (array.buffer instanceof SharedArrayBuffer)
    throw new TypeError(`${what} are backed by a SharedArrayBuffer, which other threads could change meanwhile; give a copy`);
  if ("resizable" in array.buffer && array.buffer.resizable)
    throw new TypeError(`${what} have a resizable buffer, which could shrink meanwhile; give a copy`);
}
