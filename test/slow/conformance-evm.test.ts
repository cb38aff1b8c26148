/** `npm run conformance` in full, as it is run by hand, and on a case that is spoiled. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LONG } from '../support/long.ts';

/** Both modes, as by hand, before a release: the other runs the same interpreter. */
const MODE = LONG ? [] : ['--mode', 'parallel'];
const FOLDER = process.env.LAKH_CONFORMANCE_DIR ?? '../shared/conformance';
const STATE_TESTS = join(FOLDER, 'state-tests');
const THERE = existsSync(STATE_TESTS);

function conformance(folder: string, ...args: string[]) {
  const env = { ...process.env, LAKH_CONFORMANCE_DIR: folder };
  const script = 'test/conformance-evm/main.ts';
  return spawnSync('npx', ['tsx', script, ...args], { env, encoding: 'utf8', maxBuffer: 2 ** 26 });
}

describe.runIf(THERE)('the official state tests', () => {
  it('all pass', { timeout: 1_200_000 }, () => {
    const { stdout, status } = conformance(FOLDER, ...MODE);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^\d+ passed, 0 failed$/);
    expect(status).toBe(0);
  });

  it('fail where a root, the logs or a refusal is another', { timeout: 120_000 }, () => {
    const scratch = mkdtempSync(join(tmpdir(), 'lakh-conformance-'));
    const part = 'berlin/eip2930_access_list';
    const copied = join(scratch, 'state-tests', part);
    mkdirSync(copied, { recursive: true });
    cpSync(join(STATE_TESTS, part), copied, { recursive: true });
    expect(conformance(scratch).stdout).toContain(', 0 failed');
    const file = readdirSync(copied, { recursive: true, encoding: 'utf8' }).find((name) =>
      name.endsWith('.json'),
    )!;
    const text = readFileSync(join(copied, file), 'utf8');
    const spoils = [
      text.replace(/"hash": "0x(.)/, (_, digit) => `"hash": "0x${digit === '0' ? '1' : '0'}`),
      text.replace(/"logs": "0x(.)/, (_, digit) => `"logs": "0x${digit === '0' ? '1' : '0'}`),
      text.replace('"indexes"', '"expectException": "TransactionException.NONCE_IS_MAX", "indexes"'),
    ];
    for (const spoiled of spoils) {
      writeFileSync(join(copied, file), spoiled);
      const { stdout, status } = conformance(scratch);
      expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/, 1 failed$/);
      expect(status).toBe(1);
    }
    rmSync(scratch, { recursive: true });
  });
});

it.skipIf(THERE)(`${STATE_TESTS} is not there: the official state tests are left out`, () => {});
