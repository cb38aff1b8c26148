/** An EVM in WebAssembly on memory that threads share: decoding, signatures, execution, roots. */
export { blobScheduleOf, type Fork } from './forks.ts';
export { type BlockHeader, encodeHeader, NO_OMMERS } from './header.ts';
export { EvmInstance, type SharedMemory } from './instance.ts';
export * as layout from './layout.ts';
export { type AccountState, type BlockContext, Machine } from './machine.ts';
export { PACKED } from './packed.ts';
export { decodeRefusal, NO_SIGNER } from './refusals.ts';
export { SenderDirectory } from './sender-directory.ts';
export { NO_HINT, Senders } from './senders.ts';
export * as record from './transaction-record.ts';
