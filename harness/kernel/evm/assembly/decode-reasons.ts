/**
 * Why bytes are no transaction; harness/kernel/evm/refusals.ts says it in words. 0 is no reason; 64 and above are the
 * executor's.
 */
export const TOO_SHORT: u32 = 1;
export const NOT_CANONICAL: u32 = 2;
export const TRAILING: u32 = 3;
export const WRONG_KIND: u32 = 4;
export const TOO_FEW: u32 = 5;
export const TOO_MANY: u32 = 6;
export const LEADING_ZEROS: u32 = 7;
export const NUMBER_TOO_LONG: u32 = 8;
export const NONCE_TOO_LARGE: u32 = 9;
export const GAS_LIMIT_TOO_LARGE: u32 = 10;
export const CHAIN_ID_TOO_LARGE: u32 = 11;
export const ADDRESS_LENGTH: u32 = 12;
export const WRONG_LENGTH: u32 = 13;
export const UNKNOWN_TYPE: u32 = 14;
export const BLOBS_ATTACHED: u32 = 15;
export const CANNOT_CREATE: u32 = 16;
export const BAD_PARITY: u32 = 17;
export const BAD_R: u32 = 18;
export const BAD_S: u32 = 19;
export const HIGH_S: u32 = 20;
export const BAD_AUTHORISATION: u32 = 21;
/** Given by the check of signatures, not by decoding. */
export const NO_SIGNER: u32 = 22;
