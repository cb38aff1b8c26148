/** Owns the limits of Osaka that every engine keeps to. */

/** EIP-7825: no transaction may ask for more gas. */
export const MAX_TRANSACTION_GAS = 2 ** 24;
/** EIP-7934: a block is at most 10 MiB, of which 2 MiB are kept free for the header and the beacon block around it. */
export const MAX_TRANSACTION_BYTES = 8 * 2 ** 20;
