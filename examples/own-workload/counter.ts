// counter.ts
import {
  compare,
  compileSolidity,
  contentionOf,
  defineWorkload,
  encoder,
  errorsOf,
  noncesAddUp,
  noncesBefore,
  objectPicker,
  Site,
  senderPicker,
  succeeded,
} from 'lakh';
import { z } from 'zod';

/** Compiled when the workload is loaded, and kept: the next load takes no time. */
const COUNTER = compileSolidity(new URL('./Counter.sol', import.meta.url));
const DEPLOY_GAS = 1_000_000;
const CALL_GAS = 80_000;

const add = encoder('add(uint256,uint256)');
const countOf = encoder('countOf(uint256)');

export default defineWorkload({
  name: 'counter',
  summary: 'Calls to a contract that counts by key',
  options: z.strictObject({
    keys: z.int().min(1).default(100).describe('How many keys there are.'),
    contention: contentionOf('keys'),
  }),
  actions: ['add'],
  errors: () => errorsOf(COUNTER),

  // The most that one transaction needs: each account is funded for its share of the load.
  requirements: () => ({ accounts: 1, valueWei: 0n, gasLimit: CALL_GAS }),

  // Sent and awaited before the clock starts.
  setup(context) {
    const site = new Site(context);
    const counter = site.deploy(COUNTER, [], DEPLOY_GAS);
    return { stages: site.stages, contracts: site.contracts, deployment: { counter } };
  },

  // Bound once; `intent` is then called for each index, in any thread. `random` is the index's own.
  drive({ options, accounts }, { counter }) {
    const sender = senderPicker(accounts.length, options.contention);
    const keyOf = objectPicker(options.keys, options.contention);
    return {
      sender,
      intent: (index, random) => ({
        from: sender(index),
        to: counter,
        valueWei: 0n,
        data: add(keyOf(index, random), 1 + random.below(1000)),
        gasLimit: CALL_GAS,
        action: 'add',
      }),
    };
  },

  oracle: {
    // Read before the clock starts.
    async before({ accounts, options }, { counter }, reader) {
      const nonces = await noncesBefore(accounts, reader);
      const keys = Array.from({ length: Math.min(options.keys, reader.sample) }, (_, key) => key);
      const counts = await reader.calls(keys.map((key) => ({ to: counter, data: countOf(key) })));
      return { ...nonces, keys, counts: counts.map(BigInt) };
    },

    // What must be true of the contract afterwards; a key that a call of unknown fate touches is left out.
    async after({ accounts }, { counter }, before, facts, reader) {
      const added = new Map<number, bigint>();
      const unknown = new Set<number>();
      for (const { intent, uncertain } of succeeded(facts)) {
        const [key, amount] = [
          Number(`0x${intent.data.slice(10, 74)}`),
          BigInt(`0x${intent.data.slice(74)}`),
        ];
        if (uncertain) unknown.add(key);
        else added.set(key, (added.get(key) ?? 0n) + amount);
      }
      const now = await reader.calls(before.keys.map((key) => ({ to: counter, data: countOf(key) })));
      const known = before.keys.filter((key) => !unknown.has(key));
      return [
        compare(
          'every key counts what was added',
          known.map((key) => ({
            of: `countOf(${key})`,
            expected: before.counts[key]! + (added.get(key) ?? 0n),
            actual: BigInt(now[key]!),
          })),
        ),
        await noncesAddUp(accounts, before, facts, reader),
      ];
    },
  },
});
