/**
 * Funding many accounts in one transaction: init code that sends the same amount to every address behind it and
 * leaves an empty contract. Nothing needs to be deployed first and nothing is left to call.
 */
import type { Address, Hex } from '../spec/intent.ts';

/** Layout: code, then the amount in 32 bytes, then the addresses in 20 bytes each. Capitals are filled in by `assemble`. */
const OPCODES: readonly (readonly [code: string, meaning: string])[] = [
  ['6020 60LL 6020 39', 'memory[32..64] = the amount'],
  ['60AA', 'push where the addresses begin: the pointer'],
  ['5b', 'loop:'],
  ['80 38 11 15 60EE 57', 'at the end of the code: go to done'],
  ['6014 81 600c 39', 'memory[12..32] = the address at the pointer'],
  ['6000 6000 6000 6000 6020 51 6000 51 5a f1', 'call(gas, address, amount, nothing)'],
  ['15 60FF 57', 'it failed: go to undo'],
  ['6014 01 60OO 56', 'pointer += 20, again'],
  ['5b 00', 'done: stop, with no code to keep'],
  ['5b 6000 6000 fd', 'undo: revert everything'],
];

const CODE = assemble();
/**
 * Where the chain does not say: a call with value to an empty account, its loop and its calldata (EIP-2929, EIP-2028,
 * EIP-7623), and some room.
 */
export const GAS_PER_ADDRESS = 38_000;
const GAS_BASE = 120_000;
/** EIP-7825. The addresses that fit stay below EIP-3860's 49,152 bytes of init code. */
const MAX_TRANSACTION_GAS = 2 ** 24;
const MAX_ADDRESSES = 400;

/** Init code to be sent with `amountWei` times the number of addresses. */
export function disperseCode(addresses: readonly Address[], amountWei: bigint): Hex {
  const amount = amountWei.toString(16).padStart(64, '0');
  return `0x${CODE}${amount}${addresses.map((address) => address.slice(2)).join('')}`;
}

export function disperseGas(addresses: number, gasPerAddress: number): number {
  return GAS_BASE + addresses * gasPerAddress;
}

/** How many addresses one transaction can carry. It may fill half a block: a whole one would wait for an empty pool. */
export function addressesPerTransaction(gasPerAddress: number, blockGasLimit: number): number {
  const gas = Math.min(MAX_TRANSACTION_GAS, blockGasLimit / 2) - GAS_BASE;
  return Math.max(1, Math.min(MAX_ADDRESSES, Math.floor(gas / gasPerAddress)));
}

/** Fills in the places that depend on lengths: LL the code's, AA the addresses', OO loop, EE done, FF undo. */
function assemble(): string {
  const lines = OPCODES.map(([code]) => code.replaceAll(' ', ''));
  const offsetOf = (line: number) => lines.slice(0, line).join('').length / 2;
  const byte = (value: number) => value.toString(16).padStart(2, '0');
  const length = offsetOf(lines.length);
  return lines
    .join('')
    .replace('LL', byte(length))
    .replace('AA', byte(length + 32))
    .replace('OO', byte(offsetOf(2)))
    .replace('EE', byte(offsetOf(8)))
    .replace('FF', byte(offsetOf(9)));
}
