/** The matrix: workloads at several contentions on several targets; pure, from settings to cells and from records to figures. */
export { assembleMatrix, isInvalid } from './assemble.ts';
export { cellsOf, estimateMs, folderOfCell, orderOfCells } from './cells.ts';
export { nextInFlight } from './climb.ts';
export {
  capacityDoubts,
  capacityOf,
  climbDoubts,
  type Growth,
  halfDoubts,
  halfLoadOf,
  halfRate,
} from './figures.ts';
export { factsOf, targetScenario, underWay } from './targets.ts';
export * from './types.ts';
