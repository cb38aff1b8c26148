/** Read load: questions over JSON-RPC at their due times, with every answer checked. */
export { ReadMeters } from './meters.ts';
export { endpointsOf, Readers, type Reading, type ReadsResult, readingOf } from './readers.ts';
