import { type Ask, answer, type MeasurementOperator } from "../operators/operator.ts";
import { isBreakdown } from "./asking.ts";

/** The result of a computation that asks, every question answered in place. Throws RangeError where it breaks down, with the reason. */
export function answered<T>(operator: MeasurementOperator, asking: Generator<Ask, T, void>): Exclude<T, { reason: string }> {
  for (let next = asking.next(); ; next = asking.next()) {
    if (!next.done) {
      answer(operator, next.value);
      continue;
    }
    if (isBreakdown(next.value)) throw new RangeError(next.value.reason);
    return next.value as Exclude<T, { reason: string }>;
  }
}
