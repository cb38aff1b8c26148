/** Owns how a transaction looks in JSON-RPC (execution-apis, schema `TransactionInfo`), read from its own bytes. */
import { RLP } from '@ethereumjs/rlp';
import type { Address, Hex } from '../../spec/intent.ts';
import { quantity, toHex } from '../../std/hex.ts';

/** Where it stands; `null` while it waits. */
export interface Place {
  readonly blockHash: Hex;
  readonly blockNumber: number;
  readonly index: number;
  readonly gasPriceWei: bigint;
}

export interface Known {
  readonly hash: Hex;
  readonly from: Address;
  readonly place: Place | null;
}

/** What RLP holds: a string, or a list of items. */
type Item = Uint8Array | Item[];
type Fields = Record<string, unknown>;
type Reader = (item: Item) => unknown;

const bytes = (item: Item): Hex => toHex(item as Uint8Array);
const amount = (item: Item): Hex => quantity(BigInt(`0x0${Buffer.from(item as Uint8Array).toString('hex')}`));
const recipient = (item: Item): Hex | null => ((item as Uint8Array).length === 0 ? null : bytes(item));
/** 32 bytes, as they are. */
const words = (item: Item): Hex[] => (item as Item[]).map(bytes);

function accessList(item: Item): Fields[] {
  return (item as Item[][]).map(([address, keys]) => ({
    address: bytes(address!),
    storageKeys: words(keys!),
  }));
}

/** EIP-7702. */
function authorizations(item: Item): Fields[] {
  return (item as Item[][]).map(([chainId, address, nonce, yParity, r, s]) => ({
    chainId: amount(chainId!),
    address: bytes(address!),
    nonce: amount(nonce!),
    yParity: amount(yParity!),
    r: amount(r!),
    s: amount(s!),
  }));
}

type Layout = readonly (readonly [string, Reader])[];

const PRICED: Layout = [
  ['nonce', amount],
  ['gasPrice', amount],
];
const CAPPED: Layout = [
  ['chainId', amount],
  ['nonce', amount],
  ['maxPriorityFeePerGas', amount],
  ['maxFeePerGas', amount],
];
const CONTENT: Layout = [
  ['gas', amount],
  ['to', recipient],
  ['value', amount],
  ['input', bytes],
];
const LISTED: Layout = [...CONTENT, ['accessList', accessList]];
const SIGNED: Layout = [
  ['yParity', amount],
  ['r', amount],
  ['s', amount],
];

/** The fields in the order of their RLP, by type: Yellow Paper 4.2; EIP-2930, 1559, 4844, 7702. */
const LAYOUTS: readonly Layout[] = [
  [...PRICED, ...CONTENT, ['v', amount], ['r', amount], ['s', amount]],
  [['chainId', amount], ...PRICED, ...LISTED, ...SIGNED],
  [...CAPPED, ...LISTED, ...SIGNED],
  [...CAPPED, ...LISTED, ['maxFeePerBlobGas', amount], ['blobVersionedHashes', words], ...SIGNED],
  [...CAPPED, ...LISTED, ['authorizationList', authorizations], ...SIGNED],
];

/** The type of an EIP-2718 envelope; 0 for legacy RLP. */
export function transactionType(raw: Uint8Array): number {
  return raw[0]! < LAYOUTS.length ? raw[0]! : 0;
}

/** `raw` must be a transaction that an engine has decoded. */
export function transactionJson(raw: Uint8Array, { hash, from, place }: Known): Record<string, unknown> {
  const type = transactionType(raw);
  const items = RLP.decode(type === 0 ? raw : raw.subarray(1)) as Item[];
  const fields: Fields = {};
  LAYOUTS[type]!.forEach(([name, read], index) => {
    fields[name] = read(items[index]!);
  });
  if (type === 0) Object.assign(fields, chainOf(BigInt(fields.v as Hex)));
  else fields.v = fields.yParity;
  // What a unit of gas costs where it stands, or may cost at the most.
  fields.gasPrice = place ? quantity(place.gasPriceWei) : (fields.gasPrice ?? fields.maxFeePerGas);
  return {
    blockHash: place?.blockHash ?? null,
    blockNumber: place ? quantity(place.blockNumber) : null,
    transactionIndex: place ? quantity(place.index) : null,
    hash,
    from,
    type: quantity(type),
    ...fields,
  };
}

/** EIP-155: v = 2 * chain id + 35 or 36; 27 and 28 are of no chain. */
function chainOf(v: bigint): Fields {
  return v >= 35n ? { chainId: quantity((v - 35n) / 2n) } : {};
}
