/** Tokens of set-up: who holds them and who may take them, and calls in bulk. */
import type { Address, Hex } from '../harness/spec/index.ts';
import { encoder } from '../harness/std/index.ts';
import { type Artifact, artifact } from './artifact.ts';
import type { Site } from './site.ts';

/** What one whole token is, with 18 decimals. */
export const TOKEN = 10n ** 18n;
/** What each holder gets: more than any run moves, far below what overflows. */
export const HOLDING = TOKEN * 10n ** 18n;

const PER_CALL = 100;
/** Gas of one transaction in bulk, well under what EIP-7825 allows. */
const MOST_GAS = 12_000_000;
const GAS = { deploy: 1_100_000, base: 80_000, provideEach: 70_000 };

/** `Asset` of workloads/contracts, as a token of its own. */
export function deployAsset(site: Site, name: string): Address {
  return site.deploy(artifact('Asset'), [name, name], GAS.deploy);
}

const provideCall = encoder('provide(address[],uint256,address)');

/** Gives `amount` of the token to each holder, and lets `spender` take it. */
export function provide(
  site: Site,
  token: Address,
  holders: readonly Address[],
  spender: Address,
  amount = HOLDING,
): void {
  for (const some of inParts(holders)) {
    const data = provideCall(some, amount, spender);
    site.call(token, data, GAS.base + some.length * GAS.provideEach, 'provide');
  }
}

/** Many calls of the deployer to one contract, by OpenZeppelin's `Multicall`. */
export function inBulk(
  site: Site,
  contract: Artifact,
  to: Address,
  calls: readonly Hex[],
  gasEach: number,
  action: string,
): void {
  for (const some of inParts(calls, Math.floor(MOST_GAS / gasEach))) {
    const data = contract.abi.encodeFunctionData('multicall', [some]) as Hex;
    site.call(to, data, GAS.base + some.length * gasEach, action);
  }
}

/** The list in parts, of a hundred or of as many as are given. */
export function inParts<T>(list: readonly T[], size = PER_CALL): T[][] {
  const parts = Math.ceil(list.length / size);
  return Array.from({ length: parts }, (_, part) => list.slice(part * size, (part + 1) * size));
}
