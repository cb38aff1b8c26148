/** Bytecode from words: names of opcodes, numbers that are pushed, `name:` where a jump may go and `@name` for its place. */
const OPCODES: Readonly<Record<string, number>> = {
  STOP: 0x00,
  ADD: 0x01,
  MUL: 0x02,
  SUB: 0x03,
  MOD: 0x06,
  LT: 0x10,
  GT: 0x11,
  EQ: 0x14,
  ISZERO: 0x15,
  AND: 0x16,
  KECCAK256: 0x20,
  ADDRESS: 0x30,
  BALANCE: 0x31,
  CALLER: 0x33,
  CALLVALUE: 0x34,
  CALLDATALOAD: 0x35,
  CALLDATASIZE: 0x36,
  CALLDATACOPY: 0x37,
  CODECOPY: 0x39,
  EXTCODESIZE: 0x3b,
  COINBASE: 0x41,
  SELFBALANCE: 0x47,
  POP: 0x50,
  MLOAD: 0x51,
  MSTORE: 0x52,
  SLOAD: 0x54,
  SSTORE: 0x55,
  JUMP: 0x56,
  JUMPI: 0x57,
  GAS: 0x5a,
  DUP1: 0x80,
  DUP2: 0x81,
  DUP3: 0x82,
  DUP4: 0x83,
  SWAP1: 0x90,
  SWAP2: 0x91,
  SWAP3: 0x92,
  LOG1: 0xa1,
  LOG3: 0xa3,
  CREATE: 0xf0,
  CALL: 0xf1,
  RETURN: 0xf3,
  CREATE2: 0xf5,
  STATICCALL: 0xfa,
  REVERT: 0xfd,
  SELFDESTRUCT: 0xff,
};

export function assemble(source: string): Uint8Array {
  const bytes: number[] = [];
  const labels = new Map<string, number>();
  const holes: { at: number; label: string }[] = [];
  for (const word of source.split(/\s+/).filter((part) => part !== '')) {
    const opcode = OPCODES[word];
    if (opcode !== undefined) bytes.push(opcode);
    else if (word.endsWith(':')) {
      labels.set(word.slice(0, -1), bytes.length);
      bytes.push(0x5b);
    } else if (word.startsWith('@')) {
      bytes.push(0x61, 0, 0);
      holes.push({ at: bytes.length - 2, label: word.slice(1) });
    } else {
      const digits = BigInt(word).toString(16);
      const pushed = Buffer.from(digits.padStart(2 * Math.ceil(digits.length / 2), '0'), 'hex');
      bytes.push(0x5f + pushed.length, ...pushed);
    }
  }
  for (const { at, label } of holes) {
    const place = labels.get(label)!;
    bytes[at] = place >> 8;
    bytes[at + 1] = place & 255;
  }
  return Uint8Array.from(bytes);
}
