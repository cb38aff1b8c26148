/** Scaling: the same blocks on more and more threads, measured; and what the blocks allow, computed. */
export { CURVE_THREADS } from './curve.ts';
export { measureScale, type ScaleParts } from './scale.ts';
export * from './types.ts';
