/** The matrix: workloads at several contentions on several targets; pure, from settings to cells and from records to figures. */
export { assembleMatrix, isInvalid } from './assemble.ts';
export { cellsOf, estimateMs, folderOfCell, orderOfCells } from './cells.ts';
export { mayTakeMore, nextInFlight, type Trial } from './climb.ts';
export {
  capacityDoubts,
  capacityOf,
  climbDoubts,
  fillOf,
  type Growth,
  halfDoubts,
  halfLoadOf,
  halfRate,
} from './figures.ts';
export { factsOf, targetScenario, underWay } from './targets.ts';
export * from './types.ts';
