/** Ether for the run's accounts: from genesis where the target can, else from the funder, a few transactions in all. */
import type { Address, Chain, Driver, Intent, Load, Requirements } from '../spec/index.ts';
import { isLakhError, LakhError } from '../std/errors.ts';
import { quantity } from '../std/hex.ts';
import { accountFromKey, signerNamed } from '../wallet/index.ts';
import { addressesPerTransaction, disperseCode, disperseGas, GAS_PER_ADDRESS } from './disperse.ts';
import type { Purse } from './purse.ts';
import { type SetupCost, type SetupParts, sendStages } from './setup.ts';

const ETHER = 10n ** 18n;
/** What genesis gives to each account: far beyond any run, far below what overflows. */
export const GENESIS_WEI = 1_000_000n * ETHER;
/** A closed load has no count of its own: room for this many transactions a second. */
const CLOSED_TPS = 10_000;
/** Accounts that the chain is asked about before it is decided how many go into one transaction. */
const SAMPLE = 16;
/** What is new at the time of asking may cost more when it is done; unused gas costs nothing. */
const GAS_MARGIN = 1.15;

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

/** Accounts that must each have this much. */
export interface Need {
  readonly accounts: readonly Address[];
  readonly eachWei: bigint;
}

/** Turns that every account has among the indices that are looked at. */
const TURNS = 20;
const LEAST_LOOKED = 1_000;

/** Which share of the load each account sends, rounded up to two digits, so that equal ones are equal. */
export function shareOfSenders(driver: Driver, accounts: number): number[] {
  const looked = Math.max(TURNS * accounts, LEAST_LOOKED);
  const counts = new Array<number>(accounts).fill(0);
  for (let index = 0; index < looked; index++) counts[driver.sender?.(index) ?? index % accounts]!++;
  return counts.map((count) => (count === 0 ? 0 : Number(((count / looked) * 1.05).toPrecision(2))));
}

/** What senders need for their share of the load, a tenth to spare, and everybody for what he sends in set-up. */
export function needsWei(
  load: Load,
  { senders, accounts }: Purse,
  requirements: Requirements,
  stages: readonly (readonly Intent[])[],
  maxFeeWei: bigint,
  shares: readonly number[],
): Need[] {
  const setupWei = accounts.addresses.map(() => 0n);
  for (const intent of stages.flat()) setupWei[intent.from]! += costWei(intent, maxFeeWei);
  const deployerWei = setupWei.pop()!;
  const mostWei = setupWei.reduce((most, wei) => (wei > most ? wei : most), 0n);

  const eachWei = costWei(requirements, maxFeeWei);
  const count = (share: number) => BigInt(share === 0 ? 0 : Math.ceil(expectedCount(load) * share * 1.1) + 2);
  const needs = [...new Set(shares)].map((share) => ({
    accounts: senders.filter((_, account) => shares[account] === share),
    eachWei: count(share) * eachWei + mostWei,
  }));
  return [...needs, { accounts: accounts.addresses.slice(senders.length), eachWei: deployerWei }];
}

function costWei({ valueWei, gasLimit }: Pick<Intent, 'valueWei' | 'gasLimit'>, maxFeeWei: bigint): bigint {
  return valueWei + BigInt(gasLimit) * maxFeeWei;
}

/** Tops up the accounts that have less than they need. Throws `funds-missing` before anything is sent. */
export async function fund(
  parts: Omit<SetupParts, 'signer' | 'addresses'>,
  needs: readonly Need[],
  funderKey: string | undefined,
): Promise<SetupCost> {
  const lacking = (await Promise.all(needs.map((need) => lackingOf(need, parts)))).filter(
    (need) => need.accounts.length > 0,
  );
  const [first] = lacking;
  if (!first) return { transactions: 0, gasUsed: 0 };
  if (funderKey === undefined) {
    throw new LakhError(
      'funds-missing',
      `${first.accounts.length} accounts have less than the ${ether(first.eachWei)} they need each`,
      {
        hint: 'Give a funded private key in LAKH_FUNDER_KEY or LAKH_FUNDER_KEY_FILE, or fund the accounts yourself (LAKH_MNEMONIC)',
      },
    );
  }
  const funder = accountFromKey(funderKey);
  const intents: Intent[] = [];
  for (const { accounts, eachWei } of lacking) {
    const gasEach = await gasPerAddress(
      parts.chain,
      funder.addresses[0]!,
      accounts.slice(0, SAMPLE),
      eachWei,
    );
    const size = addressesPerTransaction(gasEach, parts.chain.info.blockGasLimit);
    intents.push(...disperseIntents(accounts, eachWei, size, gasEach));
  }
  await checkFunder(parts, funder.addresses[0]!, intents);
  const signer = signerNamed('wasm', funder.keys);
  funder.keys.fill(0);
  try {
    return await sendStages({ ...parts, signer, addresses: funder.addresses }, [intents], 'funding');
  } finally {
    signer.close();
  }
}

/** Those of the accounts that have less. */
async function lackingOf({ accounts, eachWei }: Need, { reader }: Pick<SetupParts, 'reader'>): Promise<Need> {
  const balances = eachWei > 0n ? await reader.balances(accounts) : accounts.map(() => 0n);
  return { accounts: poorestFirst(accounts, balances, eachWei), eachWei };
}

/** Accounts that are new to the chain stand first: they cost the most gas, and the sample is to hold them. */
function poorestFirst(accounts: readonly Address[], balances: readonly bigint[], needed: bigint): Address[] {
  const poor = accounts.filter((_, i) => balances[i]! < needed);
  const isNew = new Set(accounts.filter((_, i) => balances[i] === 0n));
  return [...poor.filter((one) => isNew.has(one)), ...poor.filter((one) => !isNew.has(one))];
}

/** The price of a new account follows from rules that change (EIP-8037 makes it five times as much): the chain knows. */
async function gasPerAddress(
  chain: Chain,
  funder: Address,
  some: readonly Address[],
  amountWei: bigint,
): Promise<number> {
  const value = quantity(amountWei * BigInt(some.length));
  const call = { from: funder, value, data: disperseCode(some, amountWei) };
  try {
    const estimate = Number(await chain.request('eth_estimateGas', [call]));
    return Math.ceil((estimate * GAS_MARGIN) / some.length);
  } catch (error) {
    // A funder who cannot pay for the sample hears so next, with the sum.
    if (isLakhError(error)) return GAS_PER_ADDRESS;
    throw error;
  }
}

function disperseIntents(
  addresses: readonly Address[],
  amountWei: bigint,
  size: number,
  gasEach: number,
): Intent[] {
  const intents: Intent[] = [];
  for (let at = 0; at < addresses.length; at += size) {
    const some = addresses.slice(at, at + size);
    intents.push({
      from: 0,
      to: null,
      valueWei: amountWei * BigInt(some.length),
      data: disperseCode(some, amountWei),
      gasLimit: disperseGas(some.length, gasEach),
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
