/** Who read from whom, as the engine tells it, on transfers whose graph is known. */
import { describe, expect, it } from 'vitest';
import { ENGINES, type EngineName } from '../../../../harness/engines/index.ts';
import type { BlockWork, PooledTransaction } from '../../../../harness/spec/index.ts';
import { accountsFromSeed, signerNamed } from '../../../../harness/wallet/index.ts';

const CHAIN_ID = 1337;
const GWEI = 10n ** 9n;
const { addresses, keys } = accountsFromSeed(1, 4);
const GAS = 21_000;

/** Executes transfers, each from one account to another, in so many `add`s; `null` is one with a nonce that is too high. */
async function workOf(
  waves: readonly (readonly (readonly [from: number, to: number] | null)[])[],
  name: EngineName = 'parallel',
  threads = 1,
): Promise<BlockWork> {
  const engine = await ENGINES[name]({
    chainId: CHAIN_ID,
    blockGasLimit: 2 ** 40,
    baseFeeWei: GWEI,
    feeRecipient: '0xfee0000000000000000000000000000000000fee',
    allocations: addresses.map((address) => ({ address, balanceWei: 10n ** 24n })),
    threads,
    dependencies: true,
  });
  const signer = signerNamed('kernel', keys.slice());
  const nonces = addresses.map(() => 0);
  try {
    const builder = await engine.begin(1);
    for (const wave of waves) {
      const raws = wave.map((sent) => {
        const [from, to] = sent ?? [3, 0];
        const nonce = sent === null ? 99 : nonces[from]!++;
        const intent = {
          from,
          to: addresses[to]!,
          valueWei: 1n,
          data: '0x',
          gasLimit: GAS,
          action: 'send',
        } as const;
        const fees = { type: 'eip1559', maxFeeWei: 2n * GWEI, tipWei: GWEI } as const;
        return signer.sign([{ ...fees, chainId: CHAIN_ID, nonce, intent }])[0]!.raw.slice();
      });
      const refusals = await builder.add((await engine.decode(raws)) as PooledTransaction[]);
      expect(refusals.map((reason) => reason === null)).toEqual(wave.map((sent) => sent !== null));
    }
    return (await builder.seal()).work!;
  } finally {
    signer.close();
    await engine.close();
  }
}

describe('dependencies', () => {
  it('are none of transfers between strangers', async () => {
    const { dependencies, criticalGas } = await workOf([
      [
        [0, 1],
        [2, 3],
      ],
    ]);
    expect(dependencies).toEqual([[], []]);
    expect(criticalGas).toBe(GAS);
  });

  it('lead from each transaction of a sender to the one before', async () => {
    const { dependencies, criticalGas } = await workOf([
      [
        [0, 1],
        [0, 1],
        [0, 1],
      ],
    ]);
    expect(dependencies).toEqual([[], [0], [1]]);
    expect(criticalGas).toBe(3 * GAS);
  });

  it('lead from who spends to all who gave to him, whose gifts are sums', async () => {
    const { dependencies, criticalGas } = await workOf([
      [
        [0, 2],
        [1, 2],
        [2, 3],
        [2, 0],
      ],
    ]);
    // The last looks at its recipient's code, in what the first has left of that account.
    expect(dependencies).toEqual([[], [], [0, 1], [0, 2]]);
    expect(criticalGas).toBe(3 * GAS);
  });

  it('pass over what was refused, and stop at the end of an add', async () => {
    const { dependencies } = await workOf([
      [null, [0, 1], [0, 1]],
      [[0, 1], null, [0, 1]],
    ]);
    expect(dependencies).toEqual([[], [0], [], [2]]);
  });

  it('are the same on several threads', async () => {
    const wave = [
      [0, 2],
      [1, 2],
      [2, 3],
      [2, 0],
      [3, 1],
      [0, 1],
      [1, 3],
      [2, 3],
      [3, 0],
    ] as const;
    const alone = await workOf([wave]);
    const together = await workOf([wave], 'parallel', 2);
    expect(together.dependencies).toEqual(alone.dependencies);
    expect(together.criticalGas).toBe(alone.criticalGas);
  });

  it('are not told by the engine that has no Block-STM', async () => {
    const work = await workOf(
      [
        [
          [0, 1],
          [0, 1],
        ],
      ],
      'sequential',
    );
    expect(work.dependencies).toBeUndefined();
    expect(work).toMatchObject({ executions: 2, validations: 0, criticalGas: 0 });
  });
});
