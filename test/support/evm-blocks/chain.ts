/**
 * Random blocks over a small world of senders and contracts, from a seed. `Chain` is one machine with that world: two of
 * them are given the same blocks and have to agree.
 */
import { RLP } from '@ethereumjs/rlp';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { Fork } from '../../../harness/kernel/evm/forks.ts';
import { type BlockContext, Machine } from '../../../harness/kernel/evm/machine.ts';
import { toHex } from '../../../harness/std/index.ts';
import type { KeyedRandom } from '../../../harness/std/random.ts';
import { FACTORY, initCodeOf, LEDGER, LOOKER, MORTAL, PAYER, POOL } from './contracts.ts';

const ETHER = 10n ** 18n;
const PRICE = 10n;

export interface Transaction {
  readonly sender: number;
  readonly nonce: bigint;
  /** Undefined: creates a contract. */
  readonly to: Uint8Array | undefined;
  readonly value: bigint;
  readonly data: Uint8Array;
  readonly gas: bigint;
  readonly price: bigint;
}

/** The address of a number: senders from 1 on, contracts from 1000, those without anything from 2000. */
export function addressOf(number: number): Uint8Array {
  const address = new Uint8Array(20).fill(0xa0);
  new DataView(address.buffer).setUint32(16, number);
  return address;
}

export const CONTRACTS = { ledger: 1000, pool: 1001, looker: 1002, mortal: 1003, payer: 1004, factory: 1005 };
const CODES: Readonly<Record<keyof typeof CONTRACTS, Uint8Array>> = {
  ledger: LEDGER,
  pool: POOL,
  looker: LOOKER,
  mortal: MORTAL,
  payer: PAYER,
  factory: FACTORY,
};
const NOBODY_FROM = 2000;

/** 32 bytes each, big-endian. */
export function words(...values: readonly bigint[]): Uint8Array {
  return Buffer.from(values.map((value) => value.toString(16).padStart(64, '0')).join(''), 'hex');
}

