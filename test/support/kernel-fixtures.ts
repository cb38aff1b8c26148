/** What the official fixtures say of transactions, and whether the kernel agrees. The data lie outside the project. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { concat, decodeRlp, encodeRlp, hexlify, Transaction, toBeArray, zeroPadValue } from 'ethers';
import {
  type Kernel,
  SIGNATURE_BYTES,
  TRANSACTION_TYPES,
  TransactionBatch,
  type TransactionFields,
  type TransactionType,
} from '../../harness/kernel/index.ts';
import type { Hex } from '../../harness/spec/intent.ts';
import { fromHex, toHex } from '../../harness/std/index.ts';

export const CONFORMANCE =
  process.env.LAKH_CONFORMANCE_DIR ?? fileURLToPath(new URL('../../../shared/conformance', import.meta.url));

/** The JSON files of a folder of fixtures, all below it; null where it is absent. */
export function fixtureFiles(name: string): string[] | null {
  const folder = join(CONFORMANCE, name);
  if (!existsSync(folder)) return null;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => join(folder, file));
}

interface TransactionTest {
  readonly txbytes: Hex;
  readonly result: Record<
    string,
    { readonly hash?: Hex; readonly sender?: Hex; readonly exception?: string }
  >;
}

/** Senders and hashes of valid transactions: what the kernel gets wrong, and how many it was asked. */
export function checkSenders(kernel: Kernel, file: string): { faults: string[]; checked: number } {
  const faults: string[] = [];
  let checked = 0;
  const tests = JSON.parse(readFileSync(file, 'utf8')) as Record<string, TransactionTest>;
  for (const [name, { txbytes, result }] of Object.entries(tests)) {
    const valid = Object.values(result).find((one) => one.sender !== undefined);
    if (!valid) continue;
    const { payload, signature } = unsigned(txbytes);
    const { publicKeys } = kernel.recover(kernel.keccak256(fromHex(payload)), signature);
    const sender = toHex(kernel.keccak256(publicKeys).subarray(12));
    if (sender !== valid.sender!.toLowerCase()) faults.push(`${name}: sender ${sender}`);
    if (toHex(kernel.keccak256(fromHex(txbytes))) !== valid.hash) faults.push(`${name}: hash`);
    checked++;
  }
  return { faults, checked };
}

/** By RLP alone: nonces of fixtures reach beyond what ethers takes. */
function unsigned(txbytes: Hex): { payload: string; signature: Uint8Array } {
  const typed = Number.parseInt(txbytes.slice(2, 4), 16) < 0xc0;
  const fields = decodeRlp(typed ? `0x${txbytes.slice(4)}` : txbytes) as string[];
  const [v, r, s] = fields.slice(-3) as [string, string, string];
  const body = fields.slice(0, -3);
  const number = v === '0x' ? 0n : BigInt(v);
  const protectedOnce = !typed && number >= 35n;
  if (protectedOnce) body.push(hexlify(toBeArray((number - 35n) / 2n)), '0x', '0x');
  const parity = typed ? number : (number - 27n) & 1n;
  const signature = new Uint8Array(SIGNATURE_BYTES);
  signature.set(fromHex(zeroPadValue(r, 32)));
  signature.set(fromHex(zeroPadValue(s, 32)), 32);
  signature[64] = Number(protectedOnce ? (number - 35n) & 1n : parity);
  return { payload: typed ? concat([txbytes.slice(0, 4), encodeRlp(body)]) : encodeRlp(body), signature };
}

interface StateTest {
  readonly transaction: { readonly secretKey?: Hex };
  readonly post: Record<string, readonly { readonly txbytes: Hex }[]>;
}

/**
 * Packs, signs and compares every transaction whose key the fixture gives. Left out: blob transactions, which the
 * kernel does not make, and what ethers does not read, which it is asked to take apart.
 */
export function checkEncodings(
  kernel: Kernel,
  file: string,
): { faults: string[]; checked: number; leftOut: number } {
  const faults: string[] = [];
  let [checked, leftOut] = [0, 0];
  const tests = JSON.parse(readFileSync(file, 'utf8')) as Record<string, StateTest>;
  for (const [name, { transaction, post }] of Object.entries(tests)) {
    const all = new Set(Object.values(post).flatMap((cases) => cases.map(({ txbytes }) => txbytes)));
    const batches = new Map<number, { batch: TransactionBatch; expected: string[] }>();
    for (const txbytes of all) {
      const read = transaction.secretKey ? fieldsOf(txbytes) : null;
      if (!read) {
        leftOut++;
        continue;
      }
      const lot = batches.get(read.chainId) ?? { batch: new TransactionBatch(), expected: [] };
      batches.set(read.chainId, lot);
      lot.batch.push(read.fields);
      lot.expected.push(txbytes);
    }
    if (batches.size === 0) continue;
    const ring = kernel.ring(fromHex(transaction.secretKey!));
    for (const [chainId, { batch, expected }] of batches) {
      const signed = ring.signTransactions(batch, chainId);
      expected.forEach((txbytes, i) => {
        if (toHex(signed.transaction(i).raw) !== txbytes) faults.push(`${name} ${i}`);
        checked++;
      });
    }
  }
  return { faults, checked, leftOut };
}

function fieldsOf(txbytes: Hex): { fields: TransactionFields; chainId: number } | null {
  let tx: Transaction;
  try {
    tx = Transaction.from(txbytes);
    // ethers sorts access lists, and is then no witness to what was packed.
    if (tx.serialized !== txbytes) return null;
  } catch {
    return null;
  }
  const type = (Object.keys(TRANSACTION_TYPES) as TransactionType[]).find(
    (name) => TRANSACTION_TYPES[name] === tx.type,
  );
  if (type === undefined || (type === 'eip7702' && tx.to === null)) return null;
  const priced = type === 'legacy' || type === 'eip2930';
  const fields: TransactionFields = {
    type,
    from: 0,
    nonce: tx.nonce,
    to: (tx.to?.toLowerCase() as Hex | undefined) ?? null,
    valueWei: tx.value,
    gasLimit: tx.gasLimit,
    maxFeeWei: priced ? tx.gasPrice! : tx.maxFeePerGas!,
    tipWei: priced ? 0n : tx.maxPriorityFeePerGas!,
    data: tx.data as Hex,
    ...(type === 'legacy'
      ? {}
      : {
          accessList: (tx.accessList ?? []).map(({ address, storageKeys }) => ({
            address: address.toLowerCase() as Hex,
            storageKeys: storageKeys as Hex[],
          })),
        }),
    ...(type === 'eip7702'
      ? {
          authorizations: (tx.authorizationList ?? []).map(({ chainId, address, nonce, signature }) => ({
            chainId,
            address: address.toLowerCase() as Hex,
            nonce,
            parity: signature.yParity,
            r: fromHex(signature.r),
            s: fromHex(signature._s),
          })),
        }
      : {}),
  };
  return { fields, chainId: Number(tx.chainId) };
}
