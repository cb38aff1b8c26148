/** A marketplace of NFTs: listings, purchases with royalties and fees, cancellations, and tokens that are sold again. */
import type { Workload } from '../../harness/spec/index.ts';
import { artifact, errorsOf } from '../artifact.ts';
import { drive } from './drive.ts';
import { GAS } from './gas.ts';
import { isContested, type Options, options } from './options.ts';
import { oracle } from './oracle.ts';
import { type Deployment, setup } from './setup.ts';

type Before = Awaited<ReturnType<typeof oracle.before>>;

const nftMarket: Workload<Options, Deployment, Before> = {
  name: 'nft-market',
  summary: 'A marketplace for ERC-721: list, buy with royalty and fee, cancel, sell again',
  module: import.meta.url,
  options,
  actions: ['mintAndList', 'list', 'buy', 'cancel'],
  errors: () => errorsOf(artifact('Market'), artifact('Gallery')),
  meantReverts: (given) => (isContested(given) ? ['NotListed'] : []),
  requirements: ({ price }) => ({
    accounts: 2,
    valueWei: BigInt(price),
    gasLimit: Math.max(GAS.mintAndList, GAS.list, GAS.buy, GAS.cancel),
  }),
  setup,
  drive,
  oracle,
};

export default nftMarket;