export function numberOf(address: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(address).toString('hex')}`);
}

/** Where the factory puts the contract of a salt (EIP-1014). */
export function createdBy(salt: bigint): Uint8Array {
  const code = keccak_256(initCodeOf(MORTAL));
  const parts = [Uint8Array.of(0xff), addressOf(CONTRACTS.factory), words(salt), code];
  return keccak_256(Buffer.concat(parts)).slice(12);
}

export class Chain {
  readonly machine = new Machine();
  private readonly room: number;
  private readonly sealRoom: number;
  private number = 1n;

  constructor(senders: number) {
    const { machine } = this;
    this.room = machine.evm.call.take(32) >>> 0;
    this.sealRoom = machine.evm.call.take(machine.evm.call.sealRoom(0, 1)) >>> 0;
    const plain = { nonce: 0n, code: new Uint8Array(0), storage: new Map<bigint, bigint>() };
    const balances = new Map<bigint, bigint>();
    for (let sender = 1; sender <= senders; sender++) {
      // A few are poor: some of their transactions have no place in the block where they come.
      const balance = sender % 7 === 0 ? 3_000_000n : ETHER;
      machine.setAccount(addressOf(sender), { ...plain, balance });
      balances.set(numberOf(addressOf(sender)), 1000n);
    }
    for (const [name, number] of Object.entries(CONTRACTS)) {
      machine.setAccount(addressOf(number), {
        balance: 5000n,
        nonce: 1n,
        code: CODES[name as keyof typeof CODES],
        storage: name === 'ledger' ? balances : new Map(),
      });
    }
  }

  /** The context of the next block, for this machine. */
  begin(fork: Fork): BlockContext {
    const context: BlockContext = {
      fork,
      number: this.number++,
      timestamp: 1_800_000_000n + this.number,
      // Sometimes one of the senders.
      feeRecipient: this.number % 3n === 0n ? addressOf(3) : addressOf(NOBODY_FROM + 900),
      gasLimit: 10n ** 12n,
      baseFee: 7n,
      random: 42n,
      blobFee: 1n,
      maxBlobs: 6,
      chainId: 1n,
    };
    this.machine.beginBlock(context);
    return context;
  }

  /** The number that the next block will have. */
  get next(): bigint {
    return this.number;
  }

  /** The next block has this number, whatever came before. */
  rewind(next: bigint): void {
    this.number = next;
  }

  decode(transactions: readonly Transaction[]) {
    return this.machine.decode(
      transactions.map(encode),
      transactions.map(({ sender }) => addressOf(sender)),
    );
  }

  nonceOf(sender: number): bigint {
    const { memory, evm } = this.machine;
    memory.setBytes(this.room, addressOf(sender));
    return memory.u64((evm.call.accountAt(this.room) >>> 0) + 48 + 32);
  }

  /** What became of the transactions, one line each, without what only the last one has. */
  outcomes(results: number, count: number): string[] {
    return Array.from({ length: count }, (_, i) => {
      const { refused, succeeded, gasUsed, logs, contract } = this.machine.result(results, i);
      if (refused !== 0) return `refused ${refused}`;
      const said = logs.map((log) => [log.address, ...log.topics, log.data].map(toHex).join(' ')).join(', ');
      return `${succeeded} ${gasUsed} ${toHex(contract)} ${said}`;
    });
  }

  /** Adds the accounts and slots that changed since the last root to what is known to have changed ever. */
  noteChanges(known: Map<string, Set<bigint>>): void {
    for (const cell of this.machine.changedAccounts()) {
      const address = toHex(this.machine.memory.bytes(cell + 16, 20));
      const keys = known.get(address) ?? new Set<bigint>();
      known.set(address, keys);
      for (
        let slot = this.machine.memory.u32(cell + 12);
        slot !== 0;
        slot = this.machine.memory.u32(slot + 8)
      ) {
        keys.add(this.machine.memory.word(slot + 32));
      }
    }
  }

  /** What stands in the cells of accounts and slots, one line each. */
  dump(known: ReadonlyMap<string, ReadonlySet<bigint>>): string[] {
    const { memory, evm } = this.machine;
    return [...known].flatMap(([address, keys]) => {
      memory.setBytes(this.room, Buffer.from(address.slice(2), 'hex'));
      const cell = evm.call.accountAt(this.room) >>> 0;
      const value = cell + 48;
      const epoch = memory.u32(value + 44);
      const code = memory.u32(value + 40);
      const hash = code === 0 ? '' : toHex(memory.bytes(code + 16, 32));
      const exists = memory.u32(value + 48) & 1;
      const account = `${address} ${exists} ${memory.word(value)} ${memory.u64(value + 32)} ${hash}`;
      const slots = [...keys].map((key) => {
        memory.setWord(this.room, key);
        const slot = evm.call.slotAt(cell, this.room) >>> 0;
        const word = memory.u32(slot + 20) === epoch ? memory.word(slot + 64) : 0n;
        return `${address} ${key}: ${word}`;
      });
      return [account, ...slots];
    });
  }

  /** Between blocks: the state root; what stands is what the next block begins with. */
  seal(): string {
    const { memory, evm } = this.machine;
    evm.call.sealBlock(0, 1, 0, 0, this.sealRoom);
    evm.call.growAccounts();
    evm.call.growSlots();
    return toHex(memory.bytes(evm.call.stateRootAt() >>> 0, 32));
  }
}

function encode({ nonce, to, value, data, gas, price }: Transaction): Uint8Array {
  return RLP.encode([nonce, price, gas, to ?? new Uint8Array(0), value, data, 27n, 1n, 1n]);
}

/** A block of up to `most` transactions; nonces go on from what `nonceOf` says. */
export function randomBlock(
  random: KeyedRandom,
  most: number,
  senders: number,
  nonceOf: (sender: number) => bigint,
): Transaction[] {
  const nonces = new Map<number, bigint>();
  // What this block is mostly made of; hot blocks have few senders as well.
  const taste = random.below(8);
  const active = [senders, senders, 3, senders][random.below(4)]!;
  return Array.from({ length: 2 + random.below(most - 1) }, () => {
    const sender = 1 + random.below(active);
    const wrong = random.below(60) === 0 ? BigInt(1 + random.below(2)) : 0n;
    const nonce = (nonces.get(sender) ?? nonceOf(sender)) + wrong;
    if (wrong === 0n) nonces.set(sender, nonce + 1n);
    const kind = random.below(3) > 0 ? taste : random.below(8);
    const what = randomCall(random, kind, senders);
    return { sender, nonce, gas: 300_000n, price: PRICE + BigInt(random.below(3)), ...what };
  });
}

type Call = Pick<Transaction, 'to' | 'value' | 'data'>;

function randomCall(random: KeyedRandom, kind: number, senders: number): Call {
  const anybody = () => numberOf(addressOf(1 + random.below(senders)));
  const salt = () => BigInt(random.below(6));
  const call = (to: Uint8Array, value: bigint, ...data: readonly bigint[]): Call => ({
    to,
    value,
    data: words(...data),
  });
  const contract = (name: keyof typeof CONTRACTS) => addressOf(CONTRACTS[name]);
  switch (kind) {
    case 0:
      return call(contract('ledger'), 0n, anybody(), BigInt(random.below(700)));
    case 1:
      return call(contract('pool'), 0n, BigInt(random.below(1000)));
    case 2:
      return call(contract('looker'), 0n, anybody(), BigInt(random.below(2)));
    case 3: {
      const heir = random.below(2) === 0 ? anybody() : numberOf(addressOf(NOBODY_FROM + random.below(4)));
      const at = random.below(3) === 0 ? contract('mortal') : createdBy(salt());
      return call(at, BigInt(random.below(3)), heir, BigInt(random.below(3) === 0));
    }
    case 4:
      return call(contract('payer'), BigInt(random.below(50)), anybody(), BigInt(random.below(60)));
    case 5:
      return call(contract('factory'), BigInt(random.below(4)), salt());
    case 6: {
      // A plain transfer: to a sender, to nobody yet, to where a contract may come, to the ledger, to a precompile.
      const places = [
        addressOf(1 + random.below(senders)),
        addressOf(NOBODY_FROM + random.below(5)),
        createdBy(salt()),
      ];
      const to = places[random.below(3)]!;
      return { to, value: BigInt(random.below(4)) * 1000n, data: new Uint8Array(0) };
    }
    default:
      if (random.below(3) > 0) return { to: undefined, value: 5n, data: initCodeOf(MORTAL) };
      return { to: Uint8Array.from([...new Array(19).fill(0), 4]), value: 2n, data: words(9n) };
  }
}
