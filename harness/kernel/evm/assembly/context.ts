/** What the transaction under way tells its calls, and what they gather: refund and logs. Of one thread. */
import { take } from './arena';

/** 256-bit numbers: the sender, and what it pays for a unit of gas. */
export let origin: usize = 0;
export let gasPrice: usize = 0;
/** Blob hashes of 32 bytes, and how many. */
export let blobs: usize = 0;
export let blobCount: usize = 0;
/** Gas to be given back, which may be below zero for a while. */
export let refund: i64 = 0;

/** Once a thread. */
export function attachContext(): void {
  origin = take(32);
  gasPrice = take(32);
}

export function setBlobs(hashes: usize, count: usize): void {
  blobs = hashes;
  blobCount = count;
}

export function setRefund(gas: i64): void {
  refund = gas;
}

export function addRefund(gas: i64): void {
  refund += gas;
}
