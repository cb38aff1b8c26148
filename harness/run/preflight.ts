/** What must be so before the clock starts: contracts stand where they should, and calls that were rehearsed go through. */
import type { Address, Chain, Hex, Intent, Setup } from '../spec/index.ts';
import { isLakhError, LakhError } from '../std/errors.ts';
import { quantity } from '../std/hex.ts';
import { revertReasons } from './reverts.ts';

export interface PreflightParts {
  readonly chain: Pick<Chain, 'request' | 'requestAll' | 'info'>;
  /** Who sends, by the index that intents name. */
  readonly addresses: readonly Address[];
  /** Custom errors of the workload's contracts. */
  readonly errors: readonly string[];
}

/** @throws LakhError `setup-failed` that names the contract or the call, why, and what to do */
export async function preflight(
  parts: PreflightParts,
  { contracts = [], rehearsal = [] }: Pick<Setup<unknown>, 'contracts' | 'rehearsal'>,
): Promise<void> {
  await mustHaveCode(parts, contracts);
  for (const intent of rehearsal) await rehearse(parts, intent);
}

async function mustHaveCode({ chain }: PreflightParts, contracts: readonly Address[]): Promise<void> {
  const codes = await chain.requestAll(
    contracts.map((address) => ({ method: 'eth_getCode', params: [address, 'latest'] })),
  );
  const missing = contracts.filter((_, at) => codes[at] === '0x');
  if (missing.length === 0) return;
  const more = missing.length > 1 ? ` (and at ${missing.length - 1} more addresses)` : '';
  throw new LakhError(
    'setup-failed',
    `there is no contract at ${missing[0]}${more} on chain ${chain.info.chainId}`,
    { hint: 'check the address and which chain the target is; nothing of the load was sent' },
  );
}

async function rehearse(parts: PreflightParts, intent: Intent): Promise<void> {
  const { chain, addresses } = parts;
  const { to, data, valueWei, gasLimit } = intent;
  const call = { from: addresses[intent.from], to, data, value: quantity(valueWei) };
  try {
    await chain.request('eth_call', [{ ...call, gas: quantity(gasLimit) }, 'latest']);
  } catch (error) {
    if (!isLakhError(error)) throw error;
    throw await explained(parts, intent, call, error);
  }
}

async function explained(
  { chain, errors }: PreflightParts,
  { action, to, data, gasLimit }: Intent,
  call: object,
  cause: LakhError,
): Promise<LakhError> {
  const failed = (why: string, hint: string) =>
    new LakhError('setup-failed', `${action} would fail: ${why}`, { cause, hint });
  const neededGas = await estimate(chain, call);
  if (neededGas !== null && neededGas > gasLimit) {
    return failed(`it needs about ${neededGas} gas, and its gas limit is ${gasLimit}`, 'raise its gas limit');
  }
  const hasReason = cause.returned !== undefined && cause.returned !== '0x';
  if (!hasReason && to !== null && (await lacksFunction(chain, to, data))) {
    return failed(
      `the code at ${to} does not know the function ${data.slice(0, 10)}`,
      'the ABI does not match the contract: check the address and the signature',
    );
  }
  const why = hasReason ? revertReasons(errors)({ returned: cause.returned! }) : cause.message;
  return failed(why, 'the call was tried on the chain as it stands; nothing of the load was sent');
}

/** What the call needs where nothing limits it; `null` where it fails all the same. */
async function estimate(chain: Pick<Chain, 'request'>, call: object): Promise<number | null> {
  try {
    return Number(await chain.request('eth_estimateGas', [call]));
  } catch (error) {
    if (isLakhError(error)) return null;
    throw error;
  }
}

/** Dispatchers push the selectors that they know; code that delegates may know any. */
async function lacksFunction(chain: Pick<Chain, 'request'>, to: Address, data: Hex): Promise<boolean> {
  const code = String(await chain.request('eth_getCode', [to, 'latest']));
  return data.length >= 10 && !code.includes(data.slice(2, 10).toLowerCase()) && !delegates(code);
}

const DELEGATECALL = 0xf4;
const PUSH1 = 0x60;
const PUSH32 = 0x7f;

/** Instruction by instruction: among the bytes that are pushed any value may occur. */
function delegates(code: string): boolean {
  const bytes = Buffer.from(code.slice(2), 'hex');
  for (let at = 0; at < bytes.length; at++) {
    const instruction = bytes[at]!;
    if (instruction === DELEGATECALL) return true;
    if (instruction >= PUSH1 && instruction <= PUSH32) at += instruction - PUSH1 + 1;
  }
  return false;
}
