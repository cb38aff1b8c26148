/** Code set for other accounts (EIP-7702), by every engine: who signed it has it afterwards. */
import { expect, it } from 'vitest';
import type { EngineName } from '../../../harness/engines/index.ts';
import { ENGINES_HERE } from '../../support/engines.ts';
import {
  addressOf,
  CHAIN_ID,
  decodeAll,
  ETHER,
  makeBlock,
  makeEngine,
  signed,
  WALLETS,
} from './ethereumjs/fixtures.ts';

const CODE = `0x${'c0de'.padStart(40, '0')}` as const;
/** Enough that all threads take part. */
const TRANSFERS = 40;

it('an account that signed for it has the code of another, and one whose signature is spoiled has not', async () => {
  const [first, spoiled] = await Promise.all(
    [WALLETS[1]!, WALLETS[2]!].map((wallet) =>
      wallet.authorize({ address: CODE, nonce: 0, chainId: CHAIN_ID }),
    ),
  );
  const list = [first!, { ...spoiled!, nonce: 1n }];
  const raws = [await signed(0, 0, { type: 4, authorizationList: list, gasLimit: 200_000 })];
  for (let nonce = 0; nonce < TRANSFERS; nonce++) raws.push(await signed(3, nonce));
  const ends = await Promise.all(ENGINES_HERE.map((name) => endOf(name, raws)));
  for (const { code, nonces, root } of ends) {
    expect(code).toEqual([`0xef0100${CODE.slice(2)}`, '0x']);
    expect(nonces).toEqual([1, 0]);
    expect(root).toBe(ends[0]!.root);
  }
});

async function endOf(name: EngineName, raws: readonly Uint8Array[]) {
  const allocations = [
    ...WALLETS.map((_, index) => ({ address: addressOf(index), balanceWei: ETHER })),
    { address: CODE, balanceWei: 0n, code: '0x00' as const },
  ];
  const engine = await makeEngine({ allocations }, name);
  const { stateRoot } = await makeBlock(engine, await decodeAll(engine, raws));
  const both = [addressOf(1), addressOf(2)];
  const code = await Promise.all(both.map((address) => engine.state.code(address)));
  const nonces = await Promise.all(both.map((address) => engine.state.nonce(address)));
  await engine.close();
  return { code, nonces, root: stateRoot };
}
