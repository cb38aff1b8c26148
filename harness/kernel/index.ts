/** keccak-256, secp256k1 and transaction signing in WebAssembly. */
export { type NumberedForm, type RowForm, RowPen, RowScan, type Rows, type RowValue } from './json-rows.ts';
export {
  type BatchToVerify,
  createKernel,
  type Kernel,
  type KernelOptions,
  type KeyRing,
  type NonceMode,
  type Recovered,
  SIGNATURE_BYTES,
  type Verdicts,
} from './kernel.ts';
export { hexStart, rawStart, SignedTransactions, transactionAmong } from './signed-transactions.ts';
export {
  type Authorization,
  TRANSACTION_TYPES,
  TransactionBatch,
  type TransactionFields,
  type TransactionType,
} from './transaction-batch.ts';
