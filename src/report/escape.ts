const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Without control characters (but tab and newline), line separators, and the bidirectional overrides that make a name read as another. */
export const visible = (text: string): string => text.replace(INVISIBLE, "");

/** Text for HTML, in content and in quoted attributes. */
export const escapeHtml = (text: string): string => visible(text).replace(/[&<>"']/g, (c) => ENTITIES[c]);

/** JSON that may stand in a script element: no `<` that could end it, nor `>`, nor what is not visible. */
export function escapeJson(value: unknown): string {
  const json = JSON.stringify(value, (_, item: unknown) => (typeof item === "string" ? visible(item) : item));
  return json.replace(/[<>]/g, (c) => (c === "<" ? "\\u003c" : "\\u003e"));
}
