/** Accounts, nonces, transaction encoding, signing. */
export { transactionAmong } from '../kernel/index.ts';
export * from './accounts.ts';
export * from './encode.ts';
export * from './nonce-lanes.ts';
export * from './rlp.ts';
export * from './signer.ts';
