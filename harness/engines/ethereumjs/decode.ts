/** Owns the way from bytes to a transaction with a known sender. */
import type { Common } from '@ethereumjs/common';
import { RLP } from '@ethereumjs/rlp';
import {
  Capability,
  createTxFromRLP,
  type FeeMarket1559Tx,
  type LegacyTx,
  TransactionType,
  type TypedTransaction,
} from '@ethereumjs/tx';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { Invalid, PooledTransaction } from '../../spec/engine.ts';
import type { Address } from '../../spec/intent.ts';
import { LakhError, messageOf } from '../../std/errors.ts';
import { toHex } from '../../std/hex.ts';

/** What this engine keeps of a transaction: the parsed form, which remembers its sender, and the bytes. */
export interface Decoded {
  readonly transaction: TypedTransaction;
  readonly raw: Uint8Array;
}

/** Decodes an EIP-2718 envelope or legacy RLP, recovers the sender and checks what needs no state. */
export function decodeTransaction(raw: Uint8Array, rules: Common): PooledTransaction | Invalid {
  try {
    return decoded(raw, rules);
  } catch (error) {
    if (!(error instanceof LakhError)) throw error;
    return { invalid: error.message };
  }
}

function decoded(raw: Uint8Array, rules: Common): PooledTransaction {
  const transaction = parse(raw, rules);
  checkGas(transaction);
  const sender = senderOf(transaction);
  const [maxFeeWei, tipWei] = feesOf(transaction);
  return {
    hash: toHex(keccak_256(raw)),
    sender,
    nonce: Number(transaction.nonce),
    gasLimit: Number(transaction.gasLimit),
    maxFeeWei,
    tipWei,
    costWei: transaction.value + transaction.gasLimit * maxFeeWei,
    decoded: { transaction, raw } satisfies Decoded,
  };
}

function parse(raw: Uint8Array, rules: Common): TypedTransaction {
  let transaction: TypedTransaction;
  try {
    transaction = createTxFromRLP(raw, { common: rules });
  } catch (cause) {
    throw refuse(raw, rules, cause);
  }
  if (transaction.type === TransactionType.BlobEIP4844) {
    throw new LakhError(
      'invalid-transaction',
      'transaction type not supported: blob transactions need a beacon chain',
    );
  }
  return transaction;
}

function refuse(raw: Uint8Array, rules: Common, cause: unknown): LakhError {
  const chainId = chainIdOf(raw);
  const ours = rules.chainId();
  if (chainId !== null && chainId !== ours) {
    return new LakhError('invalid-transaction', `invalid chain id: have ${chainId} want ${ours}`, { cause });
  }
  const reason = plainReason(cause);
  if (/EIP-7825/.test(reason)) {
    return new LakhError('invalid-transaction', `transaction gas limit too high: ${reason}`, { cause });
  }
  return new LakhError('invalid-transaction', `the transaction does not decode: ${reason}`, { cause });
}

function checkGas(transaction: TypedTransaction): void {
  const least = transaction.getMinimumGasLimit();
  if (transaction.gasLimit >= least) return;
  const message = `intrinsic gas too low: gas ${transaction.gasLimit}, minimum needed ${least}`;
  throw new LakhError('invalid-transaction', message);
}

/** The one place that recovers a signature: the parsed transaction remembers the key. */
function senderOf(transaction: TypedTransaction): Address {
  try {
    return transaction.getSenderAddress().toString() as Address;
  } catch (cause) {
    throw new LakhError('invalid-transaction', 'invalid sender: the signature does not recover', { cause });
  }
}

/** The most it pays for a unit of gas, and the most of that which is a tip. */
function feesOf(transaction: TypedTransaction): [bigint, bigint] {
  if (transaction.supports(Capability.EIP1559FeeMarket)) {
    const { maxFeePerGas, maxPriorityFeePerGas } = transaction as FeeMarket1559Tx;
    return [maxFeePerGas, maxPriorityFeePerGas];
  }
  const { gasPrice } = transaction as LegacyTx;
  return [gasPrice, gasPrice];
}

/** The chain that a transaction was signed for; null where it says none or is not readable so far. */
function chainIdOf(raw: Uint8Array): bigint | null {
  try {
    if (raw[0]! <= 0x7f) return numberOf((RLP.decode(raw.subarray(1)) as Uint8Array[])[0]);
    const v = numberOf((RLP.decode(raw) as Uint8Array[])[6]);
    // EIP-155: v = chain id * 2 + 35 or 36.
    return v !== null && v >= 35n ? (v - 35n) / 2n : null;
  } catch {
    return null;
  }
}

function numberOf(bytes: Uint8Array | undefined): bigint | null {
  if (!(bytes instanceof Uint8Array)) return null;
  return bytes.length === 0 ? 0n : BigInt(toHex(bytes));
}

/** EthereumJS appends a dump of machine, block and transaction to its messages: left out. */
export function plainReason(thrown: unknown): string {
  return messageOf(thrown).replace(/ \((tx type|vm hf)=.*$/s, '');
}
