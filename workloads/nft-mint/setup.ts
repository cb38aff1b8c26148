/** The drops on the chain, and a token of each account's own to be transferred. */
import type { Address, Hex, Setup, WorkloadContext } from '../../harness/spec/index.ts';
import { artifact } from '../artifact.ts';
import { Site } from '../site.ts';
import { allowListOf } from './allow-list.ts';
import { GAS } from './gas.ts';
import { isPhased, type Options, standardOf, transferShare } from './options.ts';
import { ownerOf } from './steps.ts';

/** Where each collection stands. */
export interface Deployment {
  readonly drops: readonly Address[];
}

const HOLDERS_PER_CALL = 100;
/** No end of the supply, and every round open from the start. */
const UNLIMITED = 2n ** 128n;

export function setup(context: WorkloadContext<Options>): Setup<Deployment> {
  const { options } = context;
  const site = new Site(context);
  const drops = deployDrops(context, site);
  if (transferShare(options) > 0) {
    site.next();
    for (const collection of drops.keys()) reserve(context, site, collection, drops[collection]!);
  }
  return { stages: site.stages, contracts: site.contracts, deployment: { drops } };
}

function deployDrops({ options, accounts }: WorkloadContext<Options>, site: Site): Address[] {
  const allowList = allowListOf(accounts, options.allowList).root;
  const publicRounds = isPhased(options) ? 0n : UNLIMITED;
  return Array.from({ length: options.collections }, (_, collection) => {
    const reserved = transferShare(options) > 0 ? holdersOf(options, accounts, collection).length : 0;
    const maxSupply = options.supply === undefined ? UNLIMITED : BigInt(options.supply + reserved);
    const owner = accounts[ownerOf(collection, accounts.length)]!;
    const terms = {
      price: BigInt(options.price),
      limitPerWallet: options.limitPerWallet,
      maxSupply,
      allowList,
      publicRounds,
    };
    const contract = artifact(standardOf(options, collection));
    return site.deploy(contract, [`Drop ${collection}`, 'DROP', owner, terms], GAS.deploy);
  });
}

/** The accounts that get a token of the collection in set-up, in the order of the token's ids. */
function holdersOf({ collections }: Options, accounts: readonly Address[], collection: number): Address[] {
  return accounts.filter((_, account) => account % collections === collection);
}

/** The id of the token that the account got, in the collection `account % collections`. */
export function reservedId({ collections }: Options, account: number): number {
  return Math.floor(account / collections);
}

function reserve(
  { options, accounts }: WorkloadContext<Options>,
  site: Site,
  collection: number,
  drop: Address,
): void {
  const { abi } = artifact(standardOf(options, collection));
  const holders = holdersOf(options, accounts, collection);
  for (let at = 0; at < holders.length; at += HOLDERS_PER_CALL) {
    const some = holders.slice(at, at + HOLDERS_PER_CALL);
    const data = abi.encodeFunctionData('reserve', [some]) as Hex;
    site.call(drop, data, GAS.reserveBase + some.length * GAS.reserveEach, 'reserve');
  }
}
