/** In which order a round goes through its parts: drawn anew for each, so that nobody is always first or last. Pure. */
import { keyedRandom, STREAM, shuffled } from '../std/random.ts';

export function drawnOrder<T>(parts: readonly T[], seed: number, draw: number): T[] {
  return shuffled(parts, keyedRandom(seed, STREAM.roundOrder, draw));
}
