/** What became of one transaction: a record of fixed size, and why a transaction has no place in a block. */

/** Bytes of one record. */
export const RESULT: usize = 64;

/** u32: 0 where it stands in the block, else why it does not; then nothing else holds. */
export const RESULT_REFUSED: usize = 0;
/** u32: 1 where it did what it was to do, 0 where it failed and only paid. */
export const RESULT_STATUS: usize = 4;
/** u64: what it paid for, refunds subtracted. */
export const RESULT_GAS: usize = 8;
/** u32: pointers (u32) to logs (log.ts), until the block's end, and their count. */
export const RESULT_LOGS: usize = 16;
export const RESULT_LOG_COUNT: usize = 20;
/** u32: what it returned, until the thread's next transaction, and its length. */
export const RESULT_OUTPUT: usize = 24;
export const RESULT_OUTPUT_LENGTH: usize = 28;
/** 20 bytes and 4 zeros: the contract it was to make; zeros where it was to make none. */
export const RESULT_CONTRACT: usize = 32;

/** Reasons from 64 on; those below are of decoding (decode-reasons.ts). */
export const TYPE_BEFORE_FORK: u32 = 64;
export const INTRINSIC_GAS: u32 = 65;
export const FLOOR_GAS: u32 = 66;
export const NONCE_IS_MAX: u32 = 67;
export const INIT_CODE_TOO_LARGE: u32 = 68;
export const GAS_LIMIT_ABOVE_CAP: u32 = 69;
export const GAS_ABOVE_BLOCK: u32 = 70;
export const WRONG_CHAIN: u32 = 71;
export const TIP_ABOVE_FEE: u32 = 72;
export const FEE_BELOW_BASE: u32 = 73;
export const NO_BLOBS: u32 = 74;
export const TOO_MANY_BLOBS: u32 = 75;
export const BLOB_VERSION: u32 = 76;
export const BLOB_FEE_BELOW_BASE: u32 = 77;
export const TYPE_CANNOT_CREATE: u32 = 78;
export const NO_AUTHORISATIONS: u32 = 79;
export const NONCE_TOO_LOW: u32 = 80;
export const NONCE_TOO_HIGH: u32 = 81;
export const INSUFFICIENT_FUNDS: u32 = 82;
export const SENDER_HAS_CODE: u32 = 83;
