// A child process of child_process.fork, made while this process has a pool of threads.
const { fork } = require("node:child_process");
const { once } = require("node:events");
const answer = require("./answer.cjs");

async function main(folder) {
  const own = await answer(folder);
  const child = fork(__filename, [folder], { env: { ...process.env, LOWRANK_TEST_CHILD: "1" } });
  const [said] = await once(child, "message");
  const [code] = await once(child, "exit");
  if (said !== own || code !== 0) throw new Error(`${own}\n${said}\nexit ${code}`);
  console.log("fork:", own);
}

if (process.env.LOWRANK_TEST_CHILD) answer(process.argv[2]).then((said) => process.send(said, () => process.disconnect()));
else main(process.argv[2]);
