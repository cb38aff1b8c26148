/** Why transactions reverted, in words: asked of the chain after the run, decoded, counted. */
import { AbiCoder, Interface } from 'ethers';
import type { RevertedState } from '../measure/index.ts';
import type { Chain, Hex, RevertCause, RevertRow, Workload } from '../spec/index.ts';

/** `Error(string)` and `Panic(uint256)`: what Solidity itself reverts with (Solidity documentation, Panic and Error). */
const ERROR = '0x08c379a0';
const PANIC = '0x4e487b71';
const PANICS: Readonly<Record<number, string>> = {
  0: 'generic',
  1: 'assertion failed',
  17: 'arithmetic overflow',
  18: 'division by zero',
  33: 'value out of an enum',
  34: 'storage wrongly encoded',
  49: 'pop of an empty array',
  50: 'index out of bounds',
  65: 'too much memory',
  81: 'call of an uninitialised function',
};
/** Strings of contracts are anybody's: what is kept of one is short. */
const REASON_CHARACTERS = 120;

/** Puts the reason of a revert into words: a text, a custom error's name, a panic with its meaning. */
export function revertReasons(errors: readonly string[]): (cause: RevertCause | null) => string {
  const abi = new Interface(errors);
  return (cause) => {
    if (cause === null) return 'unknown: the chain does not tell';
    if ('outOfGas' in cause) return 'out of gas';
    return reasonOf(cause.returned, abi);
  };
}

function reasonOf(returned: Hex, abi: Interface): string {
  if (returned === '0x') return 'no reason given';
  const selector = returned.slice(0, 10);
  const arguments_: Hex = `0x${returned.slice(10)}`;
  if (selector === ERROR)
    return decoded('string', arguments_)?.slice(0, REASON_CHARACTERS) ?? 'malformed reason';
  if (selector === PANIC) {
    const code = Number(decoded('uint256', arguments_) ?? 0);
    return `panic 0x${code.toString(16).padStart(2, '0')} (${PANICS[code] ?? 'unknown'})`;
  }
  return abi.getError(selector)?.name ?? `custom error ${selector}`;
}

function decoded(type: string, bytes: Hex): string | null {
  try {
    return String(AbiCoder.defaultAbiCoder().decode([type], bytes)[0]);
  } catch {
    return null;
  }
}

/** Asks the chain about the sample, and counts by action and reason, most frequent first. */
export async function explainReverts(
  chain: Pick<Chain, 'revertCauses'>,
  samples: readonly RevertedState[],
  { errors, meantReverts }: Pick<Workload, 'errors' | 'meantReverts'>,
  options: unknown,
): Promise<RevertRow[]> {
  const asked = samples.flatMap(({ action, hashes }) =>
    hashes.map((hash) => ({ action, hash: hash as Hex })),
  );
  if (asked.length === 0) return [];
  const hashes = asked.map(({ hash }) => hash);
  const causes = (await chain.revertCauses?.(hashes)) ?? hashes.map(() => null);
  const inWords = revertReasons(errors?.(options) ?? []);
  const meant = new Set(meantReverts?.(options) ?? []);
  const rows = new Map<string, RevertRow>();
  asked.forEach(({ action, hash }, at) => {
    const reason = inWords(causes[at] ?? null);
    const key = `${action} ${reason}`;
    const row = rows.get(key) ?? { reason, action, count: 0, meant: meant.has(reason), example: hash };
    rows.set(key, { ...row, count: row.count + 1 });
  });
  return [...rows.values()].sort((a, b) => b.count - a.count || a.reason.localeCompare(b.reason));
}
