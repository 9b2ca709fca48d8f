import type { Problem } from "../../problem/problem.ts";

/** How often the entry is measured that is measured most often, where single entries are. */
export const mostRepeated = ({ operator }: Problem): number => operator.mostRepeated?.() ?? 1;
