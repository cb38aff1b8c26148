/** The interpreter judged by @ethereumjs/vm: programs that each aim at something, then random ones. */
import { describe, expect, it } from 'vitest';
import type { Fork } from '../../../../harness/kernel/evm/forks.ts';
import { keyedRandom } from '../../../../harness/std/index.ts';
import { onKernel, onVm } from '../../../support/evm-both.ts';
import { assemble, randomProgram } from '../../../support/evm-programs.ts';

const FIRST = '0x00000000000000000000000000000000000c0de1';
const SECOND = '0x00000000000000000000000000000000000c0de2';
const NOBODY = '0x00000000000000000000000000000000000c0de9';
/** Stores what it is given with, and its caller, and returns 32 bytes. */
const KEEPER = assemble('0 CALLDATALOAD 2 SSTORE CALLER 3 SSTORE CALLVALUE 0 MSTORE 32 0 RETURN');
const FORKS: readonly Fork[] = [
  'byzantium',
  'petersburg',
  'istanbul',
  'berlin',
  'london',
  'shanghai',
  'cancun',
  'prague',
  'osaka',
];

const PROGRAMS: Readonly<Record<string, string>> = {
  'sums that wrap': `${2n ** 256n - 1n} 2 ADD 0 SSTORE 1 0 SUB 1 SSTORE`,
  'quotients with signs': `${2n ** 256n - 7n} 2 SWAP1 SDIV 0 SSTORE 3 ${2n ** 256n - 7n} SMOD 1 SSTORE`,
  'shifts and bytes': '1 255 SHL 4 SAR 0 SSTORE 0xff00 30 BYTE 1 SSTORE 0xff 7 SIGNEXTEND 2 SSTORE',
  'powers of dear exponents': '0x0102030405060708 3 EXP 0 SSTORE',
  'a jump over a push': '8 JUMP 0x5b5b5b5b INVALID JUMPDEST 1 0 SSTORE',
  'a jump into a push': '4 JUMP 0x5b5b 1 0 SSTORE',
  'a loop': '0 JUMPDEST 1 ADD DUP1 0 SSTORE DUP1 5 SWAP1 LT 2 JUMPI',
  'too little on the stack': '1 ADD',
  'memory that grows': '1 1000 MSTORE MSIZE 0 SSTORE 7 5 MSTORE8 0 MLOAD 1 SSTORE 64 3 KECCAK256 2 SSTORE',
  'memory that nobody can pay': `1 ${2n ** 40n} MSTORE`,
  'no bytes from anywhere': `0 ${2n ** 255n} KECCAK256 0 SSTORE 0 ${2n ** 200n} 0 CALLDATACOPY`,
  'data, code and what lies past them':
    '40 8 0 CALLDATACOPY 0 MLOAD 0 SSTORE 50 4 64 CODECOPY 64 MLOAD 1 SSTORE',
  'slots: set, cleared, restored': '0 1 SSTORE 5 1 SSTORE 0 1 SSTORE 9 7 SSTORE 0 7 SSTORE 1 SLOAD 8 SSTORE',
  'logs with topics': '0xaa 0 MSTORE 4 3 2 1 32 0 LOG4 0 0 LOG0 1 32 5 LOG1',
  'a call that stores and returns': `32 0 4 0 3 ${SECOND} 100000 CALL 0 SSTORE 0 MLOAD 1 SSTORE RETURNDATASIZE 2 SSTORE`,
  'a call without enough gas': `0 0 0 0 0 ${SECOND} 30000 CALL 0 SSTORE`,
  'a call to nobody, with value': `0 0 0 0 1 ${NOBODY} 5000 CALL 0 SSTORE`,
  'more value than there is': `0 0 0 0 1000 ${SECOND} 50000 CALL 0 SSTORE GAS 1 SSTORE`,
  "another's code here": `0 0 0 0 ${SECOND} 90000 DELEGATECALL 0 SSTORE 0 0 0 0 2 ${SECOND} 90000 CALLCODE 5 SSTORE`,
  'a static call that may not store': `0 0 0 0 ${SECOND} 90000 STATICCALL 0 SSTORE`,
  'a revert of everything': '1 9 SSTORE 0 0 LOG0 0xdead 0 MSTORE 32 0 REVERT',
  'returned data past its end': `0 0 0 0 0 ${SECOND} 90000 CALL 33 0 0 RETURNDATACOPY`,
  'identity, SHA-256 and a wrong precompile':
    '32 0 32 0 0 4 5000 CALL 32 0 32 0 0 2 5000 CALL ADD 0 SSTORE 0 MLOAD 1 SSTORE',
  // 600160005360016000f3 returns the code 01.
  'a contract made, twice':
    '0x600160005360016000f3 0 MSTORE 10 22 0 CREATE DUP1 0 SSTORE EXTCODESIZE 1 SSTORE 10 22 3 CREATE 2 SSTORE',
  'a contract made at the same place again':
    '0x600160005360016000f3 0 MSTORE 7 10 22 0 CREATE2 0 SSTORE 7 10 22 0 CREATE2 1 SSTORE',
  'a contract whose making fails': '0xfe 0 MSTORE 1 31 0 CREATE 0 SSTORE GAS 1 SSTORE',
  'an end with an heir': `${NOBODY} SELFDESTRUCT`,
  'an end without an heir': 'ADDRESS SELFDESTRUCT',
  // 33ff hands what it has to its maker and goes.
  'a contract that does not survive its making':
    '0x33ff 0 MSTORE 2 30 5 CREATE DUP1 0 SSTORE EXTCODESIZE 1 SSTORE',
  'accounts looked at': `${SECOND} EXTCODEHASH 0 SSTORE ${NOBODY} EXTCODEHASH 1 SSTORE ${NOBODY} BALANCE 2 SSTORE SELFBALANCE 3 SSTORE`,
  'transient words': '5 1 TSTORE 1 TLOAD 0 SSTORE 2 TLOAD 1 SSTORE',
  'memory moved over itself': '0x0102030405 0 MSTORE 32 0 3 MCOPY 0 MLOAD 0 SSTORE',
};

