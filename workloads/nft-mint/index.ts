/** Drops of NFTs: batch mints on ERC721A and OpenZeppelin's ERC-721, by an allow-list and in public, under limits. */
import type { Workload } from '../../harness/spec/index.ts';
import { artifact, errorsOf } from '../artifact.ts';
import { drive } from './drive.ts';
import { mostGas } from './gas.ts';
import { type Options, options, overLimit } from './options.ts';
import { oracle } from './oracle.ts';
import { type Deployment, setup } from './setup.ts';

type Before = Awaited<ReturnType<typeof oracle.before>>;

const nftMint: Workload<Options, Deployment, Before> = {
  name: 'nft-mint',
  summary: 'Drops on ERC721A and ERC-721: allow-list and public mints in batches, limits a wallet',
  module: import.meta.url,
  options,
  actions: ['publicMint', 'allowListMint', 'overLimitMint', 'transfer', 'openSale'],
  errors: () => errorsOf(artifact('DropERC721A'), artifact('DropERC721')),
  meantReverts: ({ mix, supply }) => [
    ...(mix.overLimitMint > 0 ? ['WalletLimitExceeded'] : []),
    ...(supply === undefined ? [] : ['SoldOut']),
  ],
  requirements: (given) => ({
    accounts: 2,
    valueWei: BigInt(given.price) * BigInt(given.mix.overLimitMint > 0 ? overLimit(given) : given.batchSize),
    gasLimit: mostGas(given),
  }),
  setup,
  drive,
  oracle,
};

export default nftMint;
