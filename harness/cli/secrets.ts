/** The key of a funder and the mnemonic of accounts: from the environment alone, and never shown. */
import { readFile } from 'node:fs/promises';
import { LakhError } from '../std/errors.ts';
import { type Environment, variable } from './environment.ts';

export interface Secrets {
  /** `0x` and 64 lower-case digits. */
  readonly funderKey?: string;
  readonly mnemonic?: string;
}

/**
 * Reads LAKH_FUNDER_KEY, LAKH_MNEMONIC, or the files that LAKH_FUNDER_KEY_FILE and LAKH_MNEMONIC_FILE name.
 *
 * @throws LakhError `bad-key`, which never holds the value nor part of it
 */
export async function readSecrets(environment: Environment): Promise<Secrets> {
  const key = await secretOf(environment, 'LAKH_FUNDER_KEY');
  const words = await secretOf(environment, 'LAKH_MNEMONIC');
  return {
    ...(key === undefined ? {} : { funderKey: funderKey(key.text, key.from) }),
    ...(words === undefined ? {} : { mnemonic: await mnemonic(words.text, words.from) }),
  };
}

interface Secret {
  readonly text: string;
  /** The variable that it came from, for messages. */
  readonly from: string;
}

async function secretOf(environment: Environment, name: string): Promise<Secret | undefined> {
  const inFile = `${name}_FILE`;
  const text = variable(environment, name);
  const path = variable(environment, inFile);
  if (text !== undefined && path !== undefined) {
    throw new LakhError('bad-key', `${name} and ${inFile} are both set`, { hint: 'unset one of them' });
  }
  if (path !== undefined) return { text: (await fileText(path, inFile)).trim(), from: inFile };
  return text === undefined ? undefined : { text: text.trim(), from: name };
}

/** Neither path nor cause is shown: people put the key itself where the path belongs. */
async function fileText(path: string, variable: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new LakhError('bad-key', `the file that ${variable} names cannot be read (${code})`, {
      hint: `${variable} is the path of a file that holds nothing but the secret`,
    });
  }
}

/** The order of secp256k1 (SEC 2, 2.4.1): a key is more than 0 and less than this. */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

function funderKey(text: string, from: string): string {
  const digits = /^(?:0x)?([0-9a-f]{64})$/i.exec(text)?.[1]?.toLowerCase();
  const value = BigInt(`0x${digits ?? '0'}`);
  if (value > 0n && value < ORDER) return `0x${digits}`;
  throw new LakhError('bad-key', `${from} holds no private key`, {
    hint: 'a private key is 64 hexadecimal digits, with or without 0x before them',
  });
}

async function mnemonic(text: string, from: string): Promise<string> {
  const words = text.split(/\s+/).join(' ').toLowerCase();
  // Loaded here alone: a quarter of a second that only those with a mnemonic should pay.
  const { Mnemonic } = await import('ethers');
  if (Mnemonic.isValidMnemonic(words)) return words;
  throw new LakhError('bad-key', `${from} holds no valid mnemonic`, {
    hint: 'a mnemonic is 12, 15, 18, 21 or 24 English words of BIP-39, the last of which is a checksum',
  });
}
