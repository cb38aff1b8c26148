/** Owns which block a parameter means: a tag, a number, or an object of EIP-1898. */
import type { SealedBlock } from '../../spec/engine.ts';
import type { History } from './history.ts';
import { bytes32, isObject, number } from './params.ts';
import { RpcError } from './rpc-error.ts';

export class BlockTags {
  private readonly history: History;

  constructor(history: History) {
    this.history = history;
  }

  /** Blocks are final when they are made: all tags but `earliest` mean the head. */
  number(tag: unknown): number {
    switch (tag) {
      case 'earliest':
        return 0;
      case undefined:
      case null:
      case 'latest':
      case 'pending':
      case 'safe':
      case 'finalized':
        return this.history.head.number;
      default:
        return number(tag, 'the block');
    }
  }

  /** Undefined for a block that is not made yet or no longer kept. */
  find(tag: unknown): SealedBlock | undefined {
    if (!isObject(tag)) return this.history.block(this.number(tag));
    if (tag.blockHash !== undefined) return this.history.byHash(bytes32(tag.blockHash, 'the block hash'));
    return this.history.block(number(tag.blockNumber, 'the block number'));
  }

  /** @throws RpcError -32000 for any block but the head: no other state is kept. */
  mustBeHead(tag: unknown): void {
    const { head } = this.history;
    if (isObject(tag) ? this.find(tag) === head : this.number(tag) === head.number) return;
    const asked = isObject(tag) ? (tag.blockHash ?? tag.blockNumber) : tag;
    throw new RpcError(
      -32000,
      `the state of block ${asked} is not kept: only that of the latest, ${head.number}`,
    );
  }
}
