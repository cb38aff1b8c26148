import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findGeth } from '../../../../harness/targets/geth/binary.ts';
import { gethGenesis } from '../../../../harness/targets/geth/genesis.ts';
import { gethArguments, launchGeth } from '../../../../harness/targets/geth/launch.ts';
import { gethOptions } from '../../../../harness/targets/geth/options.ts';
import { temporaryFolder } from '../../../support/cli.ts';

function program(text: string): string {
  const path = join(temporaryFolder(), 'geth');
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('finding geth', () => {
  const here = program('');
  const other = program('');

  it.each([
    [here, { LAKH_GETH: other, PATH: '' }, here],
    [undefined, { LAKH_GETH: other, PATH: join(here, '..') }, other],
    [undefined, { LAKH_GETH: ' ', PATH: `:/nowhere:${join(here, '..')}` }, here],
  ])('by name, by LAKH_GETH, by PATH', (named, environment, expected) => {
    expect(findGeth(named, environment)).toBe(expected);
  });

  it.each([
    [undefined, {}, 'geth is not installed'],
    [undefined, { LAKH_GETH: '/no/geth' }, 'LAKH_GETH is /no/geth, which is no program'],
    ['/no/geth', { LAKH_GETH: here }, 'geth was to be /no/geth, which is no program'],
  ])('says what is missing', (named, environment, says) => {
    expect(() => findGeth(named, environment)).toThrow(
      expect.objectContaining({ code: 'target-missing', message: expect.stringContaining(says) }),
    );
  });
});

describe('options', () => {
  it('take whole seconds alone', () => {
    expect(gethOptions.parse({ blockTime: '2s' }).blockTime).toBe(2000);
    expect(gethOptions.safeParse({ blockTime: '500ms' }).success).toBe(false);
    expect(gethOptions.safeParse({ blockTime: 0 }).success).toBe(false);
  });

  it('become arguments, all of them on loopback', () => {
    const args = gethArguments(gethOptions.parse({ blockTime: '3s', gasLimit: 7e6 }), '/tmp/x', 18, 19).join(
      ' ',
    );
    expect(args).toContain('--dev --dev.period 3');
    expect(args).toContain('--miner.gaslimit 7000000');
    expect(args).toContain('--http.addr 127.0.0.1 --http.port 18');
    expect(args).toContain('--authrpc.addr 127.0.0.1 --authrpc.port 19');
    expect(args).toContain('--txpool.globalslots 50000');
  });
});

it('the genesis has the accounts, the rules of Osaka and nothing later', () => {
  const address = `0x${'ab'.repeat(20)}` as const;
  const genesis = JSON.parse(
    gethGenesis(gethOptions.parse({ gasLimit: 1e9 }), [{ address, balanceWei: 16n }], 255),
  );
  expect(genesis).toMatchObject({ gasLimit: '0x3b9aca00', timestamp: '0xff', baseFeePerGas: '0x3b9aca00' });
  expect(genesis.alloc[address]).toEqual({ balance: '0x10' });
  expect(Object.keys(genesis.config).filter((key) => key.endsWith('Time'))).toEqual([
    'shanghaiTime',
    'cancunTime',
    'pragueTime',
    'osakaTime',
  ]);
});

describe('a geth that does not start', () => {
  it.each([
    ['echo INFO >&2; echo "Fatal: no such flag" >&2; exit 1', /geth did not start: Fatal: no such flag/],
    ['[ "$1" = init ] && exit 0; echo "out of luck" >&2; exit 2', /geth did not start: out of luck/],
  ])('is told with its own words', async (text, says) => {
    await expect(launchGeth(program(text), gethOptions.parse({}), [])).rejects.toThrow(says);
  });
});
