/** Typed reads over a chain's `request`: what set-up, funding and oracles ask. */
import type { Address, Chain, Hex, OracleReader } from '../spec/index.ts';

/** Reads a round trip; more are asked in turns. */
const CHUNK = 500;

export interface ChainReader extends OracleReader {
  /** The base fee of the latest block; `null` on chains without EIP-1559. */
  baseFeeWei(): Promise<bigint | null>;
  gasPriceWei(): Promise<bigint>;
}

/** `sample` is passed on to oracles. */
export function chainReader(chain: Chain, sample: number): ChainReader {
  async function each<T>(
    method: string,
    params: readonly (readonly unknown[])[],
    as: (result: Hex) => T,
  ): Promise<T[]> {
    const results: T[] = [];
    for (let at = 0; at < params.length; at += CHUNK) {
      const answers = await chain.requestAll(
        params.slice(at, at + CHUNK).map((each) => ({ method, params: each })),
      );
      results.push(...(answers as Hex[]).map(as));
    }
    return results;
  }
  const latest = (addresses: readonly Address[]) => addresses.map((address) => [address, 'latest']);
  return {
    request: chain.request,
    sample,
    balances: (addresses) => each('eth_getBalance', latest(addresses), BigInt),
    nonces: (addresses) => each('eth_getTransactionCount', latest(addresses), Number),
    calls: (calls) =>
      each(
        'eth_call',
        calls.map((call) => [call, 'latest']),
        (result) => result,
      ),
    async baseFeeWei() {
      const block = (await chain.request('eth_getBlockByNumber', ['latest', false])) as {
        baseFeePerGas?: Hex;
      };
      return block.baseFeePerGas === undefined ? null : BigInt(block.baseFeePerGas);
    },
    gasPriceWei: async () => BigInt((await chain.request('eth_gasPrice')) as Hex),
  };
}
