/** A value for each stage of execution. */
import { STAGES, type Stage } from '../spec/execution.ts';

export function eachStage<T>(value: (stage: Stage, index: number) => T): Record<Stage, T> {
  return Object.fromEntries(STAGES.map((stage, index) => [stage, value(stage, index)])) as Record<Stage, T>;
}
