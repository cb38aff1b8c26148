/** The search for the highest sustained rate: pure, from records of steps to the next rate and the knee. */
export { CAUSES, type Cause, causeOf, type Evidence } from './evidence.ts';
export {
  type Ending,
  type Knee,
  kneeOf,
  type Move,
  nextMove,
  type SearchOptions,
  type Tried,
} from './search.ts';
export { DEFAULT_OBJECTIVES, judgeStep, type Objectives, type Step, sustainedTps } from './step.ts';
