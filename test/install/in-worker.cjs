// Four worker threads at once, the addon in none but them, then in the main thread too; one is terminated while it computes.
const { isMainThread, parentPort, Worker, workerData } = require("node:worker_threads");
const { once } = require("node:events");
const answer = require("./answer.cjs");

async function main(folder) {
  const ask = async () => {
    const worker = new Worker(__filename, { workerData: { folder } });
    const [said] = await once(worker, "message");
    await once(worker, "exit");
    return said;
  };
  const answers = await Promise.all([ask(), ask(), ask(), ask()]);
  const hurried = new Worker(__filename, { workerData: { folder } });
  setTimeout(() => hurried.terminate(), 150);
  await once(hurried, "exit");
  answers.push(await answer(folder));
  if (new Set(answers).size !== 1 || !answers[0].startsWith("native converged")) throw new Error(answers.join("\n"));
  console.log("worker threads:", answers[0]);
}

if (isMainThread) main(process.argv[2]);
else answer(workerData.folder).then((said) => parentPort.postMessage(said));
