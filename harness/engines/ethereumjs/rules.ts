/** Owns the rules of the chain: the fork, the chain id and the cryptography, as EthereumJS wants them. */
import { paramsBlock } from '@ethereumjs/block';
import { type ChainConfig, Common, Hardfork, Mainnet } from '@ethereumjs/common';
import { paramsEVM } from '@ethereumjs/evm';
import { paramsTx } from '@ethereumjs/tx';
import { paramsVM } from '@ethereumjs/vm';
import { recoverPublicKey } from './recover.ts';

export const HARDFORK = Hardfork.Osaka;

/**
 * A `Common` whose parameters are complete. EthereumJS copies it into every transaction and merges the same
 * tables into the copy again, which cost 150 of the 200 us that decoding a transfer took.
 */
class SettledRules extends Common {
  // Declared only: an initialiser would run after the constructor of `Common`, which already calls `updateParams`.
  private declare settled: boolean | undefined;

  override updateParams(params: Parameters<Common['updateParams']>[0]): void {
    if (!this.settled) super.updateParams(params);
  }

  settle(): this {
    for (const params of [paramsTx, paramsBlock, paramsEVM, paramsVM]) super.updateParams(params);
    this.settled = true;
    return this;
  }
}

/** Osaka from the genesis block on, after the merge, under a chain id of our own. */
export function chainRules(chainId: number): Common {
  const chain: ChainConfig = { ...Mainnet, chainId, name: 'lakh' };
  return new SettledRules({
    chain,
    hardfork: HARDFORK,
    customCrypto: { ecrecover: recoverPublicKey },
  }).settle();
}