/** Calls itself until the 1,025th call is refused or the gas is gone. */
const DEEP = assemble(`0 0 0 0 0 ${FIRST} GAS CALL 0 SLOAD ADD 0 SSTORE`);

describe.each(FORKS)('in %s the kernel and @ethereumjs/vm agree on', (fork) => {
  it.each(Object.entries(PROGRAMS))('%s', async (_, text) => {
    const contracts = { [FIRST]: assemble(text), [SECOND]: KEEPER };
    const data = Uint8Array.from({ length: 37 }, (_, i) => i + 1);
    const call = { fork, contracts, data, gasLimit: 400_000n };
    expect(onKernel(call)).toEqual(await onVm(call));
  });

  it('calls as deep as gas allows', async () => {
    const call = { fork, contracts: { [FIRST]: DEEP }, data: new Uint8Array(0), gasLimit: 5_000_000n };
    expect(onKernel(call)).toEqual(await onVm(call));
  });
});

it('random programs end the same way', { timeout: 120_000 }, async () => {
  const count = Number(process.env.LAKH_EVM_PROGRAMS ?? 150);
  let succeeded = 0;
  for (let i = 0; i < count; i++) {
    const random = keyedRandom(11, i);
    const others = [FIRST, SECOND, NOBODY, '0x04', '0x02'];
    const contracts = {
      [FIRST]: randomProgram(random, 30, others),
      [SECOND]: randomProgram(random, 12, others),
    };
    const fork = FORKS[random.below(FORKS.length)]!;
    const data = Uint8Array.from({ length: random.below(70) }, () => random.below(256));
    const call = { fork, contracts, data, gasLimit: 300_000n };
    const kernel = onKernel(call);
    if (kernel.succeeded) succeeded++;
    expect({ i, fork, ...kernel }).toEqual({ i, fork, ...(await onVm(call)) });
  }
  expect(succeeded).toBeGreaterThan(count / 20);
});
