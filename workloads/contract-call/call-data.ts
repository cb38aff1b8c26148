/** Call data for a function whose arguments are constants and generators, with all that is constant encoded once. */
import { AbiCoder, type FunctionFragment, type ParamType } from 'ethers';
import type { Address, Hex, Random } from '../../harness/spec/index.ts';
import { zipf } from '../../harness/std/index.ts';
import { type Contention, objectPicker } from '../contention.ts';
import { type Argument, type Constant, type Generator, isGenerator } from './generator-options.ts';

/** What generators draw from. */
export interface Source {
  readonly accounts: readonly Address[];
  readonly contention: Contention;
}

type Make = (index: number, from: number, random: Random) => string;

/** One argument: digits for the head, or for the tail where its type is dynamic (Solidity ABI specification). */
interface Part {
  readonly dynamic: boolean;
  readonly make: Make;
}

const WORD_DIGITS = 64;

/** Makes the call data of the i-th transaction, sent by the account `from`. */
export function callData(
  target: FunctionFragment,
  args: readonly Argument[],
  source: Source,
): (index: number, from: number, random: Random) => Hex {
  const parts = target.inputs.map((param, at) => partOf(param, args[at]!, source));
  const { selector } = target;
  if (!parts.some(({ dynamic }) => dynamic)) {
    return (...given) => `${selector as Hex}${parts.map(({ make }) => make(...given)).join('')}`;
  }
  return (...given) =>
    `${selector as Hex}${joined(parts.map(({ dynamic, make }) => [dynamic, make(...given)]))}`;
}

/** Heads first, in which a dynamic argument is the offset of its tail. */
function joined(encoded: readonly (readonly [dynamic: boolean, digits: string])[]): string {
  const headDigits = encoded.reduce(
    (sum, [dynamic, digits]) => sum + (dynamic ? WORD_DIGITS : digits.length),
    0,
  );
  let heads = '';
  let tails = '';
  for (const [dynamic, digits] of encoded) {
    heads += dynamic ? word(BigInt((headDigits + tails.length) / 2)) : digits;
    if (dynamic) tails += digits;
  }
  return heads + tails;
}

function partOf(param: ParamType, argument: Argument, source: Source): Part {
  if (!isGenerator(argument)) return constantPart(param, [argument]);
  if (argument.oneOf) return constantPart(param, argument.oneOf);
  return { dynamic: false, make: makerOf(argument, source) };
}

/** One of some constants, each as likely. */
function constantPart(param: ParamType, values: readonly Constant[]): Part {
  const coder = AbiCoder.defaultAbiCoder();
  // Alone, a dynamic value comes behind the offset of its tail, which is one word.
  const dynamic = isDynamic(param);
  const encoded = values.map((value) => coder.encode([param], [value]).slice(dynamic ? 2 + WORD_DIGITS : 2));
  const only = encoded[0]!;
  return {
    dynamic,
    make: encoded.length === 1 ? () => only : (_i, _f, random) => encoded[random.below(encoded.length)]!,
  };
}

function isDynamic(param: ParamType): boolean {
  if (param.isArray()) return param.arrayLength === -1 || isDynamic(param.arrayChildren);
  if (param.isTuple()) return param.components.some(isDynamic);
  return param.type === 'bytes' || param.type === 'string';
}

function makerOf({ account, counter, uniform, zipf: skewed, hotObject }: Generator, source: Source): Make {
  if (account) return accountMaker(account, source);
  if (counter) {
    const { start, step, modulo = Number.MAX_SAFE_INTEGER } = counter;
    return (index) => word(start + step * BigInt(index % modulo));
  }
  if (uniform) {
    const draw = below(uniform.max - uniform.min + 1n);
    return (_index, _from, random) => word(uniform.min + draw(random));
  }
  if (skewed) {
    const rank = zipf(skewed.count, skewed.exponent);
    return (_index, _from, random) => word(skewed.start + BigInt(rank(random)));
  }
  const { count, start } = hotObject!;
  const pick = objectPicker(count, source.contention);
  return (index, _from, random) => word(start + BigInt(pick(index, random)));
}

function accountMaker(which: NonNullable<Generator['account']>, { accounts, contention }: Source): Make {
  const count = accounts.length;
  const words = accounts.map((address) => address.slice(2).padStart(WORD_DIGITS, '0'));
  const pick = objectPicker(count, contention);
  switch (which) {
    case 'any':
      return (_index, _from, random) => words[random.below(count)]!;
    case 'sender':
      return (_index, from) => words[from]!;
    case 'next':
      return (_index, from) => words[(from + 1) % count]!;
    case 'hot':
      // Half-way round the circle, so that nobody near in time sends from the account.
      return (index, _from, random) => words[pick(index + (count >> 1), random)]!;
  }
}

/** Two's complement, as signed types have it. */
function word(value: bigint): string {
  return BigInt.asUintN(256, value).toString(16).padStart(WORD_DIGITS, '0');
}

const FEW = 2n ** 32n;

/** Uniform in [0, bound). Of a large bound by the remainder of 64 bits more than it has: the bias is below 2^-64. */
function below(bound: bigint): (random: Random) => bigint {
  if (bound <= FEW) return (random) => BigInt(random.below(Number(bound)));
  const draws = Math.ceil(bound.toString(2).length / 32) + 2;
  return (random) => {
    let value = 0n;
    for (let drawn = 0; drawn < draws; drawn++) value = (value << 32n) | BigInt(random.uint32());
    return value % bound;
  };
}
