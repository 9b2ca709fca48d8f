// The answer, where a library named in the second argument must be in the process already, with all of its names before the addon's.
const { readFileSync } = require("node:fs");
const answer = require("./answer.cjs");

const [, , folder, library] = process.argv;
if (library && !readFileSync("/proc/self/maps", "utf8").includes(library)) throw new Error(`${library} was not loaded`);
answer(folder).then(console.log);
