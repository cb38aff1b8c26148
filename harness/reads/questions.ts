/** What is asked: the i-th read is a function of the plan, the seed, i and the newest block that is known. */
import {
  type Address,
  type Hex,
  type Random,
  READ_METHODS,
  type ReadMethod,
  type View,
} from '../spec/index.ts';
import { quantity } from '../std/hex.ts';
import { keyedRandom, STREAM } from '../std/random.ts';
import { aBalance, aBlock, type Check, logsOf, returned } from './answers.ts';

/** What there is to ask about; crosses threads. */
export interface Ground {
  readonly accounts: readonly Address[];
  /** What each of the accounts has, where nothing moves it during the run. */
  readonly balancesWei: readonly bigint[] | null;
  /** Contracts of the workload. */
  readonly contracts: readonly Address[];
}

export interface Question {
  readonly method: ReadMethod;
  readonly rpc: string;
  readonly params: readonly unknown[];
  /** What is wrong with a result, `null` for nothing. */
  readonly check: Check;
}

/** The precompiled contract that returns what it is given (Yellow Paper, appendix E). */
const IDENTITY: Address = '0x0000000000000000000000000000000000000004';
/** How far back "recent" goes: less than the 128 blocks of which every node keeps the state. */
const RECENT_BLOCKS = 64;
const MOST_BLOCKS_OF_LOGS = 4;

export class Questions {
  private readonly ground: Ground;
  private readonly view: ((random: Random) => View) | null;
  private readonly seed: number;
  private readonly pick: (random: Random) => ReadMethod;
  private readonly random = keyedRandom();

  constructor(
    ground: Ground,
    mix: Readonly<Record<ReadMethod, number>>,
    seed: number,
    view: ((random: Random) => View) | null,
  ) {
    this.ground = ground;
    this.view = view;
    this.seed = seed;
    this.pick = weighted(mix);
  }

  /** `head` is the newest block that every endpoint should have. */
  ask(index: number, head: number): Question {
    const random = this.random.seek(this.seed, STREAM.read, index);
    const method = this.pick(random);
    return { method, ...this[method](random, head) };
  }

  private call(random: Random): Omit<Question, 'method'> {
    const { to, data, answer } = this.view?.(random) ?? echo(random);
    return { rpc: 'eth_call', params: [{ to, data }, 'latest'], check: returned(answer) };
  }

  private balance(random: Random): Omit<Question, 'method'> {
    const { accounts, balancesWei } = this.ground;
    const account = random.below(accounts.length);
    const check = aBalance(balancesWei?.[account]);
    return { rpc: 'eth_getBalance', params: [accounts[account], 'latest'], check };
  }

  private logs(random: Random, head: number): Omit<Question, 'method'> {
    const { contracts } = this.ground;
    const from = recent(random, head);
    const to = Math.min(head, from + random.below(MOST_BLOCKS_OF_LOGS));
    const range = { fromBlock: quantity(from), toBlock: quantity(to) };
    const filter = contracts.length === 0 ? range : { ...range, address: contracts };
    return { rpc: 'eth_getLogs', params: [filter], check: logsOf(from, to, contracts) };
  }

  private block(random: Random, head: number): Omit<Question, 'method'> {
    const number = recent(random, head);
    const whole = random.below(2) === 0;
    return {
      rpc: 'eth_getBlockByNumber',
      params: [quantity(number), whole],
      check: aBlock(number, whole),
    };
  }
}

/** The JSON-RPC request; its id is one more than the read's index. */
export function bodyOf(index: number, { rpc, params }: Question): string {
  return `{"jsonrpc":"2.0","id":${index + 1},"method":"${rpc}","params":${JSON.stringify(params)}}`;
}

function echo(random: Random): View {
  let data: Hex = '0x';
  for (let word = 0; word < 8; word++) data += random.uint32().toString(16).padStart(8, '0');
  return { to: IDENTITY, data, answer: data };
}

function recent(random: Random, head: number): number {
  return head - random.below(Math.min(RECENT_BLOCKS, head + 1));
}

function weighted(mix: Readonly<Record<ReadMethod, number>>): (random: Random) => ReadMethod {
  const some = READ_METHODS.filter((method) => mix[method] > 0);
  const total = some.reduce((sum, method) => sum + mix[method], 0);
  return (random) => {
    let left = random.float() * total;
    for (const method of some) {
      left -= mix[method];
      if (left < 0) return method;
    }
    return some.at(-1)!;
  };
}
