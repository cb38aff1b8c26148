/** Steps as calls. */
import type { Driver, Hex, Intent, WorkloadContext } from '../../harness/spec/index.ts';
import { encoder } from '../../harness/std/index.ts';
import { wordOf } from '../words.ts';
import { allowListOf } from './allow-list.ts';
import { gasLimitOf } from './gas.ts';
import type { Options } from './options.ts';
import { type Deployment, reservedId } from './setup.ts';
import { type Step, Steps } from './steps.ts';

const encode = {
  publicMint: encoder('publicMint(uint256,uint256)'),
  allowListMint: encoder('allowListMint(uint256,uint256,bytes32[])'),
  openSale: encoder('openSale(uint256)'),
  transferFrom: encoder('transferFrom(address,address,uint256)'),
};
/** "0x" and the selector. */
const SELECTOR_DIGITS = 10;
const selectorOf = (data: Hex) => data.slice(0, SELECTOR_DIGITS);
const OPEN_SALE = selectorOf(encode.openSale(0));
const TRANSFER_FROM = selectorOf(encode.transferFrom('0x', '0x', 0));

export function drive(context: WorkloadContext<Options>, { drops }: Deployment): Driver {
  const { options, accounts } = context;
  const steps = new Steps(context);
  const allowList = allowListOf(accounts, options.allowList);
  const price = BigInt(options.price);

  function call(step: Step): Hex {
    switch (step.action) {
      case 'openSale':
        return encode.openSale(step.round);
      case 'transfer':
        return encode.transferFrom(accounts[step.from]!, accounts[step.to]!, reservedId(options, step.first));
      default:
        return step.isPublic
          ? encode.publicMint(step.round, step.quantity)
          : encode.allowListMint(step.round, step.quantity, allowList.proof(step.from));
    }
  }

  return {
    sender: (index) => steps.from(index),
    wait: (index) => steps.wait(index),
    awaited: (index) => steps.awaited(index),
    intent(index) {
      const step = steps.step(index);
      const { from, action, collection } = step;
      const valueWei = 'quantity' in step ? price * BigInt(step.quantity) : 0n;
      const gasLimit = gasLimitOf(step, options);
      return { from, to: drops[collection]!, valueWei, data: call(step), gasLimit, action };
    },
    writes: (intent) => writesOf(intent),
  };
}

/** A mint writes the collection's supply and ether, a transfer the token and what two accounts hold. */
function writesOf({ to, data }: Pick<Intent, 'to' | 'data'>): readonly string[] {
  switch (selectorOf(data)) {
    case OPEN_SALE:
      return [`${to} sale`];
    case TRANSFER_FROM:
      return [0, 1, 2].map((argument) => `${to} ${wordOf(data, argument)}`);
    default:
      return [`${to} supply`];
  }
}
