/** The only impure primitives, and the few pure ones that every folder shares. */

export * from './abi.ts';
export * from './assert.ts';
export * from './clock.ts';
export * from './duration.ts';
export * from './errors.ts';
export * from './freeze.ts';
export * from './hex.ts';
export * from './module.ts';
export * from './random.ts';
export * from './read-options.ts';
export * from './zipf.ts';
