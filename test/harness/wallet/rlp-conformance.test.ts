import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RLP } from '@ethereumjs/rlp';
import { describe, expect, it } from 'vitest';
import { type RlpItem, rlpEncode, rlpNumber } from '../../../harness/wallet/rlp.ts';
import { CONFORMANCE } from '../../support/kernel-fixtures.ts';

type Case = { readonly in: unknown; readonly out: string };
const FOLDER = join(CONFORMANCE, 'rlp-tests');

function casesOf(file: string): [string, Case][] {
  const path = join(FOLDER, file);
  return existsSync(path) ? Object.entries(JSON.parse(readFileSync(path, 'utf8'))) : [];
}

/** Text is its bytes, `#` begins a number too large for JSON. */
function itemOf(given: unknown): RlpItem {
  if (Array.isArray(given)) return given.map(itemOf);
  if (typeof given === 'number') return rlpNumber(given);
  const text = String(given);
  return text.startsWith('#') ? rlpNumber(BigInt(text.slice(1))) : Buffer.from(text, 'latin1');
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const digits = ({ out }: Case) => out.replace(/^0x/, '').toLowerCase();

describe.skipIf(!existsSync(FOLDER))(
  'rlp-tests (../shared/conformance; skipped where the folder is absent)',
  () => {
    const cases = casesOf('rlptest.json');

    it('there are some', () => expect(cases.length).toBeGreaterThan(20));

    it.each(cases)('%s', (_, given) => {
      expect(hex(rlpEncode(itemOf(given.in)))).toBe(digits(given));
    });

    it('what was made at random is encoded again as it was', () => {
      const random = casesOf('RandomRLPTests/example.json');
      expect(random.length).toBeGreaterThan(0);
      for (const [, given] of random) {
        expect(hex(rlpEncode(RLP.decode(Buffer.from(digits(given), 'hex')) as RlpItem))).toBe(digits(given));
      }
    });
  },
);
