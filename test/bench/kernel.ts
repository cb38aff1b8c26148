/**
 * The kernel against other libraries, on one core: signing EIP-1559 transactions from packed intents to hexadecimal and
 * hash, keccak-256, recovery, verification. `npm run bench -- kernel --full`.
 *
 * Contestants take turns; a figure is the median of the rounds. Times are the process's CPU time, user and system: what
 * else runs on the machine then counts for less.
 */
import { createHash } from 'node:crypto';
import { createKernel, SIGNATURE_BYTES, TransactionBatch } from '../../harness/kernel/index.ts';
import { toHex } from '../../harness/std/index.ts';
import { accountsFromSeed, type UnsignedTransaction } from '../../harness/wallet/index.ts';
import { bytesFrom, join, piece } from '../support/kernel.ts';
import { rivals } from './kernel-rivals.ts';

export interface KernelBench {
  readonly rows: readonly KernelRow[];
  readonly missing: readonly string[];
  /** SHA-256 of all transactions signed with RFC 6979, keys recovered and digests. */
  readonly hash: string;
}

export interface KernelRow {
  readonly work: string;
  readonly name: string;
  /** CPU time each, microseconds, median. */
  readonly us: number;
  readonly ours: boolean;
}

interface Contestant {
  readonly name: string;
  readonly ours: boolean;
  /** Does the work `count` times. */
  readonly run: (count: number) => unknown;
  /** How often in one turn. */
  readonly count: number;
}

const SENDERS = 16;
const CHAIN = 31337;
const accounts = accountsFromSeed(1, SENDERS);

/** An ERC-20 transfer, the main job of the harness. */
function transfer(i: number): UnsignedTransaction {
  return {
    type: 'eip1559',
    chainId: CHAIN,
    nonce: i,
    maxFeeWei: 2_000_000_000n,
    tipWei: 1_000_000_000n,
    intent: {
      from: i % SENDERS,
      to: '0x5fbdb2315678afecb367f032d93f642f64180aa3',
      valueWei: 0n,
      data: `0xa9059cbb${accounts.addresses[(i + 1) % SENDERS]!.slice(2).padStart(64, '0')}${(i + 1).toString(16).padStart(64, '0')}`,
      gasLimit: 65_000,
      action: 'transfer',
    },
  };
}

function packed(batch: TransactionBatch, transactions: readonly UnsignedTransaction[]): TransactionBatch {
  batch.clear();
  for (const { nonce, maxFeeWei, tipWei, intent } of transactions) {
    const { from, to, valueWei, gasLimit, data } = intent;
    batch.push({ type: 'eip1559', from, nonce, to, valueWei, gasLimit, maxFeeWei, tipWei, data });
  }
  return batch;
}

async function turns(contestants: readonly Contestant[], rounds: number): Promise<number[]> {
  const times = contestants.map(() => [] as number[]);
  for (let round = -1; round < rounds; round++) {
    for (const [i, { run, count }] of contestants.entries()) {
      const before = process.cpuUsage();
      await run(count);
      const { user, system } = process.cpuUsage(before);
      // The first round warms up.
      if (round >= 0) times[i]!.push((user + system) / count);
    }
  }
  return times.map((all) => all.sort((a, b) => a - b)[all.length >> 1]!);
}

