/** `lakh export k6` against a real anvil: what is in the files, and what is refused before anything is sent. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transaction } from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUILT_IN } from '../../../harness/catalog.ts';
import { makePlan } from '../../../harness/plan/index.ts';
import { EXIT } from '../../../harness/spec/index.ts';
import { toHex } from '../../../harness/std/hex.ts';
import { keyedRandom, STREAM } from '../../../harness/std/random.ts';
import { accountsFromSeed } from '../../../harness/wallet/index.ts';
import { ANVIL_KEY, end, startAnvil, type TestAnvil } from '../../support/anvil.ts';
import { ask } from '../../support/geth.ts';
import { importsOfBundle, typeErrors } from '../../support/k6-script.ts';
import { startRelay } from '../../support/relay.ts';
import { lakhHere } from './command.ts';

const ACCOUNTS = 10;
const ALL = ['--accounts', `${ACCOUNTS}`, '--rate', '20', '--duration', '3s'];
const FUNDED = { LAKH_FUNDER_KEY: ANVIL_KEY };

let anvil: TestAnvil;
let folder: string;
let made = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lakh-export-'));
  anvil = await startAnvil([]);
});
afterAll(async () => {
  await end(anvil.process);
  rmSync(folder, { recursive: true });
});

const newFolder = () => join(folder, `out-${made++}`);

async function exported(args: readonly string[], out = newFolder(), url = anvil.url) {
  const command = ['export', 'k6', '--target', url, '--out', out, ...ALL, ...args];
  const outcome = await lakhHere(command, FUNDED);
  expect(outcome.stderr).toBe('');
  expect(outcome.exitCode).toBe(EXIT.ok);
  const script = join(out, 'script.ts');
  const text = readFileSync(script, 'utf8');
  const lines = readFileSync(join(out, 'transactions.txt'), 'utf8').split('\n');
  expect(lines.pop()).toBe('');
  return { ...outcome, out, script, text, lines, transactions: lines.map((line) => Transaction.from(line)) };
}

function noncesOf(transactions: readonly Transaction[]): Map<string, number[]> {
  const nonces = new Map<string, number[]>();
  for (const { from, nonce } of transactions) {
    nonces.set(from!.toLowerCase(), [...(nonces.get(from!.toLowerCase()) ?? []), nonce]);
  }
  return nonces;
}

/** In the order of the file, and into blocks. */
async function sendAll(lines: readonly string[]): Promise<unknown[]> {
  const hashes: unknown[] = [];
  for (const line of lines) hashes.push(await ask(anvil.url, 'eth_sendRawTransaction', line));
  await ask(anvil.url, 'evm_mine');
  return hashes;
}

