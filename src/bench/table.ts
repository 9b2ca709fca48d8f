import type { Machine, Rate, Result, Target } from "./result.ts";
import { quantile } from "./statistics.ts";

/** What the machine is and what it can do, in lines. */
export function machineText({
  cpu,
  cores,
  node,
  lowrank,
  kernels,
  platform,
  readBandwidth,
  dgemm,
}: Omit<Machine, "peers">): string {
  const onThreads = (figures: Readonly<Record<string, number>>): string =>
    Object.entries(figures)
      .map(([threads, value]) => `${short(value)} on ${threads === "1" ? "one thread" : `${threads} threads`}`)
      .join(", ");
  return [
    `${cpu}, ${cores} core${cores === 1 ? "" : "s"}, ${platform}; Node ${node}, lowrank ${lowrank}, ${kernels} kernels`,
    `a plain read of memory, GB/s: ${onThreads(readBandwidth)}`,
    ...(Object.keys(dgemm).length ? [`dgemm, GF/s: ${onThreads(dgemm)}`] : []),
    "",
  ].join("\n");
}

/** The peers that took part, or are missing. */
export const peersText = (peers: Machine["peers"]): string =>
  Object.values(peers)
    .map((line) => `${line}\n`)
    .join("");

export const HEADER = `${"name".padEnd(37)} ${"ours".padStart(9)} ${"quartiles".padStart(19)} ${"best other".padStart(9)}  ratio  target\n`;

/** One result: medians, the middle half of our times, ratio, target and rate; then what else there is to say, indented. */
export function resultText(result: Result): string {
  const { name, unit, about, ours, unavailable, ratio, target, limit, marks, growth } = result;
  if (ours === null) return `${name.padEnd(37)} not available: ${unavailable}\n`;
  const all = result.runs["ours"] ?? [];
  const spread = all.length ? `${short(quantile(all, 0.25))}–${short(quantile(all, 0.75))} ${unit}` : "";
  const [best] = Object.entries(result.peers).sort(([, a], [, b]) => a - b);
  const line = [
    name.padEnd(37),
    `${short(ours)} ${unit}`.padStart(9),
    spread.padStart(19),
    (best ? `${short(best[1])} ${unit}` : "–").padStart(10),
    (ratio === null ? "–" : `${ratio.toFixed(2)}×`).padStart(7),
    target ? ` ${targetText(target)}${ratio === null ? "" : meets(ratio, target) ? " met" : " missed"}` : "",
    limit === undefined ? "" : ` ≤ ${short(limit)} ${unit} ${ours <= limit ? "met" : "missed"}`,
  ];
  return [
    line.join(" ").trimEnd(),
    `    ${about}${result.rate ? `; ${rateText(result.rate)}` : ""}`,
    ...(result.unavailable ? [`    ${unavailable}`] : []),
    ...Object.entries(othersOf(result)).map(([side, text]) => `    ${side}: ${text}`),
    ...(growth
      ? [`    time ∝ ${growth.against}^${growth.exponent.toFixed(2)} for ${growth.against} = ${growth.sizes.join(", ")}`]
      : []),
    ...(marks ?? []).map((mark) => `    to ${mark.error.toExponential()}: ${markText(mark, unit)}`),
    "",
  ].join("\n");
}

/** The median of every other side, formulation by formulation, and how far its answer was from ours. */
function othersOf({ runs, unit, differences }: Result): Record<string, string> {
  const others = Object.entries(runs).filter(([side]) => side in differences);
  return Object.fromEntries(
    others.map(([side, times]) => [
      side,
      `${short(quantile(times, 0.5))} ${unit} (${short(quantile(times, 0.25))}–${short(quantile(times, 0.75))}), answers differ by ${differences[side].toExponential(0)}`,
    ]),
  );
}

function markText({ iterations, asks, times }: NonNullable<Result["marks"]>[number], unit: string): string {
  if (iterations === null) return "not reached";
  const all = Object.entries(times).map(([side, time]) => `${side} ${short(time)} ${unit}`);
  return `${iterations} iterations, ${asks} passes; ${all.join(", ")}`;
}

const rateText = ({ value, unit, yardstick, share }: Rate): string =>
  `${short(value)} ${unit}${share === undefined ? "" : `, ${share.toFixed(2)} of ${yardstick}`}`;

const targetText = ({ atLeast, atMost }: Target): string => (atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`);

export const meets = (ratio: number, { atLeast = 0, atMost = Infinity }: Target): boolean => ratio >= atLeast && ratio <= atMost;

const short = (value: number): string => (value >= 1000 ? value.toFixed(0) : value.toPrecision(3));
