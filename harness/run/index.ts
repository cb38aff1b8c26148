/** The run: due -> intent -> sign -> submit -> observe, and the record that remains. */
export { type Ceilings, type RunParts, type RunResult, run } from './run.ts';
