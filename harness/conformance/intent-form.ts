/** What an intent must look like, whatever it is for. */
import type { Intent, Requirements } from '../spec/index.ts';

/** geth takes no transaction over four slots of 32 KiB (core/txpool/legacypool, `txMaxSize`). */
const MAX_DATA_BYTES = 128 * 1024 - 512;
/** Nothing costs less gas (Yellow Paper, appendix G). */
const LEAST_GAS = 21_000;

export interface IntentLimits {
  /** Senders have an index below this. */
  readonly senders: number;
  readonly requirements?: Requirements;
  readonly actions?: readonly string[];
}

/** What is wrong with an intent, for people; empty when nothing is. */
export function intentProblems(intent: Intent, limits: IntentLimits): string[] {
  const { from, to, valueWei, data, gasLimit, action } = intent;
  const { senders, requirements, actions } = limits;
  const problems: [boolean, string][] = [
    [Number.isInteger(from) && from >= 0 && from < senders, `from must be an index below ${senders}`],
    [to === null || isAddress(to), 'to must be null, or 0x and 40 lower-case digits'],
    [typeof valueWei === 'bigint' && valueWei >= 0n, 'valueWei must be a bigint, at least 0n'],
    [isHex(data), 'data must be 0x and an even number of lower-case digits'],
    [data.length / 2 - 1 <= MAX_DATA_BYTES, `data must be at most ${MAX_DATA_BYTES} bytes`],
    [
      Number.isInteger(gasLimit) && gasLimit >= LEAST_GAS,
      `gasLimit must be a whole number, at least ${LEAST_GAS}`,
    ],
    [typeof action === 'string' && action !== '', 'action must be a name'],
  ];
  if (requirements) {
    const { gasLimit: mostGas, valueWei: mostWei } = requirements;
    problems.push(
      [gasLimit <= mostGas, `gasLimit must be at most the ${mostGas} of the requirements`],
      [valueWei <= mostWei, `valueWei must be at most the ${mostWei} of the requirements`],
    );
  }
  if (actions) problems.push([actions.includes(action), `action must be one of ${actions.join(', ')}`]);
  return problems.filter(([right]) => !right).map(([, problem]) => problem);
}

function isHex(text: unknown): boolean {
  return typeof text === 'string' && /^0x([0-9a-f]{2})*$/.test(text);
}

function isAddress(text: unknown): boolean {
  return typeof text === 'string' && /^0x[0-9a-f]{40}$/.test(text);
}
