/**
 * The normal deviates that R 3 and later draw after `set.seed`: Mersenne Twister (Matsumoto and Nishimura 1998) seeded
 * by R's scrambling, and inversion by AS 241 (Wichura 1988). With them, published examples in R can be drawn anew.
 */

/** `rnorm()` after `set.seed(seed)`: each call is the next deviate. */
export function rNormal(seed: number): () => number {
  const uniform = mersenneTwister(seed);
  // R takes two uniform numbers for one of 53 bits.
  const BIG = 134_217_728;
  return () => quantile((Math.floor(BIG * uniform()) + uniform()) / BIG);
}

const N = 624;
const M = 397;

function mersenneTwister(seed: number): () => number {
  const state = new Uint32Array(N);
  let scrambled = seed >>> 0;
  const next = () => {
    scrambled = (Math.imul(69069, scrambled) + 1) >>> 0;
    return scrambled;
  };
  for (let round = 0; round < 50; round++) next();
  next(); // R keeps its position there.
  for (let at = 0; at < N; at++) state[at] = next();
  let position = N;
  return () => {
    if (position === N) {
      twist(state);
      position = 0;
    }
    const value = temper(state[position++]!) * 2.3283064365386963e-10;
    return Math.min(1 - 0.5 * 2.328306437080797e-10, Math.max(0.5 * 2.328306437080797e-10, value));
  };
}

function twist(state: Uint32Array): void {
  for (let at = 0; at < N; at++) {
    const y = (state[at]! & 0x80000000) | (state[(at + 1) % N]! & 0x7fffffff);
    state[at] = state[(at + M) % N]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
  }
}

function temper(value: number): number {
  let y = value;
  y ^= y >>> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return (y ^ (y >>> 18)) >>> 0;
}

/** Highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}

const CENTRE: readonly [number[], number[]] = [
  [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
    1971.5909503065513, 133.14166789178438, 3.3871328727963665,
  ],
  [
    5226.495278852546, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
    687.1870074920579, 42.31333070160091, 1,
  ],
];
const MIDDLE: readonly [number[], number[]] = [
  [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
    5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
    1.6763848301838038, 2.053191626637759, 1,
  ],
];
const TAIL: readonly [number[], number[]] = [
  [
    2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
    0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  [
    2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
    0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
  ],
];

/** The standard normal quantile. */
function quantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRE, 0.180625 - q * q);
  const r = Math.sqrt(-Math.log(Math.min(p, 1 - p)));
  return Math.sign(q) * (r <= 5 ? ratio(MIDDLE, r - 1.6) : ratio(TAIL, r - 5));
}

function ratio([above, below]: readonly [number[], number[]], x: number): number {
  return polynomial(above, x) / polynomial(below, x);
}