/** `scale`: operations of the slowest in a turn; the kernel does many times as many. */
export async function benchKernel(scale: number, rounds: number): Promise<KernelBench> {
  const { present, missing } = await rivals();
  const kernel = createKernel();
  const ring = kernel.ring(accounts.keys);
  const many = 64 * scale;
  const rows: KernelRow[] = [];
  async function compare(work: string, contestants: readonly Contestant[]): Promise<void> {
    const medians = await turns(contestants, rounds);
    rows.push(...contestants.map(({ name, ours }, i) => ({ work, name, ours, us: medians[i]! })));
  }
  const repeat = (act: (i: number) => unknown) => async (count: number) => {
    for (let i = 0; i < count; i++) await act(i);
  };
  const plain = (act: (i: number) => unknown) => (count: number) => {
    for (let i = 0; i < count; i++) act(i);
  };
  const ours = (name: string, count: number, run: (count: number) => unknown) => ({
    name,
    ours: true,
    count,
    run,
  });
  const theirs = (name: string, count: number, run: (count: number) => unknown) => ({
    name,
    ours: false,
    count,
    run,
  });

  const transactions = Array.from({ length: many }, (_, i) => transfer(i));
  const batch = packed(new TransactionBatch(), transactions);
  const spare = new TransactionBatch();
  const keyOf = (i: number) => piece(accounts.keys, i % SENDERS, 32);
  await compare('sign an EIP-1559 transaction', [
    ours('kernel, keyed nonces', many, () => ring.signTransactions(batch, CHAIN, 'keyed')),
    ours('kernel, RFC 6979', many, () => ring.signTransactions(batch, CHAIN, 'rfc6979')),
    ours('kernel, keyed, with packing', many, () =>
      ring.signTransactions(packed(spare, transactions), CHAIN, 'keyed'),
    ),
    ...present.flatMap(({ name, sign }) =>
      sign
        ? [
            theirs(
              name,
              scale,
              repeat((i) => sign(transactions[i]!, keyOf(i))),
            ),
          ]
        : [],
    ),
  ]);
  await sameBytes(transactions.slice(0, 8), ring.signTransactions(batch, CHAIN), present, keyOf);

  const message = bytesFrom(1, 1, 110);
  const messages = join(...Array.from({ length: many }, () => message));
  const ends = Uint32Array.from({ length: many }, (_, i) => 110 * (i + 1));
  await compare('keccak-256 of 110 bytes', [
    ours('kernel, batch', many, () => kernel.keccak256Batch(messages, ends)),
    ours(
      'kernel, one',
      many,
      plain(() => kernel.keccak256(message)),
    ),
    ...present.flatMap(({ name, hash }) =>
      hash
        ? [
            theirs(
              name,
              8 * scale,
              plain(() => hash(message)),
            ),
          ]
        : [],
    ),
  ]);

  const senders = Uint32Array.from({ length: many }, (_, i) => i % SENDERS);
  const hashes = bytesFrom(2, many);
  const signatures = ring.sign(senders, hashes);
  const publicKeys = kernel.publicKeys(accounts.keys);
  const few = 4 * scale;
  const hashOf = (i: number) => piece(hashes, i, 32);
  const signatureOf = (i: number) => piece(signatures, i, SIGNATURE_BYTES).subarray(0, 64);
  const idOf = (i: number) => piece(signatures, i, SIGNATURE_BYTES)[64]!;
  const keyBytes = Array.from({ length: SENDERS }, (_, i) =>
    join(Uint8Array.of(4), piece(publicKeys, i, 64)),
  );
  await compare('recover a public key', [
    ours('kernel, batch', few, (count) =>
      kernel.recover(hashes.subarray(0, 32 * count), signatures.subarray(0, SIGNATURE_BYTES * count)),
    ),
    ours(
      'kernel, one',
      few,
      plain((i) => kernel.recover(hashOf(i), piece(signatures, i, SIGNATURE_BYTES))),
    ),
    ...present.flatMap(({ name, recover }) =>
      recover
        ? [
            theirs(
              name,
              scale,
              plain((i) => recover(hashOf(i), signatureOf(i), idOf(i))),
            ),
          ]
        : [],
    ),
  ]);
  await compare(`verify a signature (${many.toLocaleString('en')} of ${SENDERS} senders)`, [
    ours('kernel, batch', many, () =>
      kernel.verifyBatch({ hashes, signatures, signers: senders, publicKeys }),
    ),
    ours(
      'kernel, one',
      few,
      plain((i) => kernel.verify(hashOf(i), signatureOf(i), piece(publicKeys, i % SENDERS, 64))),
    ),
    ...present.flatMap(({ name, verify }) =>
      verify
        ? [
            theirs(
              name,
              scale,
              plain((i) => verify(hashOf(i), signatureOf(i), keyBytes[i % SENDERS]!)),
            ),
          ]
        : [],
    ),
  ]);

  const hash = createHash('sha256')
    .update(ring.signTransactions(batch, CHAIN).raw)
    .update(kernel.recover(hashes, signatures).publicKeys)
    .update(kernel.keccak256Batch(messages, ends))
    .digest('hex');
  kernel.close();
  return { rows, missing, hash };
}

/** The comparison is of equals only where everybody makes the same bytes. */
async function sameBytes(
  transactions: readonly UnsignedTransaction[],
  signed: ReturnType<ReturnType<ReturnType<typeof createKernel>['ring']>['signTransactions']>,
  present: Awaited<ReturnType<typeof rivals>>['present'],
  keyOf: (i: number) => Uint8Array,
): Promise<void> {
  for (const [i, tx] of transactions.entries()) {
    const { raw, hash } = signed.transaction(i);
    for (const { name, sign } of present) {
      const other = await sign?.(tx, keyOf(i));
      if (other && (other.hex !== toHex(raw) || other.hash !== toHex(hash))) {
        throw new Error(`${name} signs transaction ${i} differently: ${other.hex} is not ${toHex(raw)}`);
      }
    }
  }
}

export async function printKernel(full: boolean): Promise<void> {
  const { rows, missing, hash } = full ? await benchKernel(128, 15) : await benchKernel(16, 3);
  for (const work of new Set(rows.map((row) => row.work))) {
    const group = rows.filter((row) => row.work === work);
    const best = Math.min(...group.filter(({ ours }) => ours).map(({ us }) => us));
    console.log(`kernel: ${work}, CPU time each`);
    for (const { name, us, ours } of group) {
      const rate = Math.round(1e6 / us).toLocaleString('en');
      const ratio = ours ? '' : `  the kernel's best is ${(us / best).toFixed(1)} times as fast`;
      console.log(`  ${name.padEnd(28)} ${us.toFixed(2).padStart(9)} us  ${rate.padStart(10)}/s${ratio}`);
    }
  }
  for (const name of missing) console.log(`  left out: ${name}`);
  console.log(`  result                       sha256 ${hash.slice(0, 16)}`);
}
