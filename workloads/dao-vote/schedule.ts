/**
 * Which step of which campaign an index is, and back.
 *
 * Campaigns run in lanes, `concurrency` of them, one campaign after the other in each. Indices go to the lanes by a
 * pattern that repeats: in turn where there is no contention, the more often to a few the more there is.
 */
import { keyedRandom } from '../../harness/std/index.ts';
import { objectPicker } from '../contention.ts';
import type { Options } from './options.ts';

/** Repeats of the lanes in one pattern: enough that shares come out. */
const REPEATS = 64;
/** Random numbers of this workload, apart from those of the run. */
export const STREAM = { lane: 0xda01, proposal: 0xda02, ballot: 0xda03 } as const;

/** Where an index stands. */
export interface Place {
  readonly lane: number;
  /** The campaigns of a lane, from 0 on. */
  readonly round: number;
  /** The campaigns of all lanes. */
  readonly campaign: number;
  /** From 0, which proposes, to `length` - 1. */
  readonly step: number;
}

export type Step = 'propose' | 'delegate' | 'ballot' | 'queue' | 'execute';

export class Schedule {
  /** Steps of a campaign. */
  readonly length: number;
  /** The steps of the ballots of one that passes; one that is defeated has two more instead of queue and execute. */
  readonly firstBallot: number;
  readonly ballots: number;
  private readonly lanes: number;
  private readonly pattern: readonly number[];
  /** By place in the pattern: how many places before it are of the same lane. */
  private readonly rank: readonly number[];
  /** By lane: its places in the pattern. */
  private readonly places: readonly (readonly number[])[];

  constructor(options: Options, seed: number) {
    const { concurrency, votersPerProposal, delegationsPerProposal, contention } = options;
    this.lanes = concurrency;
    this.ballots = votersPerProposal;
    this.firstBallot = 1 + delegationsPerProposal;
    this.length = this.firstBallot + votersPerProposal + 2;
    const laneOf = objectPicker(concurrency, contention);
    const count = contention.share === 0 ? concurrency : concurrency * REPEATS;
    const places: number[][] = Array.from({ length: concurrency }, () => []);
    const rank: number[] = [];
    this.pattern = Array.from({ length: count }, (_, at) => {
      const lane = laneOf(at, keyedRandom(seed, STREAM.lane, at));
      rank.push(places[lane]!.push(at) - 1);
      return lane;
    });
    this.rank = rank;
    this.places = places;
  }

  place(index: number): Place {
    const at = index % this.pattern.length;
    const lane = this.pattern[at]!;
    const turn = Math.floor(index / this.pattern.length) * this.places[lane]!.length + this.rank[at]!;
    const round = Math.floor(turn / this.length);
    return { lane, round, campaign: round * this.lanes + lane, step: turn % this.length };
  }

  /** The index of a step. */
  index(campaign: number, step: number): number {
    const places = this.places[campaign % this.lanes]!;
    const turn = Math.floor(campaign / this.lanes) * this.length + step;
    return Math.floor(turn / places.length) * this.pattern.length + places[turn % places.length]!;
  }

  /** What a step is, in a campaign that passes or in one that does not. */
  kind(step: number, passes: boolean): Step {
    if (step === 0) return 'propose';
    if (step < this.firstBallot) return 'delegate';
    if (step < this.firstBallot + this.ballots || !passes) return 'ballot';
    return step === this.length - 1 ? 'execute' : 'queue';
  }

  get queueStep(): number {
    return this.length - 2;
  }

  get executeStep(): number {
    return this.length - 1;
  }
}
