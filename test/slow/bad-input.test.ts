/** Whatever goes wrong from outside: one clear message with what to do, the right exit code, and nothing left behind. */
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { HDNodeWallet } from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT, type RunRecord, readRecord } from '../../harness/index.ts';
import { imbalances } from '../../harness/measure/index.ts';
import { end, startAnvil } from '../support/anvil.ts';
import { cli, type Finished, type RunningCli, startCli, temporaryFolder } from '../support/cli.ts';
import { type Descendant, descendantsOf, isAlive } from '../support/process-tree.ts';

const PATIENT = ['--set', 'validity.lagP99=1m'];

/** What every failure must look like. */
function expectMessage({ stderr }: Finished, message: RegExp, hint: RegExp): void {
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(new RegExp(`^  -> .*${hint.source}`, 'm'));
  expectNoStack(stderr);
}

function expectNoStack(text: string): void {
  expect(text).not.toMatch(/^\s+at .*[:(]\d+/m);
  expect(text).not.toMatch(/node:internal|Unhandled|bug of lakh/);
}

describe('refused before anything is started, with 104', () => {
  const folder = temporaryFolder();
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it.concurrent.each<[string, string[], RegExp, RegExp]>([
    ['an unknown key', [file('key.yaml', 'load: { rat: 5 }')], /load\.rat: unknown key.*rate/, /lakh schema/],
    ['malformed YAML', [file('bad.yaml', 'load: { rate: 5\nseed: [')], /bad\.yaml:2:/, /mend the file/],
    ['malformed JSON', [file('bad.json', '{ "seed": 1,, }')], /bad\.json:1:13/, /mend the file/],
    ['a file that is not there', [join(folder, 'none.yaml')], /none\.yaml cannot be read/, /lakh init/],
    ['an unknown flag', ['--ratte', '5'], /unknown argument.*ratte/, /--help/],
    ['an unknown target', ['--target', 'moon'], /target.*moon/, /lakh/],
    ['rate 0', ['--rate', '0'], /load\.rate: must be more than 0/, /lakh schema/],
    ['a negative rate', ['--rate', '-5'], /load\.rate: must not be negative/, /lakh schema/],
    ['duration 0', ['--duration', '0s'], /load\.duration: must be more than 0/, /lakh schema/],
    ['a threshold on nothing', ['--threshold', 'speed > 1'], /speed/, /./],
  ])('%s', async (_, args, message, hint) => {
    const out = join(temporaryFolder(), 'record');
    const finished = await cli(['run', ...args, '--out', out]);
    expect(finished.code).toBe(EXIT.badInput);
    expect(finished.stdout).toBe('');
    expectMessage(finished, message, hint);
    expect(existsSync(out)).toBe(false);
  });

  it('names all problems at once, and with --json says them on stdout too', async () => {
    const both = file('both.yaml', 'load: { rate: 0, duration: -1 }\nsed: 1');
    const { code, stdout, stderr } = await cli(['run', both, '--json']);
    expect(code).toBe(EXIT.badInput);
    const { error } = JSON.parse(stdout) as { error: { code: string; message: string; hint: string } };
    expect(error.code).toBe('bad-scenario');
    for (const key of ['load.rate', 'load.duration', 'sed']) {
      expect(stderr).toContain(key);
      expect(error.message).toContain(key);
    }
  });
});

describe('a target that cannot be used, with 104', () => {
  let anvil: Awaited<ReturnType<typeof startAnvil>>;
  const web = createServer((_, response) => response.end('<h1>It works!</h1>'));
  beforeAll(async () => {
    anvil = await startAnvil(['--block-time', '1']);
    web.listen(0, '127.0.0.1');
    await once(web, 'listening');
  });
  afterAll(async () => {
    web.close();
    await end(anvil.process);
  });

  const POOR_KEY = `0x${'11'.repeat(32)}`;

  async function refusal(args: readonly string[], env: Record<string, string> = {}): Promise<Finished> {
    const out = join(temporaryFolder(), 'record');
    const finished = await cli(['run', ...args, '--quiet', '--out', out], env);
    expect(finished.code).toBe(EXIT.badInput);
    expect(finished.stdout).toBe('');
    expect(existsSync(out)).toBe(false);
    return finished;
  }

  it.each([
    'http://127.0.0.1:1',
    'ws://127.0.0.1:1',
    'ipc:/no/such/geth.ipc',
  ])('nobody listens: %s', async (url) => {
    expectMessage(await refusal(['--target', url]), /no chain answers at .*connect E/, /check/);
  });

  it('a web server that speaks no JSON-RPC', async () => {
    const { port } = web.address() as AddressInfo;
    for (const scheme of ['http', 'ws']) {
      const finished = await refusal(['--target', `${scheme}://127.0.0.1:${port}`]);
      expectMessage(finished, /no chain answers at/, /check/);
    }
  });

  it('another chain than the scenario says', async () => {
    const finished = await refusal(['--target', anvil.url, '--set', 'target.chainId=5']);
    expectMessage(finished, /is chain 31337, but 5 was expected/, /chainId/);
  });

  it('nobody to pay', async () => {
    const finished = await refusal(['--target', anvil.url]);
    expectMessage(finished, /200 accounts have less than/, /LAKH_FUNDER_KEY/);
  });

  it('a funder without funds', async () => {
    const finished = await refusal(['--target', anvil.url], { LAKH_FUNDER_KEY: POOR_KEY });
    expectMessage(finished, /[Ff]under 0x19e7e376.* has 0\.0+ ETH; the run needs/, /[Ff]und it/);
  });

  it('a key that is none, without showing it', async () => {
    const nearly = `0x${'ab'.repeat(31)}zz`;
    const finished = await refusal(['--target', anvil.url], { LAKH_FUNDER_KEY: nearly });
    expectMessage(finished, /LAKH_FUNDER_KEY holds no private key/, /64 hexadecimal/);
    expect(finished.stderr).not.toContain('abab');
  });
});

/** A run on an anvil of its own, whose processes are known from when the load began. */
interface Watched extends RunningCli {
  readonly out: string;
  readonly processes: readonly Descendant[];
  readonly anvil: number;
}

async function loaded(args: readonly string[], duration = '20s'): Promise<Watched> {
  const out = join(temporaryFolder(), 'record');
  const load = ['--rate', '100', '--duration', duration, '--seed', '3'];
  const running = startCli(['run', '--target', 'anvil', ...load, ...PATIENT, '--out', out, ...args]);
  const early = running.finished.then(({ stderr }) => expect.unreachable(`it ended at once: ${stderr}`));
  await Promise.race([running.saw(/measuring/), early]);
  // Long enough for anvil to have made a few blocks, which is when its rhythm is known.
  await new Promise((resolve) => setTimeout(resolve, 3500));
  const processes = descendantsOf(running.child.pid!);
  const anvil = processes.find(({ command }) => /^\S*anvil\b.*--port/.test(command));
  expect(anvil, JSON.stringify(processes)).toBeDefined();
  return { ...running, out, processes, anvil: anvil!.pid };
}

/** What is true of every run that sent something: a record that balances, and no process left. */
async function aftermath({ out, processes, finished }: Watched): Promise<Finished & { record: RunRecord }> {
  const done = await finished;
  expectNoStack(done.stderr);
  expect(processes.filter(({ pid }) => isAlive(pid))).toEqual([]);
  const record = await readRecord(out);
  expect(imbalances(record.ledger)).toEqual([]);
  expect(record.ledger.admitted).toBeGreaterThan(100);
  expect(existsSync(join(out, 'report.html'))).toBe(true);
  return { ...done, record };
}

// Each has a chain of its own.
describe.concurrent('a chain that fails half-way, with 97 and a record', () => {
  it('anvil killed', async () => {
    const run = await loaded([]);
    process.kill(run.anvil, 'SIGKILL');
    const done = await aftermath(run);
    expect(done.code).toBe(EXIT.invalid);
    expectMessage(done, /target was lost.*anvil ended half-way.*signal 9/, /target's own log/);
    expect(done.record.ending).toBe('target-lost');
    expect(done.record.ledger.succeeded).toBeGreaterThan(0);
    expect(done.record.ledger.scheduled).toBeLessThan(2000);
  }, 60_000);

  it('anvil that stops for good', async () => {
    const run = await loaded(['--drain', '3s', '--set', 'target.timeout=2s'], '6s');
    process.kill(run.anvil, 'SIGSTOP');
    const done = await aftermath(run);
    expect(done.code).toBe(EXIT.invalid);
    expectMessage(done, /made no block for the last .* while transactions waited/, /producing blocks/);
    expect(done.record.ledger.scheduled).toBe(600);
    expect(done.record.ledger.unanswered).toBeGreaterThan(0);
  }, 60_000);

  it('a chain that makes no block at all', async () => {
    const anvil = await startAnvil(['--no-mining']);
    try {
      const out = join(temporaryFolder(), 'record');
      const load = ['--rate', '50', '--duration', '3s', '--drain', '2s', '--accounts', '8'];
      const args = ['run', '--target', anvil.url, ...load, ...PATIENT, '--quiet', '--json', '--out', out];
      const env = { LAKH_MNEMONIC: 'test test test test test test test test test test test junk' };
      const done = await cli([...args, '--set', 'accounts.source=mnemonic'], env);
      expect(done.code).toBe(EXIT.invalid);
      expectMessage(done, /made no block for the last/, /producing blocks/);
      expect(JSON.parse(done.stdout)).toMatchObject({ verdict: 'invalid', record: out });
      const { ledger } = await readRecord(out);
      expect(ledger).toMatchObject({ scheduled: 150, accepted: 150, expired: 150, included: 0 });
      expect(imbalances(ledger)).toEqual([]);
    } finally {
      await end(anvil.process);
    }
  }, 60_000);
});

describe.concurrent('interrupted, with 105 and a record', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('%s once: drains, then writes', async (signal) => {
    const run = await loaded([]);
    run.child.kill(signal);
    const done = await aftermath(run);
    expect(done.code).toBe(EXIT.interrupted);
    expectMessage(done, /stopping: no more arrivals.*once more to leave at once/, /./);
    expect(done.record.ending).toBe('interrupted');
    expect(done.record.ledger.scheduled).toBeLessThan(2000);
    // What was due and had not gone out yet is dropped and counted.
    expect(done.record.ledger.succeeded).toBe(done.record.ledger.admitted);
  }, 60_000);

  it('SIGINT twice: leaves at once, and writes', async () => {
    // No block comes while this test waits for one: a drain would take its whole time.
    const run = await loaded(['--set', 'target.blockTime=1m', '--drain', '5m']);
    run.child.kill('SIGINT');
    await run.saw(/stopping/);
    const beganAt = performance.now();
    run.child.kill('SIGINT');
    const done = await aftermath(run);
    expect(performance.now() - beganAt).toBeLessThan(15_000);
    expect(done.code).toBe(EXIT.interrupted);
    expectMessage(done, /leaving at once; the record is being written/, /./);
    expect(done.record.ending).toBe('interrupted');
    expect(done.record.faults).toEqual([]);
    expect(done.record.ledger.expired).toBe(done.record.ledger.accepted);
  }, 60_000);

  it('during set-up: says so, and there is nothing to record', async () => {
    const anvil = await startAnvil(['--no-mining']);
    try {
      const out = join(temporaryFolder(), 'record');
      // Funding waits for a block that never comes; its transaction in the pool shows that it waits.
      const running = startCli(['run', '--target', anvil.url, '--out', out], { LAKH_FUNDER_KEY: ANVIL_KEY });
      while (Number(await pendingNonce(anvil.url)) === 0) await new Promise((go) => setTimeout(go, 50));
      running.child.kill('SIGINT');
      const done = await running.finished;
      expect(done.code).toBe(EXIT.interrupted);
      expectMessage(done, /interrupted during set-up/, /goes on from where it broke off/);
      expect(existsSync(out)).toBe(false);
    } finally {
      await end(anvil.process);
    }
  }, 60_000);
});

/** The first account of anvil's well-known mnemonic. */
const ANVIL_KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const ANVIL_ADDRESS = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266';

async function pendingNonce(url: string): Promise<unknown> {
  const call = {
    jsonrpc: '2.0',
    id: 1,
    method: 'eth_getTransactionCount',
    params: [ANVIL_ADDRESS, 'pending'],
  };
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(call) });
  return ((await answer.json()) as { result: unknown }).result;
}

