/** Owns the methods that read blocks, transactions and receipts of the recent past. */
import type { SealedBlock } from '../../../spec/engine.ts';
import { quantity } from '../../../std/hex.ts';
import { blockJson, receiptAt, receiptsJson, transactionInBlock } from '../json.ts';
import { bytes, bytes32, number } from '../params.ts';
import { transactionJson } from '../transaction-json.ts';
import type { ChainParts, Method, Methods } from './method.ts';

type Find = (asked: unknown) => SealedBlock | undefined;

export function blockMethods(parts: ChainParts): Methods {
  const { history, tags } = parts;
  const byTag: Find = (tag) => tags.find(tag);
  const byHash: Find = (hash) => history.byHash(bytes32(hash, 'the block hash'));
  return {
    eth_getBlockByNumber: ofBlock(byTag, whole),
    eth_getBlockByHash: ofBlock(byHash, whole),
    eth_getBlockTransactionCountByNumber: ofBlock(byTag, ({ raws }) => quantity(raws.length)),
    eth_getBlockTransactionCountByHash: ofBlock(byHash, ({ raws }) => quantity(raws.length)),
    eth_getUncleCountByBlockNumber: ofBlock(byTag, () => '0x0'),
    eth_getUncleCountByBlockHash: ofBlock(byHash, () => '0x0'),
    eth_getTransactionByBlockNumberAndIndex: ofBlock(byTag, atIndex),
    eth_getTransactionByBlockHashAndIndex: ofBlock(byHash, atIndex),
    // A tag, a number or a hash.
    eth_getBlockReceipts: ofBlock((asked) => {
      const isHash = typeof asked === 'string' && asked.length === 66;
      return isHash ? byHash(asked) : byTag(asked);
    }, receiptsJson),
    eth_getTransactionReceipt: ([hash]) => {
      const found = history.receipt(bytes(hash, 'the hash'));
      return found === undefined ? null : receiptAt(found.block, found.index);
    },
    eth_getTransactionByHash: ([hash]) => transactionByHash(parts, hash),
  };
}

/** `null` where there is no such block. */
function ofBlock(find: Find, show: (block: SealedBlock, how: unknown) => unknown): Method {
  return ([asked, how]) => {
    const block = find(asked);
    return block === undefined ? null : show(block, how);
  };
}

function whole(block: SealedBlock, full: unknown): unknown {
  return blockJson(block, full === true);
}

function atIndex(block: SealedBlock, asked: unknown): unknown {
  const index = number(asked, 'the index');
  const receipt = block.receipts.at(index);
  return receipt === undefined ? null : transactionInBlock(block, index, receipt);
}

function transactionByHash({ history, pool, engine }: ChainParts, asked: unknown): unknown {
  const hash = bytes32(asked, 'the hash');
  const found = history.receipt(hash);
  if (found !== undefined) return transactionInBlock(found.block, found.index, found.receipt);
  const waiting = pool.find(hash);
  if (waiting === undefined) return null;
  return transactionJson(engine.raw(waiting), { hash, from: waiting.sender, place: null });
}
