import type { Comparison } from "../tasks/compare.ts";
import { commonLevel, differencesOf, judgedBy, passesTo } from "../tasks/compared-measures.ts";

/** A comparison as JSON; numbers that are not finite are null. */
export function comparisonText(comparison: Comparison): string {
  const { problem, contenders, results, seeds, start, startingPoint, backend, aborted } = comparison;
  const { kind, rows, cols, count } = problem.operator;
  const judged = judgedBy(comparison);
  const level = commonLevel(comparison, judged);
  const solvers = contenders.map((contender) => {
    const { label, solver, rank, regime } = contender;
    const runs = results
      .filter((result) => result.contender === contender)
      .map((result) => {
        const { seed, timed, run, relativeError, refusal } = result;
        if (!run) return { seed, status: "refused", reason: refusal?.message ?? "" };
        const { status, reason, converged, iterations, asks, relativeResidual, seconds, warnings } = run;
        const passes = passesTo(result, judged, level);
        const measured = { relativeResidual, relativeError, passesToLevel: passes, seconds: timed ? seconds : null };
        return { seed, status, reason, converged, iterations, asks, ...measured, warnings };
      });
    const { name, reference, options, cost } = solver;
    return { label, name, reference, options, cost, rank, regime, runs };
  });
  const differences = differencesOf(comparison).map(({ first, second, ...rest }) => ({
    first: first.label,
    second: second.label,
    ...rest,
  }));
  const about = { operator: kind, rows, cols, count, symmetric: problem.symmetric };
  return `${JSON.stringify({ problem: about, start, startingPoint, seeds, judgedBy: judged, level, solvers, differences, backend, aborted }, null, 2)}\n`;
}