describe('secrets', () => {
  const MNEMONIC = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
  const WORDS = MNEMONIC.replace('legal winner', 'LEGAL  winner');
  const SECRETS = [
    ANVIL_KEY.slice(2),
    'sausage worth',
    'bearer-of-bad-news-5150',
    'hunter2-hunter2',
    'path-is-a-key-90210',
    'query-is-a-key-31173',
    ...derivedKeys(MNEMONIC, 6),
  ];
  const ENV = {
    LAKH_FUNDER_KEY: ANVIL_KEY,
    LAKH_MNEMONIC: WORDS,
    LAKH_RPC_HEADERS: 'Authorization: Bearer bearer-of-bad-news-5150\nX-Api-Key: bearer-of-bad-news-5150',
    LAKH_LOG: 'trace',
  };
  const secretUrl = (url: string, scheme: string) =>
    `${url.replace('http://', `${scheme}://user:hunter2-hunter2@`)}/path-is-a-key-90210?k=query-is-a-key-31173`;

  function expectNoSecret(where: string, text: string): void {
    for (const secret of SECRETS) {
      expect(text.toLowerCase().includes(secret.toLowerCase()), `${where} holds ${secret}`).toBe(false);
    }
  }

  it('none reaches the record, the report, stdout or stderr of a run', async () => {
    const anvil = await startAnvil(['--block-time', '1']);
    try {
      // anvil answers at its root alone: no secret path here.
      const url = secretUrl(anvil.url, 'http').replace('path-is-a-key-90210', '');
      const out = join(temporaryFolder(), 'record');
      const args = ['run', '--target', url, '--rate', '20', '--duration', '2s'];
      const done = await cli(
        [...args, '--accounts', '5', '--samples', '--set', 'accounts.source=mnemonic', '--out', out],
        ENV,
      );
      expect(done.stderr + done.stdout).toContain('succeeded');
      expectNoSecret('stdout', done.stdout);
      expectNoSecret('stderr', done.stderr);
      const files = readdirSync(out, { recursive: true, encoding: 'utf8' });
      expect(files).toContain('record.json');
      expect(files).toContain('report.html');
      for (const name of files) {
        const bytes = readFileSync(join(out, name));
        expectNoSecret(name, bytes.toString('utf8'));
        expectNoSecret(`${name}, in hexadecimal,`, bytes.toString('hex'));
      }
      expect((await readRecord(out)).setup.fundingTransactions).toBeGreaterThan(0);
    } finally {
      await end(anvil.process);
    }
  }, 60_000);

  it('none reaches the messages of runs that fail, nor of validate', async () => {
    const closed = 'http://127.0.0.1:1';
    const scenario = join(temporaryFolder(), 'scenario.yaml');
    writeFileSync(scenario, `target: ${secretUrl(closed, 'http')}\n`);
    const attempts = [
      ['run', '--target', secretUrl(closed, 'http')],
      ['run', '--target', secretUrl(closed, 'ws')],
      ['run', '--target', secretUrl(closed, 'http'), '--json'],
      ['run', '--target', secretUrl(closed, 'htp')],
      ['run', '--target', 'user:hunter2-hunter2@127.0.0.1/path-is-a-key-90210'],
      ['run', scenario, '--rate', '0'],
      ['run', scenario, '--set', 'target.wrong=1'],
      ['run', '--funder-key', ANVIL_KEY],
      ['validate', scenario],
    ];
    for (const args of attempts) {
      const { stdout, stderr } = await cli(args, ENV);
      expectNoSecret(args.slice(0, 2).join(' '), stdout + stderr);
      expectNoStack(stderr);
    }
  }, 60_000);
});

/** The private keys of the first accounts, senders and deployer, in hexadecimal. */
function derivedKeys(phrase: string, count: number): string[] {
  const parent = HDNodeWallet.fromPhrase(phrase, '', "m/44'/60'/0'/0");
  return Array.from({ length: count }, (_, i) => parent.deriveChild(i).privateKey.slice(2));
}
