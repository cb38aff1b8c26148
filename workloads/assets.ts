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

/** Many calls of the deployer to one contract, by OpenZeppelin's `Multicall`, a hundred a transaction. */
export function inBulk(
  site: Site,
  contract: Artifact,
  to: Address,
  calls: readonly Hex[],
  gasEach: number,
  action: string,
): void {
  for (const some of inParts(calls)) {
    const data = contract.abi.encodeFunctionData('multicall', [some]) as Hex;
    site.call(to, data, GAS.base + some.length * gasEach, action);
  }
}

/** The list in parts of a hundred, as the gas of one transaction asks for. */
export function inParts<T>(list: readonly T[]): T[][] {
  const parts = Math.ceil(list.length / PER_CALL);
  return Array.from({ length: parts }, (_, part) => list.slice(part * PER_CALL, (part + 1) * PER_CALL));
}
