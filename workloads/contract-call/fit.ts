/** Whether constants and generators fit the types of Solidity. */
import { AbiCoder, type ParamType } from 'ethers';
import { messageOf } from '../../harness/std/index.ts';
import { type Argument, type Constant, type Generator, isGenerator } from './generator-options.ts';

/** No run has more transactions than this: what a counter must have room for. */
const MOST_INDICES = 10n ** 9n;

/** What is wrong with an argument for a parameter; `null` when nothing is. */
export function misfit(param: ParamType, argument: Argument): string | null {
  return isGenerator(argument) ? generatorMisfit(param, argument) : constantMisfit(param, argument);
}

export function constantMisfit(param: ParamType, value: Constant): string | null {
  // The coder takes any value for a bool, such as the text "false".
  if (!boolsAreBools(param, value)) return `does not fit ${nameOf(param)}: a bool is true or false`;
  try {
    AbiCoder.defaultAbiCoder().encode([param], [value]);
    return null;
  } catch (error) {
    // What ethers says, without its list of details.
    const { shortMessage = messageOf(error) } = error as { shortMessage?: string };
    const said = shortMessage.replace(/ \(argument=.*$/, '');
    const large =
      typeof value === 'number' && !Number.isSafeInteger(value) ? '; write it as text, in quotes' : '';
    return `does not fit ${nameOf(param)}: ${said}${large}`;
  }
}

function boolsAreBools(param: ParamType, value: unknown): boolean {
  if (param.type === 'bool') return typeof value === 'boolean';
  if (!Array.isArray(value)) return true;
  if (param.isArray()) return value.every((one) => boolsAreBools(param.arrayChildren, one));
  if (param.isTuple()) return param.components.every((part, at) => boolsAreBools(part, value[at]));
  return true;
}

function generatorMisfit(param: ParamType, given: Generator): string | null {
  const [name] = Object.keys(given);
  if (given.oneOf)
    return given.oneOf.map((value) => constantMisfit(param, value)).find((problem) => problem) ?? null;
  if (given.account)
    return param.type === 'address' ? null : `account gives an address, which does not fit ${nameOf(param)}`;
  const range = integerRange(param);
  if (!range) return `${name} gives whole numbers, which do not fit ${nameOf(param)}`;
  const [low, high] = valueRange(given);
  if (low > high) return `min ${low} is more than max ${high}`;
  if (low >= range[0] && high <= range[1]) return null;
  const remedy = given.counter && given.counter.modulo === undefined ? '; give it a modulo' : '';
  return `${name} gives ${low} to ${high}, which is out of the range of ${param.type}${remedy}`;
}

function nameOf(param: ParamType): string {
  return param.name ? `${param.type} ${param.name}` : param.type;
}

/** The least and the most that a type of whole numbers holds; `null` for any other type. */
export function integerRange({ type }: ParamType): readonly [bigint, bigint] | null {
  const [, unsigned, digits] = /^(u?)int(\d+)$/.exec(type) ?? [];
  if (digits === undefined) return null;
  const bits = BigInt(digits);
  return unsigned === 'u' ? [0n, 2n ** bits - 1n] : [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
}

function valueRange({ counter, uniform, zipf, hotObject }: Generator): readonly [bigint, bigint] {
  if (uniform) return [uniform.min, uniform.max];
  if (counter) {
    const { start, step, modulo } = counter;
    const last = start + step * ((modulo === undefined ? MOST_INDICES : BigInt(modulo)) - 1n);
    return last < start ? [last, start] : [start, last];
  }
  const { start, count } = (zipf ?? hotObject)!;
  return [start, start + BigInt(count) - 1n];
}
