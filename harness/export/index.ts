/** A load in the form of other tools. */
export * from './k6/index.ts';
