/** Steps as calls. */
import type { Driver, Hex, WorkloadContext } from '../../harness/spec/index.ts';
import { encoder } from '../../harness/std/index.ts';
import { GAS } from './gas.ts';
import { Lots, type Step } from './lots.ts';
import type { Options } from './options.ts';
import type { Deployment } from './setup.ts';

const encode = {
  mintAndList: encoder('mintAndList(address,uint256,uint96)'),
  list: encoder('list(address,uint256,uint96)'),
  buy: encoder('buy(address,uint256)'),
  cancel: encoder('cancel(address,uint256)'),
};

export function drive(context: WorkloadContext<Options>, { market, collections }: Deployment): Driver {
  const lots = new Lots(context);
  const price = BigInt(context.options.price);

  function call({ action, lot }: Step): Hex {
    const { address } = collections[lot.collection]!;
    return action === 'buy' || action === 'cancel'
      ? encode[action](address, lot.token)
      : encode[action](address, lot.token, price);
  }

  return {
    sender: (index) => lots.step(index).from,
    wait: (index) => lots.wait(index),
    awaited: (index) => lots.awaited(index),
    intent(index) {
      const step = lots.step(index);
      const { action, from } = step;
      const valueWei = action === 'buy' ? price : 0n;
      return { from, to: market, valueWei, data: call(step), gasLimit: GAS[action], action };
    },
    writes: ({ data }) => writesOf(data),
  };
}

/**
 * Every call writes the count of a collection's listings and the listing or token itself. A purchase also pays the
 * collection's creator and treasurer, who are met by no other collection.
 */
function writesOf(data: Hex): readonly string[] {
  // "0x" and the selector, then the collection and the token, a word each.
  const [collection, token] = [data.slice(34, 74), data.slice(74, 138)];
  return [collection, `${collection} ${token}`];
}
