/** Milliseconds of a steady clock, which the host has. */
// @ts-ignore: decorator
@external("host", "now")
export declare function now(): f64;
