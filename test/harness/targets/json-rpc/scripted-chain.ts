/** A chain of invented blocks, answering as a node would, for tests of whoever watches it. */
import { createHash } from 'node:crypto';
import type { BlockJson, ReceiptJson } from '../../../../harness/targets/json-rpc/block.ts';
import type { ScriptedCall, ScriptedReply } from '../../../support/json-rpc-server.ts';

type Hex = `0x${string}`;

export const hex = (value: number): Hex => `0x${value.toString(16)}`;
export const hashOf = (text: string): Hex => `0x${createHash('sha256').update(text).digest('hex')}`;

const FOUND_NOTHING: ScriptedReply = { result: null };
export const METHOD_MISSING: ScriptedReply = {
  error: { code: -32601, message: 'the method eth_getBlockReceipts does not exist/is not available' },
};

export class ScriptedChain {
  readonly blocks: BlockJson[] = [];
  readonly receipts: ReceiptJson[][] = [];
  /** Methods this node does not have. */
  readonly lacking = new Set<string>();
  finalised = 0;

  constructor() {
    this.mine('genesis', 0);
  }

  get head(): number {
    return this.blocks.length - 1;
  }

  /** Adds a block of `count` transactions; every third of them failed. `fork` makes its hashes its own. */
  mine(fork = 'main', count = 2): BlockJson {
    const number = this.blocks.length;
    const hash = hashOf(`${fork} block ${number}`);
    const transactions = Array.from({ length: count }, (_, i) => hashOf(`${fork} ${number} ${i}`));
    const block: BlockJson = {
      number: hex(number),
      hash,
      parentHash: this.blocks[number - 1]?.hash ?? hashOf('nothing'),
      timestamp: hex(1_700_000_000 + number),
      gasUsed: hex(21_000 * count),
      gasLimit: hex(30_000_000),
      baseFeePerGas: hex(7),
      transactions,
    };
    this.blocks.push(block);
    this.receipts.push(
      transactions.map((transactionHash, i) => ({
        transactionHash,
        blockHash: hash,
        gasUsed: hex(21_000 + i),
        effectiveGasPrice: hex(1000 + number),
        status: i % 3 === 2 ? '0x0' : '0x1',
      })),
    );
    return block;
  }

  /** Forgets the blocks from `number` on. */
  rewind(number: number): void {
    this.blocks.length = number;
    this.receipts.length = number;
  }

  readonly reply = (call: ScriptedCall): ScriptedReply => {
    if (this.lacking.has(call.method)) return METHOD_MISSING;
    const [first] = call.params as [string];
    switch (call.method) {
      case 'eth_chainId':
        return { result: '0x539' };
      case 'web3_clientVersion':
        return { result: 'scripted/1' };
      case 'eth_blockNumber':
        return { result: hex(this.head) };
      case 'eth_getBlockByNumber':
        return { result: this.blocks[this.numberOf(first)] ?? null };
      case 'eth_getBlockReceipts':
        return { result: this.receipts[this.numberOf(first)] ?? null };
      case 'eth_getTransactionReceipt':
        return { result: this.receipts.flat().find((each) => each.transactionHash === first) ?? null };
      case 'eth_subscribe':
        return { result: '0xfeed' };
      case 'eth_unsubscribe':
        return { result: true };
      default:
        return FOUND_NOTHING;
    }
  };

  private numberOf(tag: string): number {
    if (tag === 'latest') return this.head;
    return tag === 'finalized' ? this.finalised : Number(tag);
  }
}
