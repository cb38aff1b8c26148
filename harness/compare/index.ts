/** Comparing runs: whole-run bootstrap, verdicts, ranks, the gate. Pure functions of records. */

export { differenceInterval, medianInterval } from './bootstrap.ts';
export { type Mismatch, match, mismatches } from './comparability.ts';
export { type Admitted, admit, COMPARED, type Conditions, compareSides } from './compare.ts';
export { describeDifference } from './difference.ts';
export { DEFAULT_FLOORS, parseFloors } from './floors.ts';
export {
  DEFAULT_RULES,
  type GateResult,
  judge,
  type Outcome,
  parseRule,
  type Rule,
  type RuleResult,
} from './gate.ts';
export { compareMetric, estimateOf, FEWEST_RUNS, WIDEST } from './metric.ts';
export { type Limits, orderOfPair, type PairSide, whyEnough } from './pairs.ts';
export { median, quantile } from './quantile.ts';
export { fewestFor, signInterval } from './sign-interval.ts';
export * from './types.ts';
