/** The target around edr, whose library must outlive the threads that use it. */
import { getCreateAddress, Transaction } from 'ethers';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../harness/std/hex.ts';
import engineTarget from '../../../../harness/targets/engine/index.ts';
import { HAVE_EDR } from '../../../support/engines.ts';
import { addressOf, deploying, engineOptions, signed } from '../../engines/ethereumjs/fixtures.ts';

const { allocations } = engineOptions();

async function start() {
  const options = engineTarget.options.parse({ blocks: 'manual', engine: 'edr' });
  return engineTarget.start(options, {
    allocations,
    signal: new AbortController().signal,
    log: () => {},
  });
}

describe.runIf(HAVE_EDR)('the target engine around edr', () => {
  it('takes transactions, makes blocks, says why one reverted, ends, and starts again', async () => {
    for (let time = 0; time < 2; time++) {
      const chain = await start();
      expect(chain.info).toMatchObject({ client: expect.stringMatching(/^lakh-engine\/edr\/\d/) });
      const session = await engineTarget.open((await chain.link()).data);
      const reverter = getCreateAddress({ from: addressOf(1), nonce: 0 });
      const raws = [
        await signed(1, 0, { to: null, data: deploying('365f5f37365ffd'), gasLimit: 100_000 }),
        await signed(1, 1, { to: reverter, data: '0x12345678', gasLimit: 100_000 }),
      ];
      const hashes = raws.map((raw) => Transaction.from(toHex(raw)).hash as `0x${string}`);
      const batch = raws.map((raw, index) => ({ raw, hash: fromHex(hashes[index]!) }));
      const answers = await session.submit(batch);
      expect(answers.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted']);
      await chain.request('evm_mine');
      expect(await chain.request('eth_blockNumber')).toBe('0x1');
      expect(await chain.revertCauses!(hashes)).toEqual([null, { returned: '0x12345678' }]);
      const trace = [
        'debug_traceTransaction',
        [hashes[1], { tracer: 'callTracer', tracerConfig: { onlyTopCall: true } }],
      ] as const;
      expect(await chain.request(...trace)).toMatchObject({
        error: 'execution reverted',
        output: '0x12345678',
      });
      expect(await chain.execution!(0, 1)).toBeNull();
      await chain.stop();
    }
  });
});
