/** A decoded transaction, as decode.ts writes it and the executor reads it: a record of fixed size in shared memory. */

/** Bytes of one record. */
export const TX: usize = 416;

/** u32: 0 legacy, 1 EIP-2930, 2 EIP-1559, 3 EIP-4844, 4 EIP-7702. */
export const TX_TYPE: usize = 0;
/** u32, bits: 1 creates a contract (no `to`); 2 names a chain id (EIP-155 or typed); 4 nonce is 2^64 or above; 8 gas limit is 2^64 or above. */
export const TX_FLAGS: usize = 4;
export const TX_CREATES: u32 = 1;
export const TX_HAS_CHAIN_ID: u32 = 2;
/** u64. */
export const TX_NONCE: usize = 8;
export const TX_GAS_LIMIT: usize = 16;
export const TX_CHAIN_ID: usize = 24;
/** 256 bits, least significant word first. The gas price of types 0 and 1 stands in both. */
export const TX_MAX_FEE: usize = 32;
export const TX_TIP: usize = 64;
export const TX_VALUE: usize = 96;
export const TX_MAX_BLOB_FEE: usize = 128;
/** 20 bytes and 4 zeros. The sender is filled in after its signature was checked. */
export const TX_SENDER: usize = 160;
export const TX_TO: usize = 184;
/** u32 pointer and u32 length. */
export const TX_DATA: usize = 208;
export const TX_DATA_LENGTH: usize = 212;
/** u32 pointer to entries of ACCESS_ENTRY bytes, and how many. */
export const TX_ACCESS: usize = 216;
export const TX_ACCESS_COUNT: usize = 220;
/** u32 pointer to entries of AUTHORISATION bytes, and how many. */
export const TX_AUTHORISATIONS: usize = 224;
export const TX_AUTHORISATION_COUNT: usize = 228;
/** u32 pointer to hashes of 32 bytes, and how many. */
export const TX_BLOBS: usize = 232;
export const TX_BLOB_COUNT: usize = 236;
/** u32 pointer to the signed bytes, as they came, and their length. */
export const TX_RAW: usize = 240;
export const TX_RAW_LENGTH: usize = 244;
/** u32: parity of the signature's y. */
export const TX_PARITY: usize = 248;
/** 32 bytes each; r and s most significant byte first. */
export const TX_HASH: usize = 256;
export const TX_SIGNING_HASH: usize = 288;
export const TX_R: usize = 320;
export const TX_S: usize = 352;
/** u32: account cells of the sender and of `to`, 0 until somebody looked them up. */
export const TX_SENDER_CELL: usize = 384;
export const TX_TO_CELL: usize = 388;
/** u64: gas that it pays at the least; once somebody noted it. */
export const TX_LEAST_GAS: usize = 392;

/** 20 bytes and 4 zeros of address, u32 pointer to keys of 32 bytes (least significant word first), u32 count. */
export const ACCESS_ENTRY: usize = 32;
export const ACCESS_KEYS: usize = 24;
export const ACCESS_KEY_COUNT: usize = 28;

/**
 * EIP-7702: 256 bits of chain id, 20 + 4 bytes of address, u64 nonce, r, s, u32 parity, u32 flags, 20 + 4 bytes of
 * authority, 32 bytes of the hash that the authority signed.
 */
export const AUTHORISATION: usize = 192;
export const AUTHORISATION_CHAIN_ID: usize = 0;
export const AUTHORISATION_ADDRESS: usize = 32;
export const AUTHORISATION_NONCE: usize = 56;
export const AUTHORISATION_R: usize = 64;
export const AUTHORISATION_S: usize = 96;
export const AUTHORISATION_PARITY: usize = 128;
/** Bits: AUTHORISATION_SIGNED and AUTHORISATION_UNSIGNED. */
export const AUTHORISATION_FLAGS: usize = 132;
export const AUTHORISATION_AUTHORITY: usize = 136;
export const AUTHORISATION_HASH: usize = 160;
/** The authority was recovered. */
export const AUTHORISATION_SIGNED: u32 = 1;
/** Parity, r or s are those of no signature, or s is high: nobody signed it, and nobody need try to find out. */
export const AUTHORISATION_UNSIGNED: u32 = 2;
