/** Owns what of the state is written: cells that say something, and of those that say nothing any more the removal. */
import { RECORDS } from '../kernel/evm/index.ts';
import type { StateRecords } from '../spec/chain-store.ts';
import type { Batch } from './level-chain.ts';

export function putState(batch: Batch, { accounts, slots }: StateRecords): void {
  for (let at = 0; at < accounts.length; at += RECORDS.account) {
    put(batch, accounts.subarray(at, at + RECORDS.account), RECORDS.accountKey, isNothing);
  }
  for (let at = 0; at < slots.length; at += RECORDS.slot) {
    put(batch, slots.subarray(at, at + RECORDS.slot), RECORDS.slotKey, isZero);
  }
}

function put(batch: Batch, record: Uint8Array, key: number, isGone: (record: Uint8Array) => boolean): void {
  if (isGone(record)) batch.del(record.subarray(0, key));
  else batch.put(record.subarray(0, key), record.subarray(key));
}

/** One that does not exist is kept all the same where it was wiped: slots from before are told apart by its epoch. */
function isNothing(record: Uint8Array): boolean {
  if ((record[RECORDS.flags]! & RECORDS.exists) !== 0) return false;
  return record.subarray(RECORDS.epoch, RECORDS.epoch + 4).every((byte) => byte === 0);
}

/** What is not there reads as zero. */
function isZero(record: Uint8Array): boolean {
  for (let at = RECORDS.word; at < RECORDS.word + 32; at++) if (record[at] !== 0) return false;
  return true;
}
