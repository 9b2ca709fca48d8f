/** A result with what it was made by beside its data: properties to use that neither structuredClone nor JSON.stringify sees, for they are functions and classes. */
export function withHandles<Data extends object, Handles extends object>(data: Data, handles: Handles): Data & Handles {
  for (const [name, value] of Object.entries(handles)) Object.defineProperty(data, name, { value });
  return data as Data & Handles;
}
