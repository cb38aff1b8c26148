/** What `lakh serve` is asked for: flags, the genesis file and the mnemonic, made into what a node starts from. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type GenesisFile, parseGenesis, type ServeOptions } from '../serve/index.ts';
import { MOST_THREADS } from '../spec/engine.ts';
import type { Allocation } from '../spec/target.ts';
import { isLoopback, parseAddress } from '../std/address.ts';
import { durationMs } from '../std/duration.ts';
import { LakhError, messageOf } from '../std/errors.ts';
import { engineTargetOptions } from '../targets/engine/index.ts';
import { accountsFromMnemonic } from '../wallet/index.ts';

export interface ServeArguments {
  /** Text by the flag's name. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly expose: boolean;
  readonly mining: boolean;
  readonly json: boolean;
}

/** What every tool for development has: whoever knows these words has the keys, and everybody does. */
export const TEST_MNEMONIC = 'test test test test test test test test test test test junk';

const WEI_DECIMALS = 18;
const MOST_ACCOUNTS = 100_000;
const LISTEN = { host: '127.0.0.1', port: 8545 };

/** Text to what it means; defaults are those of other tools for development. */
const flagTexts = z.object({
  accounts: whole(0, MOST_ACCOUNTS, '10'),
  balance: z
    .string()
    .regex(/^\d{1,15}(\.\d{1,18})?$/, 'must be an amount of ether')
    .prefault('10000')
    .transform(weiOf),
  'chain-id': whole(1, 2 ** 48).optional(),
  'block-time': durationMs.refine((ms) => ms > 0, 'must be longer than 0').optional(),
  'gas-limit': whole(21_000, 2 ** 50).optional(),
  'base-fee': z
    .string()
    .regex(/^\d+(\.\d{1,9})?$/, 'must be an amount in gwei')
    .transform(Number)
    .refine((gwei) => gwei <= 1e6, 'must be at most 1000000')
    .optional(),
  pool: whole(1, 10_000_000, '50000'),
  keep: whole(1, 1_000_000, '4096'),
  engine: z.enum(engineTargetOptions.shape.engine.unwrap().options).prefault('parallel'),
  threads: whole(1, MOST_THREADS).optional(),
  data: z.string().min(1, 'must be a folder').optional(),
  genesis: z.string().optional(),
  host: z.string().prefault(LISTEN.host),
  port: whole(0, 65_535, String(LISTEN.port)),
});

function whole(least: number, most: number, fallback?: string) {
  const message = `must be a whole number from ${least} to ${most}`;
  const number = z
    .string()
    .regex(/^\d{1,16}$/, message)
    .transform(Number)
    .refine((value) => value >= least && value <= most, message);
  return fallback === undefined ? number : number.prefault(fallback);
}

function weiOf(ether: string): bigint {
  const [units, parts = ''] = ether.split('.');
  return BigInt(units! + parts.padEnd(WEI_DECIMALS, '0'));
}

export interface Served extends Omit<ServeOptions, 'log'> {
  /** Accounts of the mnemonic, by index. */
  readonly accounts: readonly Allocation[];
}

/** @throws LakhError `bad-flag`, `bad-genesis`, `file-unreadable` */
export async function serveOptions(
  { flags, expose, mining }: Omit<ServeArguments, 'json'>,
  mnemonic: string = TEST_MNEMONIC,
): Promise<Served> {
  const read = readFlags(flags);
  const address = parseAddress(read.host.includes(':') ? `[${read.host}]` : read.host, {
    ...LISTEN,
    port: read.port,
  });
  if (address === null) throw badFlag(`--host: ${read.host} is no IP address`, 'such as 127.0.0.1 or ::1');
  if (!isLoopback(address) && !expose) {
    throw badFlag(
      `--host: others than this machine could reach ${address.host}`,
      'leave it out; or add --expose, if the network is one that you trust: nobody is asked for a password',
    );
  }
  if (!mining && read['block-time'] !== undefined)
    throw badFlag('--no-mining and --block-time are both given', 'one of them');
  if (read.data !== undefined && read.engine === 'ethereumjs')
    throw badFlag('--data: the engine ethereumjs keeps nothing on disk', 'parallel or sequential');
  if (read.threads !== undefined && read.engine !== 'parallel')
    throw badFlag(`--threads: the engine ${read.engine} has one`, 'leave it out, or take --engine parallel');
  const genesis = read.genesis === undefined ? { accounts: [] } : await genesisOf(read.genesis);
  const addresses = accountsFromMnemonic(mnemonic, read.accounts).addresses;
  const accounts = addresses.map((address) => ({ address, balanceWei: read.balance }));
  return {
    address,
    accounts,
    chain: chainOptions(read, mining, genesis),
    genesis: {
      allocations: [...genesis.accounts, ...accounts],
      blocksKept: read.keep,
      ...(read.data !== undefined && { data: read.data }),
    },
  };
}

type Flags = z.infer<typeof flagTexts>;

function readFlags(flags: Readonly<Record<string, unknown>>): Flags {
  const { success, data, error } = flagTexts.safeParse(flags);
  if (success) return data;
  const problems = error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`);
  throw badFlag(problems.join('; '), '`lakh serve --help` lists the flags');
}

function chainOptions(read: Flags, mining: boolean, genesis: GenesisFile): ServeOptions['chain'] {
  const blockTime = read['block-time'];
  const gasLimit = read['gas-limit'] ?? genesis.gasLimit;
  const baseFeeGwei =
    read['base-fee'] ?? (genesis.baseFeeWei === undefined ? undefined : Number(genesis.baseFeeWei) / 1e9);
  const { success, data, error } = engineTargetOptions.safeParse({
    engine: read.engine,
    ...(read.threads !== undefined && { threads: read.threads }),
    blocks: blockTime !== undefined ? 'interval' : mining ? 'full' : 'manual',
    ...(blockTime !== undefined && { blockTime }),
    chainId: read['chain-id'] ?? genesis.chainId ?? 31_337,
    ...(gasLimit !== undefined && { gasLimit }),
    ...(baseFeeGwei !== undefined && { baseFeeGwei }),
    pool: { size: read.pool, perSender: read.pool },
  });
  if (success) return data;
  const problems = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new LakhError('bad-genesis', `no chain starts from ${read.genesis}: ${problems.join('; ')}`, {
    hint: 'mend the file, or say it by flags',
  });
}

async function genesisOf(path: string): Promise<GenesisFile> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new LakhError('file-unreadable', `${path} cannot be read: ${messageOf(cause)}`, { cause });
  }
  return parseGenesis(text, path);
}

function badFlag(message: string, hint: string): LakhError {
  return new LakhError('bad-flag', message, { hint });
}
