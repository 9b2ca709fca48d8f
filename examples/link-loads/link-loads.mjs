// Traffic between the nodes of a network, from the loads of its links: an operator of one's own.
//
// M has a row for each pair of nodes and a column for each hour of two days; a few daily rhythms make it of rank 3. A link carries the sum of the
// flows that are routed over it, so that its load at an hour is ⟨A_i, M⟩ with A_i the flows of that link at that hour. There are fewer links than
// flows, and loads alone cannot tell flows apart; with a sixth of the flows counted directly, the rank does the rest.
//
//     node examples/link-loads/link-loads.mjs
import { createProblem, GaussNewton, ownOperator, relativeErrorOf } from "lowrank";

const nodes = 8;
const hours = 48;
let state = 20;
const uniform = () => (state = (state * 48271) % 2147483647) / 2147483647;

/** Nodes on a ring with two chords; links are directed. */
const neighbours = Array.from({ length: nodes }, (_, a) => [(a + 1) % nodes, (a + nodes - 1) % nodes]);
for (const [a, b] of [
  [0, 4],
  [2, 7],
]) {
  neighbours[a].push(b);
  neighbours[b].push(a);
}
const links = neighbours.flatMap((list, a) => list.map((b) => `${a}>${b}`));
const flows = Array.from({ length: nodes * nodes }, (_, i) => [Math.floor(i / nodes), i % nodes]).filter(([a, b]) => a !== b);

/** The links of a shortest path, by breadth-first search. */
function route([from, to]) {
  const before = new Map([[from, undefined]]);
  for (const queue = [from]; !before.has(to); ) {
    const at = queue.shift();
    for (const next of neighbours[at].filter((node) => !before.has(node))) queue.push(next) && before.set(next, at);
  }
  const path = [];
  for (let at = to; before.get(at) !== undefined; at = before.get(at)) path.push(links.indexOf(`${before.get(at)}>${at}`));
  return path;
}
const routes = flows.map(route);

/** What is seen: every link at every hour, then single flows at single hours, these four times as heavy. `on` is called for every term ⟨A_i, M⟩ has. */
const counted = Array.from({ length: Math.floor((flows.length * hours) / 6) }, () => [
  Math.floor(uniform() * flows.length),
  Math.floor(uniform() * hours),
]);
function eachTerm(direct, on) {
  for (const [flow, path] of routes.entries())
    for (const link of path) for (let hour = 0; hour < hours; hour++) on(link * hours + hour, flow, hour, 1);
  for (const [k, [flow, hour]] of direct.entries()) on(links.length * hours + k, flow, hour, 4);
}

const networkOperator = (direct) =>
  ownOperator({
    rows: flows.length,
    cols: hours,
    count: links.length * hours + direct.length,
    measure({ left, right }, out) {
      out.fill(0);
      for (let q = 0; q < left.cols; q++)
        eachTerm(direct, (i, flow, hour, weight) => {
          out[i] += weight * left.data[flow + q * left.rows] * right.data[hour + q * hours];
        });
    },
    pullback(weights, { left, right }, out) {
      out.left.data.fill(0);
      out.right.data.fill(0);
      for (let q = 0; q < left.cols; q++)
        eachTerm(direct, (i, flow, hour, weight) => {
          out.left.data[flow + q * left.rows] += weight * weights[i] * right.data[hour + q * hours];
          out.right.data[hour + q * hours] += weight * weights[i] * left.data[flow + q * left.rows];
        });
    },
  });

/** Working hours, evenings and a constant load, in shares of each flow's own. */
const rhythms = [
  (hour) => (hour % 24 >= 8 && hour % 24 < 18 ? 1 : 0.1),
  (hour) => Math.max(0, Math.sin((2 * Math.PI * ((hour % 24) - 14)) / 24)),
  () => 0.3,
];
const factor = (rows, entry) => ({
  rows,
  cols: 3,
  data: Float64Array.from({ length: rows * 3 }, (_, i) => entry(i % rows, Math.floor(i / rows))),
});
const truth = { left: factor(flows.length, () => uniform()), right: factor(hours, (hour, q) => rhythms[q](hour)) };

for (const [words, direct] of [
  ["from the loads alone", []],
  ["with a sixth of the flows counted", counted],
]) {
  const operator = networkOperator(direct);
  const measurements = new Float64Array(operator.count);
  operator.measure(truth, measurements);
  const problem = createProblem({ operator, measurements, truth });
  const run = await new GaussNewton().solve(problem, { rank: 3 });
  const error = relativeErrorOf(problem, run.estimate);
  console.log(`${words}: ${operator.count} numbers for ${flows.length}×${hours} flows`);
  console.log(`  ${run.status} in ${run.iterations} steps, error ${error.toExponential(1)}`);
  console.log(`  σ_min on the tangent space ${run.identifiability.sigmaMin.toFixed(3)}·√τ ${run.warnings.map(({ code }) => code)}`);
}
