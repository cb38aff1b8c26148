/** `lakh serve` as a process: what it says, where it listens, how it ends. */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../harness/spec/index.ts';
import { startCli, temporaryFolder } from '../../support/cli.ts';
import { lakhHere } from './command.ts';

const KEY = 'ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';

/** What it printed, as soon as it listens. */
async function printed(child: ReturnType<typeof startCli>['child']): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout!) {
    text += chunk;
    if (/listening on|"url"/.test(text)) break;
  }
  return text;
}

async function ask(url: string, method: string, ...params: unknown[]): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const response = await fetch(url, { method: 'POST', headers: { connection: 'keep-alive' }, body });
  return ((await response.json()) as { result: unknown }).result;
}

describe('lakh serve', () => {
  it.each([
    'SIGINT',
    'SIGTERM',
  ] as const)('says what it serves, serves it, and ends with 0 on %s', async (signal) => {
    const { child, finished } = startCli(['serve', '--port', '0', '--accounts', '2']);
    const text = await printed(child);
    expect(text).toContain('0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266');
    expect(text).toContain('public mnemonic');
    const url = /listening on (http:\S+)/.exec(text)![1]!;
    expect(await ask(url, 'eth_chainId')).toBe('0x7a69');
    child.kill(signal);
    const { code, stderr } = await finished;
    expect({ code, stderr }).toEqual({ code: EXIT.ok, stderr: '' });
    expect(text).not.toContain(KEY);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('takes a genesis and a mnemonic of ones own, whose words it never shows', async () => {
    const path = join(temporaryFolder(), 'genesis.json');
    const alloc = { ['77'.repeat(20)]: { balance: '0x5' } };
    writeFileSync(path, JSON.stringify({ config: { chainId: 99 }, alloc }));
    const words = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
    const { child, finished } = startCli(['serve', '--port', '0', '--json', '--genesis', path], {
      LAKH_MNEMONIC: words,
    });
    const text = await printed(child);
    const { url, chainId, accounts } = JSON.parse(text) as {
      url: string;
      chainId: number;
      accounts: string[];
    };
    expect([chainId, accounts.length]).toEqual([99, 10]);
    expect(accounts[0]).not.toBe('0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266');
    expect(await ask(url, 'eth_getBalance', `0x${'77'.repeat(20)}`, 'latest')).toBe('0x5');
    child.kill('SIGTERM');
    const { code, stderr } = await finished;
    expect(code).toBe(EXIT.ok);
    expect(text + stderr).not.toContain('sausage');
  });

  it('says that a port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { finished } = startCli(['serve', '--port', String(port), '--json']);
    const { code, stdout, stderr } = await finished;
    taken.close();
    expect(code).toBe(EXIT.badInput);
    expect(stderr).toMatch(
      new RegExp(`cannot listen on 127\\.0\\.0\\.1, port ${port}: another program listens there\n  -> `),
    );
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'address-unusable' } });
  });

  it.each<[string, string[], RegExp]>([
    ['an unknown flag', ['--prot', '1'], /unknown argument: prot/],
    ['a genesis that is none', ['--genesis', 'package.json'], /package\.json is no genesis file: alloc/],
    ['a genesis that is not there', ['--genesis', 'none.json'], /none\.json cannot be read/],
    ['an address for all without --expose', ['--host', '0.0.0.0'], /could reach 0\.0\.0\.0/],
    ['a data folder that is none', ['--data', 'package.json'], /the data folder package\.json is a file/],
    ['both ways to make blocks', ['--no-mining', '--block-time', '1s'], /--no-mining and --block-time/],
  ])('refuses %s by name, and listens for signals no longer', async (_, flags, message) => {
    const listening = process.listenerCount('SIGINT');
    const { exitCode, stderr } = await lakhHere(['serve', ...flags]);
    expect(exitCode).toBe(EXIT.badInput);
    expect(stderr).toMatch(message);
    expect(process.listenerCount('SIGINT')).toBe(listening);
  });
});
