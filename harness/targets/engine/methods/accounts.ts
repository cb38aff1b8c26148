/** Owns the methods that read accounts at the head. */
import type { Hex } from '../../../spec/intent.ts';
import { quantity } from '../../../std/hex.ts';
import { address, invalid, wide } from '../params.ts';
import { RpcError } from '../rpc-error.ts';
import type { ChainParts, Methods, Params } from './method.ts';

/** geth's limit. */
const MOST_PROVEN_SLOTS = 1_024;

export function accountMethods(parts: ChainParts): Methods {
  const { engine, pool, tags } = parts;
  return {
    eth_getBalance: async ([of, tag]) => {
      tags.mustBeHead(tag);
      return quantity(await engine.state.balance(address(of)));
    },
    eth_getTransactionCount: async ([of, tag]) => {
      tags.mustBeHead(tag);
      const sender = address(of);
      const nonce = await engine.state.nonce(sender);
      return quantity(tag === 'pending' ? pool.pendingNonce(sender, nonce) : nonce);
    },
    eth_getCode: ([of, tag]) => {
      tags.mustBeHead(tag);
      return engine.state.code(address(of));
    },
    eth_getStorageAt: ([of, slot, tag]) => {
      tags.mustBeHead(tag);
      return engine.state.storage(address(of), quantity(wide(slot, 'the slot')));
    },
    eth_getProof: (params) => proof(parts, params),
  };
}

/** EIP-1186. */
async function proof({ engine, tags }: ChainParts, [of, slots, tag]: Params): Promise<unknown> {
  tags.mustBeHead(tag);
  const owner = address(of);
  if (!Array.isArray(slots) || slots.length > MOST_PROVEN_SLOTS) {
    throw invalid('the slots', slots, `a list of at most ${MOST_PROVEN_SLOTS}`);
  }
  const keys = slots.map((slot): Hex => `0x${wide(slot, 'a slot').toString(16).padStart(64, '0')}`);
  const proven = await engine.state.proof?.(owner, keys);
  if (proven === undefined) throw new RpcError(-32601, `the engine ${engine.name} has no proofs`);
  return {
    address: owner,
    balance: quantity(proven.balanceWei),
    nonce: quantity(proven.nonce),
    codeHash: proven.codeHash,
    storageHash: proven.storageHash,
    accountProof: proven.accountProof,
    storageProof: proven.storage.map(({ value, proof }, index) => ({
      key: slots[index],
      value: quantity(value),
      proof,
    })),
  };
}
