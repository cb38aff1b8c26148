import { describe, expect, it } from 'vitest';
import { serveOptions } from '../../../harness/cli/serve-options.ts';
import { parseGenesis } from '../../../harness/serve/genesis.ts';
import { corsHeaders, unwelcome } from '../../../harness/serve/origins.ts';
import { shapeProblem } from '../../../harness/serve/shape.ts';
import { LakhError } from '../../../harness/std/errors.ts';

describe('the shape of a request', () => {
  const problem = (text: string) => shapeProblem(Buffer.from(text), { depth: 3, values: 10 });
  it.each([
    ['[[[1]]]', null],
    ['[[[[1]]]]', 'nested deeper than 3'],
    ['{"a":{"b":{"c":{}}}}', 'nested deeper than 3'],
    ['"[[[[[[{{{{,,,,,,,,,,,,"', null],
    ['["\\"[[[[", "\\\\", [[]]]', null],
    ['[1,2,3,4,5,6,7,8,9,10]', 'more than 10 values'],
    ['"a', null],
    ['"\\', null],
  ])('%s: %s', (text, expected) => {
    expect(problem(text)).toBe(expected);
  });
});

describe('who may ask', () => {
  it.each([
    [{ host: '127.0.0.1:8545' }, null],
    [{ host: 'localhost:8545', origin: 'http://localhost:3000' }, null],
    [{ host: '[::1]:8545', origin: 'https://[::1]:3000' }, null],
    [{ host: '127.0.0.1', origin: 'http://127.0.0.5' }, null],
    [{ host: 'evil.example:8545' }, 421],
    [{}, 421],
    [{ host: 'localhost', origin: 'http://evil.example' }, 403],
    [{ host: 'localhost', origin: 'http://localhost.evil.example' }, 403],
    [{ host: 'localhost', origin: 'http://localhost@evil.example' }, 403],
    [{ host: 'localhost', origin: 'http://192.168.0.7' }, 403],
    [{ host: 'localhost', origin: 'null' }, 403],
    [{ host: 'localhost', origin: 'file://' }, 403],
  ])('%j on loopback: %s', (headers, status) => {
    expect(unwelcome(headers, true)?.status ?? null).toBe(status);
  });

  it('beyond loopback any name will do, but not any page', () => {
    expect(unwelcome({ host: 'node.example' }, false)).toBeNull();
    expect(unwelcome({ host: 'node.example', origin: 'http://node.example' }, false)?.status).toBe(403);
  });

  it('a page is told what it may do, another client nothing', () => {
    expect(corsHeaders({})).toEqual({});
    expect(corsHeaders({ origin: 'http://localhost:3000' })).toMatchObject({
      'access-control-allow-origin': 'http://localhost:3000',
      vary: 'origin',
    });
  });
});

