/** The forms of a gate's outcome. */
export { type BenchmarkEntry, benchmarkEntries } from './benchmark-json.ts';
export { gateJunit } from './junit.ts';
export { gateMarkdown } from './markdown.ts';
export { gateText } from './text.ts';
