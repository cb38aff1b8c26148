/** What the block under way tells its transactions: one record for all threads, which the host fills before the block. */
import { accountAt } from './account';
import { take } from './arena';
import { CONTROL_BLOCK } from './control';
import { setFork } from './gas';
import { clearBlockLogs } from './log-writing';

/** u32: number of the fork, see fork.ts. */
export const BLOCK_FORK: usize = 0;
/** u32: account cell of the fee recipient; `beginBlock` looks it up. */
export const BLOCK_RECIPIENT_CELL: usize = 4;
/** u32: blobs that a block may carry. */
export const BLOCK_MAX_BLOBS: usize = 8;
/** 20 bytes and 4 zeros. */
export const BLOCK_RECIPIENT: usize = 16;
/** 256-bit numbers as on the stack. */
export const BLOCK_NUMBER: usize = 64;
export const BLOCK_TIMESTAMP: usize = 96;
export const BLOCK_GAS_LIMIT: usize = 128;
export const BLOCK_BASE_FEE: usize = 160;
/** Before Paris the difficulty. */
export const BLOCK_RANDOM: usize = 192;
/** Wei for one unit of blob gas (EIP-4844). */
export const BLOCK_BLOB_FEE: usize = 224;
export const BLOCK_CHAIN_ID: usize = 256;
/** The fee recipient again. */
export const BLOCK_RECIPIENT_WORD: usize = 288;
/** 256 hashes of 32 bytes as on the stack, that of block n at n mod 256. */
export const BLOCK_HASHES: usize = 320;
const BLOCK: usize = BLOCK_HASHES + 256 * 32;

/** The record, for this thread. */
export let block: usize = 0;

/** Once an engine. */
export function newBlockContext(): void {
  store<u32>(CONTROL_BLOCK, <u32>take(BLOCK));
}

/** Once a thread. */
export function attachBlock(): void {
  block = load<u32>(CONTROL_BLOCK);
}

/** Where the host fills the record, by the offsets above. */
export function blockContext(): usize {
  return block;
}

/** Every thread, after the host filled the record and before the first transaction. What the last block logged is gone. */
export function beginBlock(): void {
  store<u32>(block, <u32>accountAt(block + BLOCK_RECIPIENT), BLOCK_RECIPIENT_CELL);
  setFork(load<u32>(block, BLOCK_FORK));
  clearBlockLogs();
}