describe('a genesis file', () => {
  const address = 'Ab'.repeat(20);
  const read = (json: unknown) =>
    parseGenesis(typeof json === 'string' ? json : JSON.stringify(json), 'g.json');

  it('has accounts, and what chain it is of', () => {
    const alloc = {
      [address]: { balance: '0x10' },
      [`0x${'11'.repeat(20)}`]: { balance: '25', nonce: 2, code: '0x6001', storage: { '0x1': '0xff' } },
    };
    const config = { chainId: 7, londonBlock: 0, cliqueOrSo: {} };
    expect(
      read({ config, alloc, gasLimit: '0x989680', baseFeePerGas: '7', difficulty: '0x1', extraData: '0x' }),
    ).toEqual({
      chainId: 7,
      gasLimit: 10_000_000,
      baseFeeWei: 7n,
      accounts: [
        { address: `0x${address.toLowerCase()}`, balanceWei: 16n },
        {
          address: `0x${'11'.repeat(20)}`,
          balanceWei: 25n,
          nonce: 2,
          code: '0x6001',
          storage: { [`0x${'1'.padStart(64, '0')}`]: `0x${'ff'.padStart(64, '0')}` },
        },
      ],
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{"alloc":', /g\.json is no genesis file: .*JSON/],
    ['no object', '7', /the file: /],
    ['no alloc', {}, /alloc: /],
    ['a bad address', { alloc: { '0x12': { balance: '1' } } }, /alloc\.0x12: /],
    [
      'a bad balance',
      { alloc: { [address]: { balance: 'lots' } } },
      new RegExp(`alloc\\.${address}\\.balance: `),
    ],
    ['too much', { alloc: { [address]: { balance: `0x1${'0'.repeat(64)}` } } }, /balance: /],
    ['an unknown key', { alloc: { [address]: { balence: '1' } } }, /balence/],
    ['odd code', { alloc: { [address]: { code: '0x1' } } }, /code: must be 0x and an even number/],
    ['bad storage', { alloc: { [address]: { storage: { '0x1': 'x' } } } }, /storage\.0x1: must be 0x/],
    ['a bad chain', { config: { chainId: -1 }, alloc: {} }, /config\.chainId: /],
  ])('with %s is refused by name', (_, json, message) => {
    expect(() => read(json)).toThrow(LakhError);
    expect(() => read(json)).toThrow(message);
  });
});

describe('the flags', () => {
  const options = (flags: Record<string, string>, more = {}) =>
    serveOptions({ flags, expose: false, mining: true, ...more });

  it('have defaults that other tools for development have', async () => {
    const { address, chain, accounts, genesis } = await options({});
    expect(address).toEqual({ host: '127.0.0.1', port: 8545 });
    expect(chain).toMatchObject({ engine: 'parallel', chainId: 31_337, blocks: 'full', baseFeeGwei: 1 });
    expect(accounts).toHaveLength(10);
    expect(accounts[0]).toEqual({
      address: '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266',
      balanceWei: 10n ** 22n,
    });
    expect(genesis).toMatchObject({ blocksKept: 4_096, allocations: accounts });
  });

  it('say the rest', async () => {
    const flags = {
      port: '0',
      'block-time': '2s',
      'chain-id': '5',
      accounts: '1',
      balance: '0.5',
      'base-fee': '0.25',
      threads: '3',
      data: 'some/folder',
    };
    const { chain, accounts, address, genesis } = await options({ ...flags, host: '::1' });
    expect(address).toEqual({ host: '::1', port: 0 });
    expect(chain).toMatchObject({
      blocks: 'interval',
      blockTime: 2_000,
      chainId: 5,
      baseFeeGwei: 0.25,
      threads: 3,
    });
    expect(genesis.data).toBe('some/folder');
    expect(accounts[0]!.balanceWei).toBe(5n * 10n ** 17n);
    expect((await options({}, { mining: false })).chain.blocks).toBe('manual');
    expect((await options({ host: '0.0.0.0' }, { expose: true })).address.host).toBe('0.0.0.0');
  });

  it.each<[Record<string, string>, RegExp]>([
    [{ port: '70000' }, /--port: must be a whole number from 0 to 65535/],
    [{ host: 'example.org' }, /--host: example\.org is no IP address/],
    [{ host: '0.0.0.0' }, /others than this machine could reach 0\.0\.0\.0/],
    [{ accounts: '-1' }, /--accounts: /],
    [{ balance: '1e9' }, /--balance: must be an amount of ether/],
    [{ 'block-time': '2' }, /--block-time: needs a unit/],
    [{ 'gas-limit': '5' }, /--gas-limit: /],
    [{ engine: 'moon' }, /--engine: /],
    [{ threads: '65' }, /--threads: must be a whole number from 1 to 64/],
    [{ threads: '2', engine: 'sequential' }, /--threads: the engine sequential has one/],
    [{ data: 'x', engine: 'ethereumjs' }, /--data: the engine ethereumjs keeps nothing on disk/],
    [{ port: 'x', accounts: 'y' }, /--accounts: .*--port: /],
    [{ genesis: '/nowhere/g.json' }, /\/nowhere\/g\.json cannot be read/],
  ])('%j are refused by name', async (flags, message) => {
    await expect(options(flags)).rejects.toThrow(LakhError);
    await expect(options(flags)).rejects.toThrow(message);
  });
});