describe('an export', () => {
  it('has the transactions of the plan, in its order, signed by their senders, without gaps', async () => {
    const seed = 21;
    const { transactions, text, script, stdout } = await exported(['--seed', `${seed}`]);
    const { addresses } = accountsFromSeed(seed, ACCOUNTS + 1);
    const senders = addresses.slice(0, ACCOUNTS);
    expect(transactions).toHaveLength(60);

    const plan = makePlan({ seed, accounts: { count: ACCOUNTS } }, BUILT_IN);
    const workload = BUILT_IN.workloads.find(({ name }) => name === 'transfers')!;
    const context = {
      options: plan.workload.options,
      seed,
      chainId: 31337,
      accounts: senders,
      deployer: { address: addresses.at(-1)!, nonce: 0 },
    };
    const driver = workload.drive(context, workload.setup(context).deployment);
    const random = keyedRandom();
    transactions.forEach((transaction, index) => {
      const intent = driver.intent(index, random.seek(seed, STREAM.intent, index));
      expect(transaction.from!.toLowerCase()).toBe(senders[intent.from]);
      expect(transaction.to?.toLowerCase()).toBe(intent.to);
      expect(transaction.value).toBe(intent.valueWei);
      expect(transaction.data).toBe(intent.data);
      expect(transaction).toMatchObject({ chainId: 31337n, type: 2, gasLimit: BigInt(intent.gasLimit) });
    });
    const nonces = noncesOf(transactions);
    expect([...nonces.keys()]).toEqual(senders);
    for (const own of nonces.values()) expect(own).toEqual([0, 1, 2, 3, 4, 5]);

    expect(typeErrors(script)).toEqual([]);
    expect(await importsOfBundle(script)).not.toContain('fs');
    expect(text).toContain(`const RPC_URL = __ENV.RPC_URL ?? '${anvil.url}';`);
    expect(text).toContain("executor: 'constant-arrival-rate'");
    expect(stdout).toBe(
      `60 transactions of 10 accounts, signed for chain 31337: ${script.replace('script.ts', 'transactions.txt')}\n` +
        `run them once: k6 run ${script}\n`,
    );
  });

  it('holds no key: neither of the funder, nor of the accounts', async () => {
    const { keys } = accountsFromSeed(22, ACCOUNTS + 1);
    const { out, stdout, stderr } = await exported(['--seed', '22', '--json']);
    const texts = readdirSync(out)
      .filter((name) => name.startsWith('script') || name.startsWith('transactions'))
      .map((name) => readFileSync(join(out, name), 'utf8'));
    const all = [...texts, stdout, stderr].join('\n').toLowerCase();
    const secrets = Array.from({ length: ACCOUNTS + 1 }, (_, i) => toHex(keys.subarray(32 * i, 32 * i + 32)));
    for (const secret of [...secrets, ANVIL_KEY]) expect(all).not.toContain(secret.slice(2));
  });

  it('of a workload with contracts deploys them first: sent in the order of the file, all succeed', async () => {
    const { lines, transactions } = await exported(['--seed', '23', '--workload', 'erc20']);
    const code = await ask(anvil.url, 'eth_getCode', transactions[0]!.to, 'latest');
    expect(String(code).length).toBeGreaterThan(1000);
    for (const hash of await sendAll(lines)) {
      expect(await ask(anvil.url, 'eth_getTransactionReceipt', hash)).toMatchObject({ status: '0x1' });
    }
  });

  it('goes on with the nonces that the chain has come to, and overwrites only what lakh wrote', async () => {
    const first = await exported(['--seed', '24']);
    await sendAll(first.lines);
    writeFileSync(join(first.out, 'own.txt'), 'mine');
    const again = await exported(['--seed', '24'], first.out);
    for (const own of noncesOf(again.transactions).values()) expect(own).toEqual([6, 7, 8, 9, 10, 11]);
    expect(again.text).toContain('nonce: 6 }');
    expect(readFileSync(join(first.out, 'own.txt'), 'utf8')).toBe('mine');
  });

  it('leaves thresholds out only when it is told to, and says so in the script', async () => {
    const thresholds = ['--threshold', 'inclusion.p99 < 2s', '--threshold', 'rejected.rate < 1%'];
    const { text, stdout } = await exported(['--seed', '25', ...thresholds, '--leave-out', '--json']);
    expect(text).toContain(' * - inclusion.p99 < 2s: a k6 script sees answers, not blocks.\n');
    expect(text).toContain("thresholds: { rejected_rate: ['rate<0.01'], sent: ['count>0'] },");
    expect(JSON.parse(stdout)).toMatchObject({
      count: 60,
      chainId: 31337,
      thresholds: { rejected_rate: ['rate<0.01'] },
      leftOut: [{ expression: 'inclusion.p99 < 2s' }],
    });
  });

  it('writes no address that may hold a key', async () => {
    const secret = 'a1b2c3d4e5f6a7b8';
    const relay = await startRelay(anvil.url, () => null);
    const { text, out } = await exported(['--seed', '26'], newFolder(), `${relay.url}/v3/${secret}`);
    relay.close();
    for (const name of ['script.ts', 'transactions.txt']) {
      expect(readFileSync(join(out, name), 'utf8')).not.toContain(secret);
    }
    expect(text).toContain('const RPC_URL = __ENV.RPC_URL ?? fail(');
  });
});

