import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Environment } from '../../../harness/cli/environment.ts';
import { readSecrets } from '../../../harness/cli/secrets.ts';
import { LakhError } from '../../../harness/std/errors.ts';

const DIGITS = 'ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const WORDS = 'test test test test test test test test test test test junk';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakh-secrets-'));
  writeFileSync(join(folder, 'key'), `0x${DIGITS}\n`);
  writeFileSync(join(folder, 'words'), `  ${WORDS.replaceAll(' ', '\n')}\n\n`);
  writeFileSync(join(folder, 'empty'), '\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('readSecrets', () => {
  it.each<[string, () => Environment, object]>([
    ['nothing', () => ({}), {}],
    ['empty', () => ({ LAKH_FUNDER_KEY: '', LAKH_MNEMONIC: ' ' }), {}],
    ['a key', () => ({ LAKH_FUNDER_KEY: `0x${DIGITS}` }), { funderKey: `0x${DIGITS}` }],
    ['bare digits', () => ({ LAKH_FUNDER_KEY: DIGITS.toUpperCase() }), { funderKey: `0x${DIGITS}` }],
    [
      'a file with a key',
      () => ({ LAKH_FUNDER_KEY_FILE: join(folder, 'key') }),
      { funderKey: `0x${DIGITS}` },
    ],
    ['a mnemonic', () => ({ LAKH_MNEMONIC: `  ${WORDS.toUpperCase()} ` }), { mnemonic: WORDS }],
    ['a file with a mnemonic', () => ({ LAKH_MNEMONIC_FILE: join(folder, 'words') }), { mnemonic: WORDS }],
    [
      'both',
      () => ({ LAKH_FUNDER_KEY: DIGITS, LAKH_MNEMONIC: WORDS }),
      { funderKey: `0x${DIGITS}`, mnemonic: WORDS },
    ],
  ])('%s', async (_, environment, secrets) => {
    expect(await readSecrets(environment())).toEqual(secrets);
  });

  it.each<[string, () => Environment, string]>([
    ['too short', () => ({ LAKH_FUNDER_KEY: DIGITS.slice(1) }), 'LAKH_FUNDER_KEY holds no private key'],
    ['too long', () => ({ LAKH_FUNDER_KEY: `${DIGITS}00` }), 'LAKH_FUNDER_KEY holds no private key'],
    ['no digits', () => ({ LAKH_FUNDER_KEY: `g${DIGITS.slice(1)}` }), 'LAKH_FUNDER_KEY holds no private key'],
    ['zero', () => ({ LAKH_FUNDER_KEY: '0'.repeat(64) }), 'LAKH_FUNDER_KEY holds no private key'],
    [
      'past the order of the curve',
      () => ({ LAKH_FUNDER_KEY: 'f'.repeat(64) }),
      'LAKH_FUNDER_KEY holds no private key',
    ],
    ['both ways', () => ({ LAKH_FUNDER_KEY: DIGITS, LAKH_FUNDER_KEY_FILE: 'x' }), 'are both set'],
    [
      'an empty file',
      () => ({ LAKH_FUNDER_KEY_FILE: join(folder, 'empty') }),
      'LAKH_FUNDER_KEY_FILE holds no private key',
    ],
    [
      'no file',
      () => ({ LAKH_FUNDER_KEY_FILE: join(folder, 'none') }),
      'LAKH_FUNDER_KEY_FILE names cannot be read (ENOENT)',
    ],
    ['the key where the path belongs', () => ({ LAKH_FUNDER_KEY_FILE: DIGITS }), 'cannot be read (ENOENT)'],
    [
      'a wrong checksum',
      () => ({ LAKH_MNEMONIC: WORDS.replace('junk', 'test') }),
      'LAKH_MNEMONIC holds no valid mnemonic',
    ],
    [
      'unknown words',
      () => ({ LAKH_MNEMONIC: WORDS.replace('junk', 'jnuk') }),
      'LAKH_MNEMONIC holds no valid mnemonic',
    ],
    ['a key for a mnemonic', () => ({ LAKH_MNEMONIC: DIGITS }), 'LAKH_MNEMONIC holds no valid mnemonic'],
  ])('refuses %s, and does not show it', async (_, environment, message) => {
    const error = await readSecrets(environment()).then(
      () => null,
      (thrown) => thrown,
    );
    expect(error).toBeInstanceOf(LakhError);
    expect(error.code).toBe('bad-key');
    expect(error.message).toContain(message);
    expect(error.hint).not.toBe('');
    const all = `${error.message} ${error.hint} ${error.cause ?? ''} ${error.stack}`.toLowerCase();
    for (const part of [DIGITS.slice(8, 24), 'ffffffff', '00000000', 'junk', 'jnuk', 'test test']) {
      expect(all).not.toContain(part);
    }
  });
});
