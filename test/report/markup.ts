/** One start tag of a page, as a browser's tokenizer sees it: what is between quotes is no markup, nor what is in script or style. */
export interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** The raw text of script and style. */
  readonly text: string;
}

const VOID = new Set(["meta", "img", "br", "hr", "link", "input"]);

/** The start tags of a page. Throws where elements do not nest. */
export function parseTags(html: string): Tag[] {
  const tags: Tag[] = [];
  const open: string[] = [];
  const tag = /<!doctype[^>]*>|<!--[\s\S]*?-->|<(\/?)([a-zA-Z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/gi;
  for (let found = tag.exec(html); found; found = tag.exec(html)) {
    const [, slash, rawName, rest] = found;
    if (!rawName) continue;
    const name = rawName.toLowerCase();
    if (slash) {
      const last = open.pop();
      if (last !== name) throw new Error(`</${name}> closes <${last}> at ${found.index}`);
      continue;
    }
    const attributes = Object.fromEntries(
      Array.from(rest.matchAll(/([^\s=/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?/g), (a) => [
        a[1].toLowerCase(),
        a[2] ?? a[3] ?? "",
      ]),
    );
    let text = "";
    if (name === "script" || name === "style") {
      const end = html.indexOf(`</${name}`, tag.lastIndex);
      text = html.slice(tag.lastIndex, end);
      tag.lastIndex = html.indexOf(">", end) + 1;
    } else if (!VOID.has(name) && !rest.endsWith("/")) open.push(name);
    tags.push({ name, attributes, text });
  }
  if (open.length > 0) throw new Error(`left open: ${open.join(", ")}`);
  return tags;
}
