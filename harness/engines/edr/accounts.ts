/** Owns what is known of accounts at the head: asked for many at a time, and remembered until the next block. */
import type { SenderAccount } from '../../spec/engine.ts';
import type { Address } from '../../spec/intent.ts';
import { assert } from '../../std/assert.ts';
import { quantity } from '../../std/hex.ts';
import type { Call, Rpc } from './rpc.ts';

/** The questions for each of `addresses`, two in a row; `atHead` reads their answers. */
export function questions(addresses: readonly Address[], number: number): Call[] {
  const tag = quantity(number);
  return addresses.flatMap((address): Call[] => [
    ['eth_getTransactionCount', address, tag],
    ['eth_getBalance', address, tag],
  ]);
}

export class Accounts {
  private readonly rpc: Rpc;
  private number = 0;
  private accounts = new Map<Address, SenderAccount>();

  constructor(rpc: Rpc) {
    this.rpc = rpc;
  }

  /** A new block is the head, and `answers` are what it says to `questions` for `addresses`. */
  follow(number: number, addresses: readonly Address[], answers: readonly unknown[]): void {
    this.number = number;
    this.accounts = new Map();
    this.keep(addresses, answers);
  }

  /** All of one head. */
  async ofAll(addresses: readonly Address[]): Promise<SenderAccount[]> {
    for (;;) {
      const found = addresses.flatMap((address) => this.accounts.get(address) ?? []);
      if (found.length === addresses.length) return found;
      await this.learn(addresses);
    }
  }

  /** One that was learned since the last block. */
  known(address: Address): SenderAccount {
    const found = this.accounts.get(address);
    assert(found !== undefined, 'who builds a block learns of its senders first');
    return found;
  }

  /** Asks for those that are not known, all at once. */
  async learn(addresses: Iterable<Address>): Promise<void> {
    const { number } = this;
    const unknown = [...new Set(addresses)].filter((address) => !this.accounts.has(address));
    const answers = await this.rpc.ask(questions(unknown, number));
    // A block may have been sealed meanwhile.
    if (this.number === number) this.keep(unknown, answers);
  }

  private keep(addresses: readonly Address[], answers: readonly unknown[]): void {
    addresses.forEach((address, index) => {
      this.accounts.set(address, {
        nonce: Number(answers[2 * index]),
        balanceWei: BigInt(answers[2 * index + 1] as string),
      });
    });
  }
}
