/** Throws TypeError for an array over a SharedArrayBuffer: another thread could change it while it is read, after it was checked. */
export function requireOwnMemory(array: unknown, what: string): void {
  if (ArrayBuffer.isView(array) && array.buffer instanceof SharedArrayBuffer)
    throw new TypeError(`${what} are backed by a SharedArrayBuffer, which other threads could change meanwhile; give a copy`);
}
