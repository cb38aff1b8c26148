/** The same blocks of workloads by every engine; test/slow/differential.test.ts does it for longer. */
import { describe, expect, it } from 'vitest';
import { ENGINES } from '../../../harness/engines/index.ts';
import type { Engine, EngineFactory, Receipt, SealedBlock } from '../../../harness/spec/engine.ts';
import { nothingSeen, playScenario } from '../../support/workload-blocks/differential.ts';
import { ROUND, SENDING, scenarioOf } from '../../support/workload-blocks/scenario.ts';

/** All the workloads that can be mixed, and the other one. Not those that the slow test begins with. */
const SEEDS = [ROUND, ROUND + 1];
const BLOCKS = 5;

it('all engines make the same of blocks of all workloads', { timeout: 120_000 }, async () => {
  const seen = nothingSeen();
  for (const seed of SEEDS) await playScenario({ ...scenarioOf(seed), threads: [4] }, BLOCKS, seen);
  const succeeded = new Set([...seen.actions.keys()].map((action) => action.split('.')[0]));
  const names = SENDING.map(({ name }) => name).filter((name) => name !== 'mix');
  expect([...succeeded].sort()).toEqual(names.sort());
  // Otherwise the blocks would have shown little.
  for (const what of ['reverted', 'refused', 'aborts', 'validations'] as const) {
    expect(seen[what], what).toBeGreaterThan(0);
  }
});

describe('a difference is found, and said where', () => {
  const TRANSFERS = { ...scenarioOf(3), threads: [2] };

  /** Three times EthereumJS, and one that says otherwise of its third block. */
  function lying(change: (block: SealedBlock) => Partial<SealedBlock>) {
    const { ethereumjs } = ENGINES;
    const parallel: EngineFactory = async (options) => {
      const engine = await ethereumjs(options);
      const begin: Engine['begin'] = async (timestampS) => {
        const builder = await engine.begin(timestampS);
        const seal = async () => {
          const block = await builder.seal();
          return block.number === 3 ? { ...block, ...change(block) } : block;
        };
        return { gasLeft: 0, bytesLeft: 0, add: (given) => builder.add(given), seal };
      };
      return Object.create(engine, { begin: { value: begin } }) as Engine;
    };
    return { sequential: ethereumjs, ethereumjs, parallel };
  }

  const inFirst = (change: (receipt: Receipt) => Partial<Receipt>) => (block: SealedBlock) => {
    const [first, ...rest] = block.receipts;
    return { receipts: [{ ...first!, ...change(first!) }, ...rest] };
  };
  const log = { address: '0x', topics: [], data: '0x' } as const;

  it.each<[string, (block: SealedBlock) => Partial<SealedBlock>]>([
    ['receipts[0].gasUsed', inFirst(({ gasUsed }) => ({ gasUsed: gasUsed + 1 }))],
    ['receipts[0].succeeded', inFirst(({ succeeded }) => ({ succeeded: !succeeded }))],
    ['receipts[0].logs[0]', inFirst(() => ({ logs: [log] }))],
    ['receipts[0].contractAddress', inFirst(() => ({ contractAddress: '0x' }))],
    [
      'columns.gasUsedBy[0]',
      ({ columns }) => ({ columns: { ...columns, gasUsedBy: columns.gasUsedBy.map((gas) => gas + 1) } }),
    ],
    ['stateRoot', () => ({ stateRoot: '0x' })],
    ['hash', () => ({ hash: '0x' })],
  ])('%s', async (where, change) => {
    const played = playScenario(TRANSFERS, 4, nothingSeen(), lying(change));
    const message = await played.then(String, (error: Error) => error.message);
    expect(message).toContain('seed 3, transfers, parallel on 2 threads, block 3, ');
    expect(message).toContain(`parallel on 2 threads differs from sequential at ${where}: `);
    expect(message).toContain('LAKH_DIFFERENTIAL_SEED=3');
  });

  it('but there is none without a lie', async () => {
    const played = playScenario(
      TRANSFERS,
      4,
      nothingSeen(),
      lying(() => ({})),
    );
    await expect(played).resolves.toBeUndefined();
  });
});
