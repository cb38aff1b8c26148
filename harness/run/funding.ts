/** Ether for the run's accounts: from genesis where the target can, else from the funder, a few transactions in all. */
import type { Address, Intent, Load, Plan, Requirements } from '../spec/index.ts';
import { LakhError } from '../std/errors.ts';
import { accountFromKey, signerNamed } from '../wallet/index.ts';
import { ADDRESSES_PER_TRANSACTION, disperseCode, disperseGas } from './disperse.ts';
import { type SetupCost, type SetupParts, sendStages } from './setup.ts';

const ETHER = 10n ** 18n;
/** What genesis gives to each account: far beyond any run, far below what overflows. */
export const GENESIS_WEI = 1_000_000n * ETHER;
/** A closed load has no count of its own: room for this many transactions a second. */
const CLOSED_TPS = 10_000;

/** The most transactions that a load can ask for. */
export function expectedCount(load: Load): number {
  const warmup = load.warmupMs / 1000;
  switch (load.arrival) {
    case 'closed':
      return CLOSED_TPS * (warmup + load.durationMs / 1000);
    case 'ramp':
      return load.from * warmup + ((load.from + load.to) / 2) * (load.durationMs / 1000);
    case 'stages':
      return load.stages.reduce(
        (sum, s) => sum + s.rate * (s.durationMs / 1000),
        warmup * (load.stages[0]?.rate ?? 0),
      );
    default:
      return load.rate * (warmup + load.durationMs / 1000);
  }
}

/** What one account needs for its share of the load, a tenth to spare. */
export function needWei(plan: Plan, requirements: Requirements, maxFeeWei: bigint): bigint {
  const share = BigInt(Math.ceil((expectedCount(plan.load) / plan.accounts.count) * 1.1) + 2);
  return share * (requirements.valueWei + BigInt(requirements.gasLimit) * maxFeeWei);
}

/** What all of set-up costs at the most: enough for whoever sends it. */
export function setupNeedWei(stages: readonly (readonly Intent[])[], maxFeeWei: bigint): bigint {
  return stages.flat().reduce((sum, i) => sum + i.valueWei + BigInt(i.gasLimit) * maxFeeWei, 0n);
}

/** Tops up the accounts that have less than they need. Throws `funds-missing` before anything is sent. */
export async function fund(
  parts: Omit<SetupParts, 'signer' | 'addresses'>,
  accounts: readonly Address[],
  needed: bigint,
  funderKey: string | undefined,
): Promise<SetupCost> {
  const balances = await parts.reader.balances(accounts);
  const poor = accounts.filter((_, i) => balances[i]! < needed);
  if (poor.length === 0) return { transactions: 0, gasUsed: 0 };
  if (funderKey === undefined) {
    throw new LakhError(
      'funds-missing',
      `${poor.length} of ${accounts.length} accounts have less than the ${ether(needed)} they need each`,
      {
        hint: 'Give a funded private key in LAKH_FUNDER_KEY or LAKH_FUNDER_KEY_FILE, or fund the accounts yourself (LAKH_MNEMONIC)',
      },
    );
  }
  const funder = accountFromKey(funderKey);
  const intents = disperseIntents(poor, needed);
  await checkFunder(parts, funder.addresses[0]!, intents);
  const signer = signerNamed('wasm', funder.keys);
  return sendStages({ ...parts, signer, addresses: funder.addresses }, [intents], 'funding');
}

function disperseIntents(addresses: readonly Address[], amountWei: bigint): Intent[] {
  const intents: Intent[] = [];
  for (let at = 0; at < addresses.length; at += ADDRESSES_PER_TRANSACTION) {
    const some = addresses.slice(at, at + ADDRESSES_PER_TRANSACTION);
    intents.push({
      from: 0,
      to: null,
      valueWei: amountWei * BigInt(some.length),
      data: disperseCode(some, amountWei),
      gasLimit: disperseGas(some.length),
      action: 'fund',
    });
  }
  return intents;
}

async function checkFunder(
  { reader, bid }: Pick<SetupParts, 'reader' | 'bid'>,
  funder: Address,
  intents: readonly Intent[],
): Promise<void> {
  const [balance = 0n] = await reader.balances([funder]);
  const cost = intents.reduce((sum, i) => sum + i.valueWei + BigInt(i.gasLimit) * bid.maxFeeWei, 0n);
  if (balance >= cost) return;
  throw new LakhError(
    'funds-missing',
    `The funder ${funder} has ${ether(balance)}; the run needs ${ether(cost)}`,
    {
      hint: 'Fund it, or lower rate, duration, value, fees.maxFeeGwei or the number of accounts',
    },
  );
}

function ether(wei: bigint): string {
  return `${(Number(wei / 10n ** 12n) / 1e6).toFixed(6)} ETH`;
}
