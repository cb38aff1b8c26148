/** Scores of a run, and the leaderboard and careers that they must have led to. */
import { AbiCoder } from 'ethers';
import type { Address, Check, Hex } from '../../harness/spec/index.ts';
import { compare, hold } from '../oracle-parts.ts';

export interface Board {
  readonly champion: Address;
  readonly games: number;
  readonly top: number;
}

export interface Career {
  readonly games: number;
  readonly best: number;
}

/** The answer of `leaderboard()`. */
export function boardOf(answer: Hex): Board {
  const [champion, games, top] = AbiCoder.defaultAbiCoder().decode(['address', 'uint256', 'uint256'], answer);
  return { champion: champion.toLowerCase(), games: Number(games), top: Number(top) };
}

/** The answer of `careers(address)`. */
export function careerOf(answer: Hex): Career {
  const [games, best] = AbiCoder.defaultAbiCoder().decode(['uint256', 'uint256'], answer);
  return { games: Number(games), best: Number(best) };
}

interface Score {
  readonly player: Address;
  readonly points: number;
}

export class Scores {
  readonly sure: Score[] = [];
  readonly uncertain: Score[] = [];

  add(player: Address, points: number, uncertain: boolean): void {
    (uncertain ? this.uncertain : this.sure).push({ player, points });
  }

  /** The best that is sure, or `from` where none is better. */
  best(from: number): number {
    return this.sure.reduce((best, { points }) => Math.max(best, points), from);
  }
}

/**
 * The top is the best score, a champion has it, and every game was counted. A score of unknown fate may have come on top
 * and may have been counted.
 */
export function leaderboardIsRight(before: Board, scores: Scores, now: Board): Check {
  const { sure, uncertain } = scores;
  const best = scores.best(before.top);
  const tops = [best, ...uncertain.map(({ points }) => points).filter((points) => points > best)];
  const champions = [
    ...(before.top === now.top ? [before.champion] : []),
    ...[...sure, ...uncertain].filter(({ points }) => points === now.top).map(({ player }) => player),
  ];
  const games = before.games + sure.length;
  const facts = [
    { holds: tops.includes(now.top), told: `the top is ${now.top}, ${tops.join(' or ')} expected` },
    {
      holds: champions.includes(now.champion),
      told: `the champion is ${now.champion}, who has no score of ${now.top}`,
    },
    {
      holds: now.games >= games && now.games <= games + uncertain.length,
      told: `${now.games} games are counted, ${games} expected`,
    },
  ];
  return hold(
    'the leaderboard is right',
    facts,
    ({ holds }) => holds,
    ({ told }) => told,
  );
}

/** Each player's games and best score, without players who have a score of unknown fate. */
export function careersAreRight(
  players: readonly Address[],
  before: readonly Career[],
  scores: Scores,
  now: readonly Career[],
): Check {
  const unknown = new Set(scores.uncertain.map(({ player }) => player));
  const expected = new Map(
    players.map((player, at) => [player, { games: before[at]!.games, best: before[at]!.best }]),
  );
  for (const { player, points } of scores.sure) {
    const career = expected.get(player);
    if (!career) continue;
    career.games++;
    career.best = Math.max(career.best, points);
  }
  return compare(
    'careers add up',
    players.flatMap((player, at) => {
      if (unknown.has(player)) return [];
      const { games, best } = expected.get(player)!;
      return [
        { of: `games of ${player}`, expected: games, actual: now[at]!.games },
        { of: `best of ${player}`, expected: best, actual: now[at]!.best },
      ];
    }),
  );
}
