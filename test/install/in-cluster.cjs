// Two workers of node:cluster.
const cluster = require("node:cluster");
const { once } = require("node:events");
const answer = require("./answer.cjs");

async function main(folder) {
  cluster.setupPrimary({ args: [folder] });
  const answers = await Promise.all(
    [1, 2].map(async () => {
      const worker = cluster.fork();
      const [said] = await once(worker, "message");
      const [code] = await once(worker, "exit");
      if (code !== 0) throw new Error(`exit ${code}`);
      return said;
    }),
  );
  answers.push(await answer(folder));
  if (new Set(answers).size !== 1) throw new Error(answers.join("\n"));
  console.log("cluster:", answers[0]);
}

if (cluster.isPrimary) main(process.argv[2]);
else answer(process.argv[2]).then((said) => process.send(said, () => process.disconnect()));
