// node contents.mjs LIST PATTERNS [all]: every packed file has a pattern, and every pattern a file; patterns that end in "?" only with `all`.
import { readFileSync } from "node:fs";

const [list, patterns, all] = process.argv.slice(2);
const lines = (path) => readFileSync(path, "utf8").split("\n").filter(Boolean);
const escaped = (text) => text.replace(/[.+^${}()|[\]\\]/g, "\\$&");
const expected = lines(patterns).map((text) => ({
  text,
  optional: text.endsWith("?"),
  regex: new RegExp(`^${escaped(text.replace(/\?$/, "")).replaceAll("*", "[^/]*")}$`),
}));
const files = lines(list).map((path) => path.replace(/^package\//, ""));

const strangers = files.filter((file) => !expected.some(({ regex }) => regex.test(file)));
const missing = expected.filter(({ regex, optional }) => (all || !optional) && !files.some((file) => regex.test(file)));
for (const file of strangers) console.log(`${file} is packed, and contents.txt does not know it`);
for (const { text } of missing) console.log(`${text} is not packed`);
if (strangers.length + missing.length > 0) process.exit(1);
