/** An EVM in WebAssembly on memory that threads share: decoding, signatures, execution, roots. */

export { type Call, type CallOutcome, Calls } from './calls.ts';
export { blobScheduleOf, type Fork } from './forks.ts';
export { type BlockHeader, decodeHeader, encodeHeader, headerFacts, NO_OMMERS } from './header.ts';
export { EvmInstance, type SharedMemory } from './instance.ts';
export * as layout from './layout.ts';
export { type AccountState, type BlockContext, Machine } from './machine.ts';
export { PackedReceipts } from './packed-receipts.ts';
export { NO_SIGNER, refusalText } from './refusals.ts';
export { Room } from './room.ts';
export { SenderDirectory } from './sender-directory.ts';
export { Senders } from './senders.ts';
export { RECORDS, StateKeeping } from './state-records.ts';
export * as record from './transaction-record.ts';
export { Proofs } from './tries.ts';
export { Undo, type UndoPiece } from './undo.ts';
