import type { RunResult } from "../io/run-folder.ts";
import { formatNumber } from "./format.ts";
import type { Verdict } from "./page.ts";

/** Above this relative error a run with a small residual has not recovered the truth. */
const RECOVERED = 1e-2;

/** Good, bad, or (stopped early, or a fit that is not the truth) neither. */
const GOOD: Readonly<Record<string, boolean>> = {
  converged: true,
  stationary: true,
  validated: true,
  diverged: false,
  breakdown: false,
};

/** Without a truth to compare with this is all that can be said. */
const STALLED = "With noisy data that is the usual end, and the estimate may well be the best fit.";

/** The status and its reason; where the truth is known, also whether it was found: a small residual alone is not recovery. */
export function verdictOf(result: RunResult): Verdict {
  const { status, relativeError } = result;
  const good = GOOD[status];
  const reason = sentence(result.reason);
  if (relativeError === null || !Number.isFinite(relativeError))
    return { status, good, sentence: status === "stalled" ? `${reason} ${STALLED}` : reason };
  const error = formatNumber(relativeError);
  if (relativeError <= RECOVERED)
    return { status, good, sentence: `${reason} The truth is recovered to a relative error of ${error}.` };
  const why =
    status === "converged" ? "The residual is small, but the truth is not recovered" : "The estimate is away from the truth";
  return {
    status,
    good: good === true && status === "converged" ? undefined : good,
    sentence: `${reason} ${why}: the relative error is ${error}.`,
  };
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return capital === "" || /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
