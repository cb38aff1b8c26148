/** The benches that drive whole nodes, tiny: they must not rot, and what they count must be what was sent. */
import { describe, expect, it } from 'vitest';
import { anvil, lakhServe } from '../bench/nodes/contestants.ts';
import { benchNodes } from '../bench/nodes/index.ts';
import { growthOf, soakServe } from '../bench/soak-serve.ts';
import { LONG } from '../support/long.ts';

it.runIf(LONG)(
  'nodes: what clients were told is accepted stands in the blocks of each node',
  async () => {
    const drives = await benchNodes(
      {
        ...{ rounds: 1, workloads: ['transfers'], rate: 100, seconds: 1 },
        bodies: [
          [1, 50],
          [20, 400],
        ],
      },
      [anvil, lakhServe],
      null,
    );
    expect(
      drives.map(({ node, accepted, included, refused }) => [node, accepted, included, refused]),
    ).toEqual(
      ['anvil', 'lakh serve'].flatMap((node) => [
        [node, 100, 100, 0],
        [node, 50, 50, 0],
        [node, 400, 400, 0],
      ]),
    );
    for (const { includedTps, cpuMicros, rssMaxBytes } of drives) {
      expect(Math.min(includedTps, cpuMicros)).toBeGreaterThan(0);
      expect(rssMaxBytes).toBeGreaterThan(2 ** 20);
    }
  },
  240_000,
);

it('soak-serve: half of what a closed load brought into blocks goes through, and memory is looked at', async () => {
  const soak = await soakServe({
    probeSeconds: 1,
    inFlight: 200,
    seconds: 8,
    keep: 4,
    bound: 1,
  });
  expect(soak.rate).toBe(Math.round(soak.saturationTps / 2));
  expect(soak.record.ledger).toMatchObject({ scheduled: 8 * soak.rate, succeeded: 8 * soak.rate });
  expect(soak.looks.length).toBeGreaterThan(1);
  expect(soak.looks.at(-1)!.rssBytes).toBeGreaterThan(soak.looks.at(-1)!.heapBytes);
  expect(soak.looks.at(-1)!.heapBytes).toBeGreaterThan(2 ** 20);
}, 240_000);

describe('growth', () => {
  const looks = (rss: (s: number) => number) =>
    Array.from({ length: 60 }, (_, at) => ({ s: 10 * at, rssBytes: rss(10 * at) }));

  it.each([
    ['flat', () => 100, 0],
    ['up, then flat', (s: number) => Math.min(s, 300) + 100, 0],
    ['up all the time', (s: number) => 100 + s, 0.75],
    ['down in the end', (s: number) => 700 - s, -0.75],
  ] as const)('%s', (_name, rss, growth) => {
    expect(growthOf(looks(rss), 300, 600).growth).toBeCloseTo(growth, 6);
  });
});
