/** The market and the collections that it admits. */
import type { Address, Hex, Setup, WorkloadContext } from '../../harness/spec/index.ts';
import { artifact } from '../artifact.ts';
import { Site } from '../site.ts';
import { GAS } from './gas.ts';
import type { Options } from './options.ts';

/** A collection, and who is paid for its sales besides the seller; neither of them sends anything. */
export interface Collection {
  readonly address: Address;
  readonly creator: Address;
  readonly treasurer: Address;
}

export interface Deployment {
  readonly market: Address;
  readonly collections: readonly Collection[];
}

export function setup(context: WorkloadContext<Options>): Setup<Deployment> {
  const { collections: count, royalty, fee } = context.options;
  const site = new Site(context);
  const contract = artifact('Market');
  const market = site.deploy(contract, [fee], GAS.deployMarket);
  const collections = Array.from({ length: count }, (_, number): Collection => {
    const [creator, treasurer] = [payee('c4', number), payee('7e', number)];
    const args = [`Gallery ${number}`, 'GALLERY', market, creator, royalty];
    return { address: site.deploy(artifact('Gallery'), args, GAS.deployGallery), creator, treasurer };
  });
  site.next();
  for (const { address, treasurer } of collections) {
    const data = contract.abi.encodeFunctionData('admit', [address, treasurer]) as Hex;
    site.call(market, data, GAS.admit, 'admit');
  }
  return { stages: site.stages, contracts: site.contracts, deployment: { market, collections } };
}

function payee(role: string, number: number): Address {
  return `0x${role}${number.toString(16).padStart(38, '0')}`;
}
