/** What a workload asks for and what goes over the wire: intents, transactions, addresses. */

/** `0x` and an even number of lower-case hexadecimal digits. */
export type Hex = `0x${string}`;

/** A 20-byte account address in lower-case hexadecimal. */
export type Address = Hex;

/**
 * One thing a workload wants done: unsigned, without nonce, fee or chain.
 * Every intent is a pure function of the workload's options, the seed and the index.
 */
export interface Intent {
  /** The sender, as an index into the run's accounts. */
  readonly from: number;
  /** The callee, or `null` to create a contract. */
  readonly to: Address | null;
  readonly valueWei: bigint;
  /** Call data or init code; `0x` when there is none. */
  readonly data: Hex;
  readonly gasLimit: number;
  /** One of the workload's declared actions; reports count by it. */
  readonly action: string;
}

/** A signed transaction, ready to be sent. */
export interface Transaction {
  /** The EIP-2718 envelope or legacy RLP, as a node expects it in `eth_sendRawTransaction`. */
  readonly raw: Uint8Array;
  /** keccak-256 of `raw`: 32 bytes. */
  readonly hash: Uint8Array;
  /** "0x" and lower-case digits of `raw` in ASCII, where the signer made them along the way. */
  readonly hex?: Uint8Array | undefined;
  /** Those among which it lies, and which of them it is: for whoever goes over many and wants no view on each. */
  readonly among?: SignedBatch;
  readonly place?: number;
}

/** Transactions end to end. */
export interface SignedBatch {
  readonly raw: Uint8Array;
  /** Where each ends in `raw`. */
  readonly ends: Uint32Array;
  /** 32 bytes each. */
  readonly hashes: Uint8Array;
  /** "0x" and digits of each, one after the other; `null` where nobody made them. */
  readonly hex: Uint8Array | null;
}
