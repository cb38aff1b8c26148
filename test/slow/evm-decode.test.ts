/**
 * Decoding and senders at length: the official fixtures of transactions and of RLP, the signed bytes in those of states,
 * and millions of spoiled bytes. LAKH_DECODE_CASES says how many.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { refusalText } from '../../harness/kernel/evm/refusals.ts';
import { SenderDirectory } from '../../harness/kernel/evm/sender-directory.ts';
import { Senders } from '../../harness/kernel/evm/senders.ts';
import { fromHex, keyedRandom } from '../../harness/std/index.ts';
import { fuzz } from '../support/evm-fuzz.ts';
import { Decoder } from '../support/evm-records.ts';
import { CONFORMANCE, fixtureFiles } from '../support/kernel-fixtures.ts';

const decoder = new Decoder();
const senders = new Senders(decoder.evm, new SenderDirectory(0));
const CASES = Number(process.env.LAKH_DECODE_CASES ?? 100_000);
/** The chain of the fixtures. */
const CHAIN = 1n;

/** What decoding is not there for: what a transaction costs, and what it may do. */
const EXECUTION = [
  'GASLIMIT_PRICE_PRODUCT_OVERFLOW',
  'INITCODE_SIZE_EXCEEDED',
  'INTRINSIC_GAS_TOO_LOW',
  'NONCE_TOO_BIG',
  'PRIORITY_GREATER_THAN_MAX_FEE_PER_GAS_2',
];
/** How a refusal's words begin for what an exception is called; others have only to be refused. */
const WORDS: readonly (readonly [RegExp, RegExp])[] = [
  [/LEADING_ZEROS_(NONCE|GASLIMIT|GASPRICE|VALUE|V|R|S|BASEFEE|PRIORITY_FEE)$/, /leading zeros/],
  [/LEADING_ZEROS.*SIZE|SIZE_LEADING_ZEROS/, /one RLP encoding/],
  [/ADDRESS_TOO|RLP_INVALID_TO/, /address|list where|256 bits/],
  [/NONCE_OVERFLOW/, /nonce|256 bits/],
  [/GASLIMIT_OVERFLOW/, /gas limit|256 bits|leading/],
  [/VALUE_OVERFLOW|GASPRICE_OVERFLOW|PRIORITY_OVERFLOW/, /256 bits/],
  // What is missing may be seen by what then stands in its place.
  [/TOO_FEW/, /too few|chain id/],
  [/TOO_MANY/, /too many/],
  [/EC_RECOVERY_FAIL/, /of no key/],
  [/STORAGE_TOO/, /storage key/],
];

interface Verdict {
  readonly hash?: string;
  readonly sender?: string;
  readonly exception?: string;
}

/** Decodes, finds the sender, looks at the chain: in words why not, or null. */
function refusalOf(bytes: string, chainMatters = true): string | null {
  const code = decoder.decode(fromHex(bytes as `0x${string}`));
  if (code !== 0) return refusalText(code);
  const { chainId } = decoder.fields();
  if (chainMatters && chainId !== null && chainId !== CHAIN) return 'of another chain';
  return senders.check([decoder.record]).length > 0 ? refusalText(22) : null;
}

function faultOf(name: string, bytes: string, { hash, sender, exception }: Verdict): string[] {
  const reason = exception?.replace('TransactionException.', '');
  const refusal = refusalOf(bytes);
  if (reason === undefined || EXECUTION.includes(reason)) {
    if (refusal !== null) return [`${name}: ${refusal}`];
    const fields = decoder.fields();
    if (reason !== undefined || (fields.hash === hash && fields.sender === sender!.toLowerCase())) return [];
    return [`${name}: ${fields.hash} of ${fields.sender}`];
  }
  const words = WORDS.find(([pattern]) => pattern.test(reason))?.[1] ?? /./;
  return words.test(refusal ?? '') ? [] : [`${name}: ${reason}, but ${refusal}`];
}

const transactionFiles = fixtureFiles('transaction-tests');

