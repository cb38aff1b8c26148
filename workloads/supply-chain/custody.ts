/** What the contract holds of a product, and what each step makes of it. */
import { AbiCoder, keccak256 } from 'ethers';
import type { Address, Hex } from '../../harness/spec/index.ts';
import { addressOf, numberOf, wordOf } from '../words.ts';
import { type Action, PLACE } from './calls.ts';

export interface Custody {
  readonly custodian: Address;
  readonly place: number;
  readonly certified: boolean;
  readonly recalled: boolean;
  readonly steps: number;
  readonly inspections: number;
  /** The last link of the chain of hashes. */
  readonly chain: Hex;
}

/** Entries from anybody in any order. */
export interface Diary {
  readonly entries: number;
  readonly sum: bigint;
}

const ZERO: Hex = `0x${'0'.repeat(64)}`;

/** A product that nobody registered. */
export const UNREGISTERED: Custody = {
  custodian: `0x${'0'.repeat(40)}`,
  place: PLACE.nowhere,
  certified: false,
  recalled: false,
  steps: 0,
  inspections: 0,
  chain: ZERO,
};
export const EMPTY: Diary = { entries: 0, sum: 0n };

const CUSTODY = ['address', 'uint8', 'bool', 'bool', 'uint32', 'uint32', 'bytes32'];

/** The answer of `products(uint256)`. */
export function custodyOf(answer: Hex): Custody {
  const [custodian, place, certified, recalled, steps, inspections, chain] =
    AbiCoder.defaultAbiCoder().decode(CUSTODY, answer);
  return {
    custodian: custodian.toLowerCase(),
    place: Number(place),
    certified,
    recalled,
    steps: Number(steps),
    inspections: Number(inspections),
    chain,
  };
}

/** The answer of `logs(uint256)`. */
export function diaryOf(answer: Hex): Diary {
  const [entries, sum] = AbiCoder.defaultAbiCoder().decode(['uint256', 'uint256'], answer);
  return { entries: Number(entries), sum };
}

/** `Step` of the contract, in its order. */
const LINKED: readonly Action[] = ['register', 'handOver', 'inspect', 'certify', 'recall'];

/** A product after one step more. */
export function stepped(custody: Custody, action: Action, actor: Address, data: Hex): Custody {
  const handed = action === 'register' || action === 'handOver';
  const to = handed ? wordOf(data, 1) : ZERO;
  const document: Hex = `0x${data.slice(-64)}`;
  const words = [custody.chain, word(LINKED.indexOf(action)), actor, to, document];
  const linked = {
    ...custody,
    steps: custody.steps + 1,
    chain: keccak256(`0x${words.map((one) => one.slice(2).padStart(64, '0')).join('')}`) as Hex,
  };
  switch (action) {
    case 'register':
      return { ...linked, custodian: addressOf(data, 1), place: PLACE.producer };
    case 'handOver':
      return { ...linked, custodian: addressOf(data, 1), place: numberOf(data, 2) };
    case 'inspect':
      return { ...linked, inspections: custody.inspections + 1 };
    case 'certify':
      return { ...linked, certified: true };
    case 'recall':
      return { ...linked, recalled: true };
    default:
      return custody;
  }
}

/** A log after one entry more; the sum is that of the contract, modulo 2^256. */
export function logged(diary: Diary, author: Address, data: Hex): Diary {
  const entry = BigInt(keccak256(`0x${author.slice(2).padStart(64, '0')}${wordOf(data, 1).slice(2)}`));
  return { entries: diary.entries + 1, sum: BigInt.asUintN(256, diary.sum + entry) };
}

function word(value: number): Hex {
  return `0x${value.toString(16)}`;
}
