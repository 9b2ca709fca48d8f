// Speaks as bench/peers/server.py does, and answers with the numbers that it is given: a peer without Python.
//   numbers.answer   what it answers        numbers.seconds   what it claims to have taken
// FAKE_PEER says how it misbehaves; FAKE_PEER_PID is a file for its process number.
import { appendFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [, , name, threads] = process.argv;
const way = process.env.FAKE_PEER ?? "";
const say = (line) => process.stdout.write(`${typeof line === "string" ? line : JSON.stringify(line)}\n`);

function npy(numbers) {
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${numbers.length},), }`.padEnd(117);
  const head = Buffer.from(`\x93NUMPY\x01\x00v\x00${text}\n`, "latin1");
  return Buffer.concat([head, new Uint8Array(Float64Array.from(numbers).buffer)]);
}

if (process.env.FAKE_PEER_PID) appendFileSync(process.env.FAKE_PEER_PID, `${process.pid}\n`);
if (way === "absent") {
  say({ missing: `No module named '${name}'` });
  process.exit(0);
}
if (way === "chatters") say("warming up");
else
  say({
    package: name,
    version: process.env.OMP_NUM_THREADS === threads ? "9.9" : "?",
    python: "3.99",
    blas: ["openblas-serial/libblas.so.3"],
  });

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  if (way === "hangs") continue;
  if (way === "dies") {
    process.stderr.write("first\nout of luck\n");
    process.exit(3);
  }
  if (way === "fails") say({ error: "ValueError: no" });
  else if (way === "babbles") say("[1, 2]");
  else if ("answer" in question) {
    writeFileSync(question.answer, npy(question.numbers.answer ?? [Number.NaN]));
    say({ answered: question.answer, laps: question.numbers.laps });
  } else say({ times: Array(question.repeats).fill(question.numbers.seconds ?? 1), median: 1 });
}
