/** Where things stand in the EVM's memory: the records of harness/kernel/evm/assembly that the host reads or writes. */

/** account.ts: the cell, and the value in it. */
export const ACCOUNT_CHANGED_NEXT = 8;
export const ACCOUNT_CHANGED_SLOTS = 12;
export const ACCOUNT_ADDRESS = 16;
export const ACCOUNT_VALUE = 48;
export const ACCOUNT_SEALED = 192;
export const ACCOUNT_STORAGE_ROOT = 144;
export const VALUE_BALANCE = 0;
export const VALUE_NONCE = 32;
export const VALUE_CODE = 40;
export const VALUE_EPOCH = 44;
export const VALUE_FLAGS = 48;
export const EXISTS = 1;
export const HAS_STORAGE = 2;

/** slot.ts. */
export const SLOT_CHANGED_NEXT = 8;
export const SLOT_EPOCH = 20;
export const SLOT_KEY = 32;
export const SLOT_VALUE = 64;
export const SLOT_SEALED = 128;
export const SLOT_SEALED_EPOCH = 160;

/** code.ts. */
export const CODE_LENGTH = 4;
export const CODE_HASH = 16;
export const CODE_BYTES = 48;

/** block.ts. */
export const BLOCK_FORK = 0;
export const BLOCK_MAX_BLOBS = 8;
export const BLOCK_RECIPIENT = 16;
export const BLOCK_NUMBER = 64;
export const BLOCK_TIMESTAMP = 96;
export const BLOCK_GAS_LIMIT = 128;
export const BLOCK_BASE_FEE = 160;
export const BLOCK_RANDOM = 192;
export const BLOCK_BLOB_FEE = 224;
export const BLOCK_CHAIN_ID = 256;
export const BLOCK_RECIPIENT_WORD = 288;
export const BLOCK_HASHES = 320;

/** result.ts. */
export const RESULT_BYTES = 64;
export const RESULT_REFUSED = 0;
export const RESULT_STATUS = 4;
export const RESULT_GAS = 8;
export const RESULT_LOGS = 16;
export const RESULT_LOG_COUNT = 20;
export const RESULT_OUTPUT = 24;
export const RESULT_OUTPUT_LENGTH = 28;
export const RESULT_CONTRACT = 32;

/** block-counters.ts: u32 of one thread. */
export const COUNTER_EXECUTIONS = 0;
export const COUNTER_VALIDATIONS = 8;
export const COUNTER_ABORTS = 12;
/** schedule-words.ts: sums of the wave, from where the shared words begin. */
export const TOTAL_GAS = 384;
export const LONGEST_PATH = 392;
export const CONFLICTING = 408;

/** schedule-words.ts: of one transaction's record, lists that begin with their length. */
export const TASK_READS = 28;
export const TASK_WRITES = 32;
/** version-read.ts: bits of a location that say how it was read. */
export const READ_BITS = 15;
export const READ_CODE = 2;
/** versions.ts: nodes, the lists that they are in, and versions. */
export const NODE_VERSION = 4;
export const NODE_LIST = 8;
export const LIST_CELL = 0;
export const VERSION_KIND = 4;
export const VERSION_DELTA = 1;

/** seal.ts: what is at the start of its room. */
export const SEALED_STATE_ROOT = 0;
export const SEALED_TRANSACTIONS_ROOT = 32;
export const SEALED_RECEIPTS_ROOT = 64;
export const SEALED_BLOOM = 96;

/** log.ts. */
export const LOG_ADDRESS = 0;
export const LOG_TOPIC_COUNT = 24;
export const LOG_DATA = 28;
export const LOG_DATA_LENGTH = 32;
export const LOG_TOPICS = 36;
