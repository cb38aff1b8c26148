/** Owns the way from bytes to pooled transactions: the crew decodes and finds senders, here their facts are read. */
import { setImmediate as turn } from 'node:timers/promises';
import { type Machine, record, refusalText } from '../../kernel/evm/index.ts';
import type { Invalid, PooledTransaction } from '../../spec/engine.ts';
import { MAX_TRANSACTION_GAS } from '../limits.ts';
import type { Crew } from './crew.ts';
import type { Reader } from './reader.ts';
import type { StageTimes } from './stage-times.ts';
import { argumentsOf, type Staged, Staging } from './staging.ts';

/** What this engine keeps of a transaction in the pool. */
export interface Decoded {
  readonly raw: Uint8Array;
  /** 20 bytes. */
  readonly sender: Uint8Array;
  /** Whether it sets code for others (EIP-7702), who must have signed that. */
  readonly authorises: boolean;
}

interface FactParts {
  readonly machine: Machine;
  readonly chainId: bigint;
}

/** What one thread needs to decode. */
export interface HereParts extends FactParts {
  readonly staging: Staging;
  /** Of the node's own thread. */
  readonly reader: Reader;
  readonly times: StageTimes;
}

export interface DecodeParts extends Omit<HereParts, 'staging'> {
  readonly crew: Crew;
  /** Those that nobody uses at present. */
  readonly stagings: Staging[];
  /** Runs a task when the crew is free. */
  alone<T>(task: () => Promise<T>): Promise<T>;
}

const BLOB = 3;

/** Facts that are read before others have their turn: about two milliseconds. */
const FACTS_AT_ONCE = 512;

/** Fewer than this are read sooner here than by threads that must be woken. */
const WORTH_WAKING = 16;

export async function decodeAll(
  raws: readonly Uint8Array[],
  hints: ArrayLike<number> | undefined,
  parts: DecodeParts,
): Promise<(PooledTransaction | Invalid)[]> {
  const staging = parts.stagings.pop() ?? new Staging(parts.machine.evm);
  const areFew = raws.length < WORTH_WAKING;
  try {
    const staged = await parts.alone(async () => {
      const staged = staging.put(raws, { hints });
      await (areFew ? readHere(staged, parts) : readByCrew(staged, parts));
      return staged;
    });
    const facts: (PooledTransaction | Invalid)[] = [];
    for (let from = 0; from < raws.length; from += FACTS_AT_ONCE) {
      // Whoever is next in line sets the crew to work before facts are read here.
      if (!areFew) await turn();
      for (const one of factsOfAll(staged, raws, parts, from, from + FACTS_AT_ONCE)) facts.push(one);
    }
    return facts;
  } finally {
    parts.stagings.push(staging);
  }
}

/** The same without a crew. */
export function decodeHere(
  raws: readonly Uint8Array[],
  hints: ArrayLike<number> | undefined,
  parts: HereParts,
): (PooledTransaction | Invalid)[] {
  const staged = parts.staging.put(raws, { hints });
  readHere(staged, parts);
  return factsOfAll(staged, raws, parts);
}

function factsOfAll(
  { records, reasons }: Staged,
  raws: readonly Uint8Array[],
  parts: FactParts,
  from = 0,
  to = raws.length,
): (PooledTransaction | Invalid)[] {
  return raws.slice(from, to).map((raw, place) => {
    const index = from + place;
    const reason = parts.machine.memory.u32(reasons + 4 * index);
    if (reason !== 0) return { invalid: `the transaction does not decode: ${refusalText(reason)}` };
    return factsOf(records + record.RECORD_BYTES * index, raw, parts);
  });
}

function readByCrew(staged: Staged, { crew, times }: Pick<DecodeParts, 'crew' | 'times'>): Promise<void> {
  return times.count(['decode', 'signatures'], crew.run(['decode', 'check'], ...argumentsOf(staged)));
}

function readHere(staged: Staged, { reader, times }: Pick<HereParts, 'reader' | 'times'>): void {
  const part = { from: 0, length: staged.count };
  times.countHere('decode', () => {
    reader.begin();
    reader.decode(staged, part);
  });
  times.countHere('signatures', () => reader.check(staged));
}

function factsOf(at: number, raw: Uint8Array, parts: FactParts): PooledTransaction | Invalid {
  const { memory } = parts.machine;
  const gasLimit = memory.u64(at + record.RECORD_GAS_LIMIT);
  const invalid = refusalOf(at, gasLimit, parts);
  if (invalid !== null) return { invalid };
  const maxFeeWei = memory.word(at + record.RECORD_MAX_FEE);
  const least = memory.u64(at + record.RECORD_LEAST_GAS);
  if (gasLimit < least) return { invalid: `intrinsic gas too low: gas ${gasLimit}, minimum needed ${least}` };
  return {
    hash: memory.hex(at + record.RECORD_HASH, 32),
    sender: memory.hex(at + record.RECORD_SENDER, 20),
    nonce: Number(memory.u64(at + record.RECORD_NONCE)),
    gasLimit: Number(gasLimit),
    maxFeeWei,
    tipWei: memory.word(at + record.RECORD_TIP),
    costWei: memory.word(at + record.RECORD_VALUE) + gasLimit * maxFeeWei,
    decoded: {
      raw,
      sender: memory.bytes(at + record.RECORD_SENDER, 20),
      authorises: memory.u32(at + record.RECORD_AUTHORISATIONS + 4) > 0,
    } satisfies Decoded,
  };
}

function refusalOf(at: number, gasLimit: bigint, { machine: { memory }, chainId }: FactParts): string | null {
  if (memory.u32(at + record.RECORD_TYPE) === BLOB)
    return 'transaction type not supported: blob transactions need a beacon chain';
  const names = (memory.u32(at + record.RECORD_FLAGS) & record.HAS_CHAIN_ID) !== 0;
  const theirs = memory.u64(at + record.RECORD_CHAIN_ID);
  if (names && theirs !== chainId) return `invalid chain id: have ${theirs} want ${chainId}`;
  if (gasLimit > MAX_TRANSACTION_GAS)
    return `transaction gas limit too high: ${gasLimit} is above ${MAX_TRANSACTION_GAS} (EIP-7825)`;
  return null;
}
