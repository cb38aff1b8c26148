/** The record of a decoded transaction as the host sees it: `harness/kernel/evm/assembly/transaction.ts` owns the layout. */

/** Bytes of one record. */
export const RECORD_BYTES = 416;
/** u32. */
export const RECORD_TYPE = 0;
export const RECORD_FLAGS = 4;
/** Bits of the flags. */
export const CREATES = 1;
export const HAS_CHAIN_ID = 2;
/** u64. */
export const RECORD_NONCE = 8;
export const RECORD_GAS_LIMIT = 16;
export const RECORD_CHAIN_ID = 24;
/** 4 x u64, least significant first. */
export const RECORD_MAX_FEE = 32;
export const RECORD_TIP = 64;
export const RECORD_VALUE = 96;
export const RECORD_MAX_BLOB_FEE = 128;
/** 20 bytes and 4 zeros. */
export const RECORD_SENDER = 160;
export const RECORD_TO = 184;
/** u32 pointer and u32 count, of bytes or entries. */
export const RECORD_DATA = 208;
export const RECORD_ACCESS = 216;
export const RECORD_AUTHORISATIONS = 224;
export const RECORD_BLOBS = 232;
export const RECORD_RAW = 240;
/** u32. */
export const RECORD_PARITY = 248;
/** 32 bytes each; r and s most significant byte first. */
export const RECORD_HASH = 256;
export const RECORD_SIGNING_HASH = 288;
export const RECORD_R = 320;
export const RECORD_S = 352;
/** u64: gas that it pays at the least, once `noteLeastGas` was called. */
export const RECORD_LEAST_GAS = 392;

/** An entry of the access list: address, pointer to its keys, how many. */
export const ACCESS_ENTRY_BYTES = 32;
export const ACCESS_KEYS = 24;

/** An authorisation (EIP-7702). */
export const AUTHORISATION_BYTES = 192;
export const AUTHORISATION_ADDRESS = 32;
export const AUTHORISATION_NONCE = 56;
export const AUTHORISATION_R = 64;
export const AUTHORISATION_S = 96;
export const AUTHORISATION_PARITY = 128;
export const AUTHORISATION_FLAGS = 132;
export const AUTHORISATION_AUTHORITY = 136;
export const AUTHORISATION_HASH = 160;
/** Bits of its flags: the authority was recovered; nobody can have signed it. */
export const AUTHORISATION_SIGNED = 1;
export const AUTHORISATION_UNSIGNED = 2;
