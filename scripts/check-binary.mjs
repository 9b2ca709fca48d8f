// node scripts/check-binary.mjs FILE…: whether binaries for Linux are fit for release; prints what is not, and then ends with 1.
// readelf alone is asked, which knows the binaries of every processor.
import { fileURLToPath } from "node:url";
import { run } from "./run.mjs";

/** What every distribution has that Node 20 runs on: RHEL 8 and Debian 10 (glibc 2.28, GCC 8). */
const NEWEST = { GLIBC: "2.28", GLIBCXX: "3.4.25", CXXABI: "1.3.11", GCC: "7.0.0" };
const EXPORTS = ["napi_register_module_v1", "node_api_module_get_api_version_v1"];
const LIBRARIES = /^(libstdc\+\+\.so\.6|lib(c|m)\.so\.6|libdl\.so\.2|libpthread\.so\.0|libgcc_s\.so\.1|ld-linux-[\w-]+\.so\.\d)$/;
/** Node's own, and those of the compiler that may be missing. */
const FREE = /^(napi_|node_api_|_ITM_|__gmon_start__|__cxa_finalize$)/;

/** What is wrong with a binary, each in a sentence; those about versions begin with "version". */
export function flaws(file) {
  const read = (...options) => run("readelf", "readelf", ["-W", ...options, file]);
  const symbols = dynamicSymbols(read("--dyn-syms"));
  const dynamic = read("-d");
  const tagged = (tag) => [...dynamic.matchAll(new RegExp(`\\(${tag}\\)\\s*(.*)`, "g"))].map(([, value]) => value.trim());
  const segments = read("-l");
  const exported = symbols.filter(({ defined }) => defined).map(({ name }) => name);
  const needed = tagged("NEEDED").map((value) => /\[(.*)\]/.exec(value)[1]);
  return [
    ...symbols.flatMap(({ name, version, defined }) =>
      defined || !tooNew(version) ? [] : [`version ${version} of ${name} is newer than ${newestOf(version)}`],
    ),
    ...symbols.flatMap(({ name, version, defined }) =>
      defined || version || FREE.test(name) ? [] : [`${name} is defined nowhere`],
    ),
    ...(exported.sort().join() === EXPORTS.join()
      ? []
      : [`exports ${exported.slice(0, 5).join(", ")} (${exported.length} symbols), not ${EXPORTS.join(", ")}`]),
    ...needed.flatMap((library) => (LIBRARIES.test(library) ? [] : [`needs ${library}`])),
    ...["RPATH", "RUNPATH", "TEXTREL"].flatMap((tag) => tagged(tag).map((value) => `has a ${tag} ${value}`)),
    ...["NOW", "NODELETE"]
      .filter((flag) => !tagged("FLAGS_1").join(" ").includes(flag))
      .map((flag) => `was not linked with -z ${flag.toLowerCase()}`),
    ...(segments.includes("GNU_RELRO") ? [] : ["was not linked with -z relro"]),
    ...(/GNU_STACK.*\bRWE\b/.test(segments) ? ["has an executable stack"] : []),
    ...(/ \.symtab /.test(read("-S")) ? ["is not stripped"] : []),
  ];
}

/** Rows of `readelf --dyn-syms`: number, value, size, type, binding, visibility, section, name[@version]. */
function dynamicSymbols(text) {
  return text.split("\n").flatMap((row) => {
    const [number, , , type, , , section, symbol] = row.trim().split(/\s+/);
    if (!/^\d+:$/.test(number) || type === "SECTION" || !symbol) return [];
    const [name, version] = symbol.split(/@+/);
    return [{ name, version, defined: section !== "UND" }];
  });
}

const parts = (version) => /^([A-Z]+)_(\d+(?:\.\d+)*)$/.exec(version ?? "");
/** "GLIBC_2.28"; of a version that is no number, such as GLIBC_PRIVATE, all that are allowed. */
const newestOf = (version) =>
  Object.entries(NEWEST)
    .map(([library, digits]) => `${library}_${digits}`)
    .filter((text) => !parts(version) || text.startsWith(`${parts(version)[1]}_`))
    .join(", ");

function tooNew(version) {
  const [, library, digits] = parts(version) ?? [];
  if (!(library in NEWEST)) return version !== undefined && /^(GLIBC|GLIBCXX|CXXABI|GCC)/.test(version);
  const [found, newest] = [digits, NEWEST[library]].map((text) => text.split(".").map(Number));
  const at = found.findIndex((digit, i) => digit !== (newest[i] ?? 0));
  return at >= 0 && found[at] > (newest[at] ?? 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const file of process.argv.slice(2)) {
    const found = flaws(file);
    for (const flaw of found) console.log(`${file}: ${flaw}`);
    if (found.length > 0) process.exitCode = 1;
  }
}
