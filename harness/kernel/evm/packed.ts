/** The receipt of a transaction as the host gets it: `harness/kernel/evm/assembly/packed.ts` owns the layout. */

/** Bytes from the start of a receipt, and of a log in it; bits of the flags. */
export const PACKED = {
  flags: 0,
  logCount: 4,
  /** u64. */
  gas: 8,
  /** u64: wei for a unit of gas. */
  price: 16,
  hash: 24,
  /** 20 bytes each; `to` is the contract where it was to make one. */
  from: 56,
  to: 76,
  outputLength: 96,
  /** What it returned where it reverted; logs follow. */
  output: 100,
  /** Bits. */
  succeeded: 1,
  creates: 2,
  reverted: 4,
  /** u32 count of topics, u32 bytes of data; then: */
  logAddress: 8,
  logTopics: 28,
} as const;
