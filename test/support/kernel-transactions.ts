/** Transactions of the kernel's form, encoded and signed by ethers: the reference. */
import { Signature, SigningKey, Transaction } from 'ethers';
import { TRANSACTION_TYPES, type TransactionFields } from '../../harness/kernel/index.ts';
import { toHex } from '../../harness/std/index.ts';

/** Encoded and signed. ethers refuses tips above the fee and nonces that are no safe integers. */
export function ethersTransaction(tx: TransactionFields, chainId: number, key: Uint8Array): Transaction {
  const transaction = new Transaction();
  transaction.type = TRANSACTION_TYPES[tx.type];
  transaction.chainId = chainId;
  transaction.to = tx.to;
  transaction.value = tx.valueWei;
  transaction.gasLimit = tx.gasLimit;
  transaction.data = tx.data;
  if (tx.type === 'legacy' || tx.type === 'eip2930') transaction.gasPrice = tx.maxFeeWei;
  else {
    transaction.maxFeePerGas = tx.maxFeeWei;
    transaction.maxPriorityFeePerGas = tx.tipWei;
  }
  if (tx.type !== 'legacy') {
    transaction.accessList = (tx.accessList ?? []).map(({ address, storageKeys }) => ({
      address,
      storageKeys: [...storageKeys],
    }));
  }
  if (tx.type === 'eip7702') {
    transaction.authorizationList = (tx.authorizations ?? []).map((one) => ({
      chainId: one.chainId,
      address: one.address,
      nonce: BigInt(one.nonce),
      signature: signatureOf(one.r, one.s, one.parity),
    }));
  }
  transaction.nonce = Number(tx.nonce);
  transaction.signature = new SigningKey(toHex(key)).sign(transaction.unsignedHash);
  return transaction;
}

function signatureOf(r: Uint8Array, s: Uint8Array, parity: number): Signature {
  return Signature.from({ r: toHex(r), s: toHex(s), v: 27 + parity });
}
