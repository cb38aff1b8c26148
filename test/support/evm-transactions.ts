/** Random transactions of all types, signed, by ethers; the same for the same seed. */
import { encodeRlp, hexlify, type SignatureLike, SigningKey, Transaction, toBeHex } from 'ethers';
import { fromHex, keyedRandom, toHex } from '../../harness/std/index.ts';
import type { Decoder } from './evm-records.ts';

type Random = ReturnType<typeof keyedRandom>;

function bytes(random: Random, length: number): string {
  return hexlify(Uint8Array.from({ length }, () => random.below(256)));
}

/** Of any size up to that many bytes, small ones and zero often. */
function number(random: Random, most: number): bigint {
  const length = random.below(3) === 0 ? most : random.below(most + 1);
  const value = length === 0 ? 0n : BigInt(bytes(random, length));
  return random.below(4) === 0 ? value >> BigInt(random.below(8 * most)) : value;
}

function list<T>(random: Random, most: number, of: () => T): T[] {
  return Array.from({ length: random.below(most + 1) }, of);
}

export function keyOf(index: number): SigningKey {
  return new SigningKey(toBeHex(BigInt(index) + 0xabcdef0123456789n, 32));
}

/** Values that ethers takes: its nonces and chain ids end at 2^53. */
export function randomTransaction(seed: number, index: number, chainId?: bigint): Transaction {
  const random = keyedRandom(seed, 1, index);
  const type = index % 5;
  const transaction = new Transaction();
  transaction.type = type;
  transaction.chainId = chainId ?? (type === 0 && random.below(2) === 0 ? 0n : number(random, 6) || 1n);
  transaction.nonce = Number(number(random, 6));
  transaction.gasLimit = number(random, 8);
  if (type < 2) transaction.gasPrice = number(random, 32);
  else {
    const fees = [number(random, 32), number(random, 32)].sort((a, b) => (a < b ? -1 : 1));
    transaction.maxPriorityFeePerGas = fees[0]!;
    transaction.maxFeePerGas = fees[1]!;
  }
  if (type > 2 || random.below(4) > 0) transaction.to = bytes(random, 20);
  transaction.value = number(random, 32);
  transaction.data = bytes(random, random.below(random.below(8) === 0 ? 3000 : 120));
  if (type > 0) {
    transaction.accessList = list(random, 5, () => ({
      address: bytes(random, 20),
      storageKeys: list(random, 4, () => bytes(random, 32)),
    }));
  }
  if (type === 3) {
    transaction.maxFeePerBlobGas = number(random, 32);
    transaction.blobVersionedHashes = list(random, 6, () => bytes(random, 32));
  }
  if (type === 4) {
    transaction.authorizationList = list(random, 4, () => ({
      chainId: number(random, 32),
      address: bytes(random, 20),
      nonce: number(random, 8),
      signature: authoritySignature(random),
    }));
  }
  transaction.signature = keyOf(random.below(50)).sign(transaction.unsignedHash);
  return transaction;
}

/** Of some hash: whose it is does not matter here. */
function authoritySignature(random: Random): SignatureLike {
  return keyOf(random.below(50)).sign(bytes(random, 32));
}

export function rawOf(transaction: Transaction): Uint8Array {
  // A Buffer's `slice` is no copy.
  return new Uint8Array(fromHex(transaction.serialized as `0x${string}`));
}

/** What ethers reads in it, in the words of `Decoder.fields`. */
export function fieldsByEthers(transaction: Transaction) {
  const { type, signature, chainId, to, accessList, authorizationList } = transaction;
  const padded = (value: string) => toBeHex(BigInt(value), 32);
  return {
    type,
    creates: to === null,
    chainId: type === 0 && chainId === 0n ? null : chainId,
    nonce: BigInt(transaction.nonce),
    gasLimit: transaction.gasLimit,
    maxFee: (type! < 2 ? transaction.gasPrice : transaction.maxFeePerGas) ?? 0n,
    tip: (type! < 2 ? transaction.gasPrice : transaction.maxPriorityFeePerGas) ?? 0n,
    value: transaction.value,
    maxBlobFee: transaction.maxFeePerBlobGas ?? 0n,
    to: to?.toLowerCase() ?? `0x${'00'.repeat(20)}`,
    data: transaction.data,
    access: (accessList ?? []).map(({ address, storageKeys }) => ({
      address: address.toLowerCase(),
      keys: storageKeys.map(BigInt),
    })),
    blobs: transaction.blobVersionedHashes ?? [],
    authorisations: (authorizationList ?? []).map((one) => ({
      chainId: one.chainId,
      address: one.address.toLowerCase(),
      nonce: one.nonce,
      parity: one.signature.yParity,
      r: padded(one.signature.r),
      s: padded(one.signature.s),
    })),
    parity: signature!.yParity,
    r: padded(signature!.r),
    s: padded(signature!.s),
    hash: transaction.hash,
    signingHash: transaction.unsignedHash,
  };
}

/** The one encoding of what was decoded: from the record alone. */
export function encodedAgain(decoder: Decoder): string {
  const it = decoder.fields();
  const n = (value: bigint) => (value === 0n ? '0x' : toBeHex(value));
  const h = (value: string) => n(BigInt(value));
  const to = it.creates ? '0x' : it.to;
  const access = it.access.map(({ address, keys }) => [address, keys.map((key) => toBeHex(key, 32))]);
  const signature = [h(it.r), h(it.s)];
  if (it.type === 0) {
    const v = it.chainId === null ? 27n : 35n + 2n * it.chainId;
    const fields = [n(it.nonce), n(it.maxFee), n(it.gasLimit), to, n(it.value), it.data];
    return encodeRlp([...fields, n(v + BigInt(it.parity)), ...signature]);
  }
  const fees = it.type === 1 ? [n(it.maxFee)] : [n(it.tip), n(it.maxFee)];
  const authorisations = it.authorisations.map((one) => [
    ...[n(one.chainId), one.address, n(one.nonce), n(BigInt(one.parity)), h(one.r), h(one.s)],
  ]);
  const own = it.type === 3 ? [n(it.maxBlobFee), it.blobs] : it.type === 4 ? [authorisations] : [];
  const body = [
    n(it.chainId!),
    n(it.nonce),
    ...fees,
    n(it.gasLimit),
    to,
    n(it.value),
    it.data,
    access,
    ...own,
  ];
  return toHex(
    new Uint8Array([
      it.type,
      ...fromHex(encodeRlp([...body, n(BigInt(it.parity)), ...signature]) as `0x${string}`),
    ]),
  );
}
