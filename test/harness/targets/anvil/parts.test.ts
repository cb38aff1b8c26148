import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { cpuMicrosOf } from '../../../../harness/std/cpu.ts';
import { anvilArguments } from '../../../../harness/targets/anvil/arguments.ts';
import { findAnvil } from '../../../../harness/targets/anvil/binary.ts';
import { genesisJson } from '../../../../harness/targets/anvil/genesis.ts';
import { anvilOptions } from '../../../../harness/targets/anvil/options.ts';

describe('anvilOptions', () => {
  it('fills in every default', () => {
    expect(anvilOptions.parse({})).toEqual({
      blockTime: 1000,
      gasLimit: 100_000_000,
      baseFeeGwei: 1,
      chainId: 31_337,
      poll: 50,
      timeout: 10_000,
      connections: 64,
      maxBatch: 1000,
      args: [],
    });
  });

  it.each([
    ['auto', 0],
    [0, 0],
    ['250ms', 250],
    [1500, 1500],
  ])('reads a block time of %j as %d ms', (blockTime, expected) => {
    expect(anvilOptions.parse({ blockTime }).blockTime).toBe(expected);
  });

  it.each([
    { blockTime: 'fast' },
    { gasLimit: 0 },
    { chainId: -1 },
    { baseFeeGwei: -1 },
    { speed: 1 },
    { poll: 0 },
    { hardfork: '--fork-url' },
  ])('refuses %j', (options) => {
    expect(anvilOptions.safeParse(options).success).toBe(false);
  });
});

describe('anvilArguments', () => {
  const flags = (options: Record<string, unknown>) =>
    anvilArguments(anvilOptions.parse(options), 8545, '/tmp/genesis.json');

  it('uses no flag that this anvil does not know', () => {
    const help = execFileSync(findAnvil(process.env), ['--help'], { encoding: 'utf8' });
    const hidden = new Set(['--silent']); // An alias of --quiet, which the anvil tests start with.
    for (const flag of flags({ blockTime: '250ms', hardfork: 'prague' })) {
      const name = flag.split('=')[0]!;
      if (!hidden.has(name)) expect(help).toContain(name);
    }
  });

  it('mines by time, or at once', () => {
    expect(flags({ blockTime: '250ms' })).toContain('--block-time=0.25');
    expect(flags({ blockTime: 'auto' }).join(' ')).not.toContain('--block-time');
  });

  it('puts the arguments of the user last', () => {
    expect(flags({ args: ['--steps-tracing', '--gas-limit=1'] }).slice(-2)).toEqual([
      '--steps-tracing',
      '--gas-limit=1',
    ]);
  });
});

describe('genesisJson', () => {
  it('allocates', () => {
    const options = anvilOptions.parse({ chainId: 7, baseFeeGwei: 0.5, gasLimit: 16 });
    const allocations = [{ address: '0xaa', balanceWei: 255n }] as const;
    expect(JSON.parse(genesisJson(options, allocations, 10))).toEqual({
      config: { chainId: 7 },
      timestamp: '0xa',
      gasLimit: '0x10',
      baseFeePerGas: '0x1dcd6500',
      difficulty: '0x0',
      alloc: { '0xaa': { balance: '0xff' } },
    });
  });
});

describe('findAnvil', () => {
  it('prefers ANVIL_BIN, and refuses it when it is no program', () => {
    expect(findAnvil({ ANVIL_BIN: process.execPath })).toBe(process.execPath);
    expect(() => findAnvil({ ANVIL_BIN: '/' })).toThrow(/ANVIL_BIN is \//);
  });
});

describe('cpuMicrosOf', () => {
  it('reads user and system time, whatever the name of the process', () => {
    const fields = Array.from({ length: 52 }, (_, i) => String(i + 1));
    fields[1] = '(an) vil)';
    fields[13] = '250';
    fields[14] = '50';
    expect(cpuMicrosOf(fields.join(' '))).toBe(3_000_000);
  });
});