describe.skipIf(transactionFiles === null)(
  `official fixtures (${CONFORMANCE}; skipped where it is absent)`,
  () => {
    it('of transactions are taken and refused by their newest fork', () => {
      const faults: string[] = [];
      let checked = 0;
      for (const file of transactionFiles!) {
        const tests = JSON.parse(readFileSync(file, 'utf8')) as Record<
          string,
          { txbytes: string; result: Record<string, Verdict> }
        >;
        for (const [name, { txbytes, result }] of Object.entries(tests)) {
          const fork = ['Cancun', 'Shanghai', 'London'].find((one) => result[one])!;
          faults.push(...faultOf(name, txbytes, result[fork]!));
          checked++;
        }
      }
      expect(faults).toEqual([]);
      expect(checked).toBeGreaterThan(200);
    });

    it('of RLP that is invalid are no transactions', () => {
      const files = fixtureFiles('rlp-tests')!;
      let checked = 0;
      for (const file of files) {
        for (const { out } of Object.values(
          JSON.parse(readFileSync(file, 'utf8')) as Record<string, { out: string }>,
        )) {
          const bytes = out.startsWith('0x') ? out : `0x${out}`;
          if (bytes.length % 2 !== 0 || /[^0-9a-f]/i.test(bytes.slice(2))) continue;
          expect(refusalOf(bytes)).not.toBeNull();
          checked++;
        }
      }
      expect(checked).toBeGreaterThan(50);
    });

    it('of states have signed bytes that are read as they say', { timeout: 600_000 }, () => {
      const faults: string[] = [];
      const excused = new Map<string, number>();
      let checked = 0;
      for (const file of fixtureFiles('state-tests')!) {
        const tests = JSON.parse(readFileSync(file, 'utf8')) as Record<string, StateTest>;
        for (const [name, { transaction, post }] of Object.entries(tests)) {
          for (const { txbytes, indexes, expectException } of Object.values(post).flat()) {
            if (txbytes === undefined) continue;
            const refusal = refusalOf(txbytes, false);
            checked++;
            if (refusal !== null) {
              if (expectException === undefined) faults.push(`${name}: ${refusal}`);
              const key = `${expectException}: ${refusal}`;
              excused.set(key, (excused.get(key) ?? 0) + 1);
            } else faults.push(...differences(name, transaction, indexes));
          }
        }
      }
      expect(faults.slice(0, 20)).toEqual([]);
      expect(checked).toBeGreaterThan(10_000);
      expect([...excused.keys()]).toEqual([
        'TransactionException.TYPE_3_TX_CONTRACT_CREATION: this type of transaction cannot create a contract',
      ]);
    });
  },
);

interface StateTest {
  readonly transaction: {
    readonly sender: string;
    readonly nonce: string;
    readonly to: string;
    readonly data: string[];
    readonly gasLimit: string[];
    readonly value: string[];
    readonly accessLists?: readonly (readonly { storageKeys: readonly string[] }[] | null)[];
    readonly authorizationList?: readonly { readonly signer?: string }[];
    readonly blobVersionedHashes?: readonly string[];
  };
  readonly post: Record<
    string,
    { txbytes?: string; indexes: { data: number; gas: number; value: number }; expectException?: string }[]
  >;
}

function differences(
  name: string,
  transaction: StateTest['transaction'],
  indexes: { data: number; gas: number; value: number },
): string[] {
  const fields = decoder.fields();
  const { sender, nonce, to, authorizationList } = transaction;
  const access = transaction.accessLists?.[indexes.data] ?? [];
  const pairs: [string, unknown, unknown][] = [
    ['sender', fields.sender, sender.toLowerCase()],
    ['nonce', fields.nonce, BigInt(nonce)],
    ['to', fields.creates ? '' : fields.to, to.toLowerCase()],
    ['data', fields.data, transaction.data[indexes.data]!.toLowerCase()],
    ['gas', fields.gasLimit, BigInt(transaction.gasLimit[indexes.gas]!)],
    ['value', fields.value, BigInt(transaction.value[indexes.value]!)],
    [
      'access',
      fields.access.map(({ keys }) => keys.length).join(),
      access.map(({ storageKeys }) => storageKeys.length).join(),
    ],
    ['blobs', fields.blobs.join(), (transaction.blobVersionedHashes ?? []).join()],
    ['authorisations', fields.authorisations.length, authorizationList?.length ?? 0],
  ];
  for (const [i, { signer }] of (authorizationList ?? []).entries()) {
    const one = fields.authorisations[i];
    if (signer && one?.flags === 1) pairs.push(['authority', one.authority, signer.toLowerCase()]);
  }
  return pairs
    .filter(([, ours, theirs]) => ours !== theirs)
    .map(([what, ours, theirs]) => `${name}: ${what} ${ours}, ${theirs}`);
}

it(`${CASES} spoiled and random byte strings`, { timeout: 1_200_000 }, () => {
  const { taken, disagreements } = fuzz(keyedRandom(Number(process.env.LAKH_SEED ?? 1)), CASES, 101);
  expect(disagreements).toEqual([]);
  expect(taken).toBeGreaterThan(CASES / 10);
});
