/** Owns the methods that say what node and chain this is. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { fromHex, quantity, toHex } from '../../../std/hex.ts';
import { bytes } from '../params.ts';
import type { ChainParts, Methods } from './method.ts';

export function identityMethods({ chainId, client, history }: ChainParts): Methods {
  return {
    eth_chainId: () => quantity(chainId),
    eth_blockNumber: () => quantity(history.head.number),
    /** Accounts that the node would sign for: it has no keys. */
    eth_accounts: () => [],
    eth_syncing: () => false,
    net_version: () => String(chainId),
    net_listening: () => true,
    net_peerCount: () => '0x0',
    web3_clientVersion: () => client,
    web3_sha3: ([data]) => toHex(keccak_256(fromHex(bytes(data, 'the data')))),
  };
}
