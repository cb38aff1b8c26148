/**
 * 256-bit numbers: 4 x u64 in memory, least significant word first. Functions take pointers, the result's first, in the
 * order in which the EVM pops its operands; the result may stand where an operand stands, but not overlap it in part.
 * Meanings are those of the Yellow Paper, appendix H: modulo 2^256, and a division by zero gives zero.
 */
export * from './u256-divide';
export * from './u256-multiply';
export * from './u256-shift';
export * from './u256-words';