describe('refused with 104, and nothing is sent', () => {
  const refused = async (args: readonly string[], env: Record<string, string> = FUNDED) => {
    const before = await ask(anvil.url, 'eth_blockNumber');
    const outcome = await lakhHere(['export', ...args], env);
    expect(outcome.exitCode).toBe(EXIT.badInput);
    expect(outcome.stdout).toBe('');
    expect(outcome.stderr).not.toMatch(/^\s+at |bug of lakh/m);
    expect(await ask(anvil.url, 'eth_blockNumber')).toBe(before);
    return outcome.stderr;
  };
  const into = (out: string, ...args: string[]) => ['k6', '--target', anvil.url, '--out', out, ...args];
  const onAnvil = (...args: string[]) => into(newFolder(), ...ALL, ...args);

  it.each<[string, string[], RegExp]>([
    ['no target', [], /the engine is a chain inside lakh, without a URL .*--target http/],
    ['an anvil of its own', ['--target', 'anvil'], /ends with the export.*start one yourself/],
    ['WebSocket', ['--target', 'ws://127.0.0.1:1'], /k6 script sends by HTTP/],
    ['no --transactions', ['--target', 'http://127.0.0.1:1', '--in-flight', '4'], /say it by --transactions/],
    ['several URLs', ['--set', 'target={url: ["http://127.0.0.1:1", "http://127.0.0.1:2"]}'], /to one URL/],
  ])('%s', async (_, args, message) => {
    expect(await refused(['k6', '--out', newFolder(), ...args])).toMatch(message);
  });

  it('another format, no --out, --transactions that are none', async () => {
    expect(await refused(['jmeter', '--out', newFolder()])).toMatch(/jmeter.*\n?.*k6/s);
    expect(await refused(['k6'])).toMatch(/missing required argument: out/);
    expect(await refused(['k6', '--out', newFolder(), '--transactions', '1.5'])).toMatch(/no whole number/);
  });

  it('all reasons at once', async () => {
    const stderr = await refused(['k6', '--out', newFolder(), '--arrival', 'poisson']);
    expect(stderr).toMatch(/for 2 reasons:\n {2}target: .*\n {2}load\.arrival: k6 has no random arrivals/);
  });

  it.each(['dao-vote', 'supply-chain'])('%s, whose steps wait', async (workload) => {
    // The first steps of many journeys wait for nothing: enough of them, and some do.
    const more = ['--set', 'accounts.count=60', '--set', 'load.rate=500'];
    const stderr = await refused(onAnvil('--workload', workload, ...more));
    expect(stderr).toMatch(
      new RegExp(`transaction \\d+ of ${workload} is sent when an earlier one is in a block`),
    );
  });

  it('thresholds without a counterpart, by name', async () => {
    const stderr = await refused(
      onAnvil('--threshold', 'inclusion.p99 < 2s', '--threshold', 'lag.p99 < 1ms'),
    );
    expect(stderr).toMatch(/"inclusion\.p99 < 2s": a k6 script sees answers, not blocks/);
    expect(stderr).toMatch(/"lag\.p99 < 1ms": k6 does not measure how late/);
    expect(stderr).toMatch(/-> --leave-out/);
  });

  it('a folder with files of others, until --force', async () => {
    for (const name of ['script.ts', 'transactions.txt']) {
      const out = newFolder();
      mkdirSync(out);
      writeFileSync(join(out, name), 'mine');
      expect(await refused(into(out, ...ALL))).toMatch(
        new RegExp(`${name} is there already[\\s\\S]*--force`),
      );
      expect(readFileSync(join(out, name), 'utf8')).toBe('mine');
      expect((await exported(['--seed', '27', '--force'], out)).lines).toHaveLength(60);
    }
  });

  it('a file in place of the folder', async () => {
    const out = join(folder, 'a-file');
    writeFileSync(out, '');
    expect(await refused(into(out, ...ALL))).toMatch(/a-file cannot be written/);
  });

  it('nobody who answers, or somebody who is no node', async () => {
    const web = createServer((_, response) => response.end('<h1>It works!</h1>'));
    await new Promise<void>((done) => web.listen(0, '127.0.0.1', done));
    const { port } = web.address() as { port: number };
    for (const url of ['http://127.0.0.1:9', `http://127.0.0.1:${port}`]) {
      const stderr = await refused(['k6', '--target', url, '--out', newFolder(), ...ALL]);
      expect(stderr).toMatch(/no chain answers at http:\/\/127\.0\.0\.1/);
    }
    web.close();
  });

  it('no funder', async () => {
    expect(await refused(onAnvil('--seed', '28'), {})).toMatch(/LAKH_FUNDER_KEY/);
  });
});
