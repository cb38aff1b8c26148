/** Sums of products: the columns of a long multiplication. Summed from left to right, which keeps few registers busy. */
import { plus, times } from './lanes';

// @ts-ignore: decorator
@inline
export function dot2<T>(a: T, b: T, c: T, d: T): T {
  return plus<T>(times<T>(a, b), times<T>(c, d));
}

// @ts-ignore: decorator
@inline
export function dot3<T>(a: T, b: T, c: T, d: T, e: T, f: T): T {
  return plus<T>(dot2<T>(a, b, c, d), times<T>(e, f));
}

// @ts-ignore: decorator
@inline
export function dot4<T>(a: T, b: T, c: T, d: T, e: T, f: T, g: T, h: T): T {
  return plus<T>(dot3<T>(a, b, c, d, e, f), times<T>(g, h));
}

// @ts-ignore: decorator
@inline
export function dot5<T>(a: T, b: T, c: T, d: T, e: T, f: T, g: T, h: T, i: T, j: T): T {
  return plus<T>(dot4<T>(a, b, c, d, e, f, g, h), times<T>(i, j));
}

// @ts-ignore: decorator
@inline
export function dot6<T>(a: T, b: T, c: T, d: T, e: T, f: T, g: T, h: T, i: T, j: T, k: T, l: T): T {
  return plus<T>(dot5<T>(a, b, c, d, e, f, g, h, i, j), times<T>(k, l));
}

// @ts-ignore: decorator
@inline
export function dot7<T>(a: T, b: T, c: T, d: T, e: T, f: T, g: T, h: T, i: T, j: T, k: T, l: T, m: T, n: T): T {
  return plus<T>(dot6<T>(a, b, c, d, e, f, g, h, i, j, k, l), times<T>(m, n));
}

// @ts-ignore: decorator
@inline
export function dot8<T>(
  a: T, b: T, c: T, d: T, e: T, f: T, g: T, h: T, i: T, j: T, k: T, l: T, m: T, n: T, o: T, p: T,
): T {
  return plus<T>(dot7<T>(a, b, c, d, e, f, g, h, i, j, k, l, m, n), times<T>(o, p));
}
