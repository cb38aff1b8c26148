/** Small programs for the EVM, written by name, and random ones that mostly do something. */
import type { Random } from '../../harness/spec/index.ts';

const OPCODES: Readonly<Record<string, number>> = {
  STOP: 0x00,
  ADD: 0x01,
  MUL: 0x02,
  SUB: 0x03,
  DIV: 0x04,
  SDIV: 0x05,
  MOD: 0x06,
  SMOD: 0x07,
  ADDMOD: 0x08,
  MULMOD: 0x09,
  EXP: 0x0a,
  SIGNEXTEND: 0x0b,
  LT: 0x10,
  GT: 0x11,
  SLT: 0x12,
  SGT: 0x13,
  EQ: 0x14,
  ISZERO: 0x15,
  AND: 0x16,
  OR: 0x17,
  XOR: 0x18,
  NOT: 0x19,
  BYTE: 0x1a,
  SHL: 0x1b,
  SHR: 0x1c,
  SAR: 0x1d,
  KECCAK256: 0x20,
  ADDRESS: 0x30,
  BALANCE: 0x31,
  ORIGIN: 0x32,
  CALLER: 0x33,
  CALLVALUE: 0x34,
  CALLDATALOAD: 0x35,
  CALLDATASIZE: 0x36,
  CALLDATACOPY: 0x37,
  CODESIZE: 0x38,
  CODECOPY: 0x39,
  GASPRICE: 0x3a,
  EXTCODESIZE: 0x3b,
  EXTCODECOPY: 0x3c,
  RETURNDATASIZE: 0x3d,
  RETURNDATACOPY: 0x3e,
  EXTCODEHASH: 0x3f,
  COINBASE: 0x41,
  TIMESTAMP: 0x42,
  NUMBER: 0x43,
  GASLIMIT: 0x45,
  CHAINID: 0x46,
  SELFBALANCE: 0x47,
  POP: 0x50,
  MLOAD: 0x51,
  MSTORE: 0x52,
  MSTORE8: 0x53,
  SLOAD: 0x54,
  SSTORE: 0x55,
  JUMP: 0x56,
  JUMPI: 0x57,
  PC: 0x58,
  MSIZE: 0x59,
  GAS: 0x5a,
  JUMPDEST: 0x5b,
  TLOAD: 0x5c,
  TSTORE: 0x5d,
  MCOPY: 0x5e,
  PUSH0: 0x5f,
  DUP1: 0x80,
  DUP2: 0x81,
  DUP3: 0x82,
  DUP16: 0x8f,
  SWAP1: 0x90,
  SWAP2: 0x91,
  SWAP16: 0x9f,
  LOG0: 0xa0,
  LOG1: 0xa1,
  LOG4: 0xa4,
  CREATE: 0xf0,
  CALL: 0xf1,
  CALLCODE: 0xf2,
  RETURN: 0xf3,
  DELEGATECALL: 0xf4,
  CREATE2: 0xf5,
  STATICCALL: 0xfa,
  REVERT: 0xfd,
  INVALID: 0xfe,
  SELFDESTRUCT: 0xff,
};

/** Opcodes by name; numbers become the shortest PUSH that holds them, `PUSH1 0x..` style is not needed. */
export function assemble(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const part of text.split(/\s+/).filter((one) => one !== '')) {
    const op = OPCODES[part];
    if (op !== undefined) bytes.push(op);
    else bytes.push(...pushOf(BigInt(part)));
  }
  return Uint8Array.from(bytes);
}

function pushOf(value: bigint): number[] {
  const digits = value.toString(16);
  const bytes = [...Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')];
  return [0x5f + bytes.length, ...bytes];
}

const NAMES = Object.keys(OPCODES);

/** Words that are likely to matter: small ones, places in memory, edges of 256 bits. */
function randomWord(random: Random): bigint {
  const kind = random.below(10);
  if (kind < 5) return BigInt(random.below(8));
  if (kind < 8) return BigInt(random.below(400));
  const power = 1n << BigInt(random.below(256));
  return kind === 8 ? power : ((1n << 256n) - power) & ((1n << 256n) - 1n);
}

/** `length` opcodes with operands in front of most of them; addresses are those of `others`. */
export function randomProgram(random: Random, length: number, others: readonly string[]): Uint8Array {
  const parts: number[] = [];
  for (let i = 0; i < length; i++) {
    const name = NAMES[random.below(NAMES.length)]!;
    const operands = name.startsWith('CALL') || name.endsWith('CALL') ? 7 : random.below(4);
    for (let operand = 0; operand < operands; operand++) {
      const other = random.below(4) === 0 || (operands === 7 && operand === 5);
      if (other) parts.push(...pushOf(BigInt(others[random.below(others.length)]!)));
      else parts.push(...pushOf(operands === 7 && operand === 6 ? 30_000n : randomWord(random)));
    }
    // Jumps of a random program lead nowhere.
    if ((name !== 'JUMP' && name !== 'JUMPI' && name !== 'STOP') || random.below(20) === 0)
      parts.push(OPCODES[name]!);
  }
  return Uint8Array.from(parts);
}
