/** Why bytes are no transaction, in words: the codes of harness/kernel/evm/assembly/decode-reasons.ts. */
export const DECODE_REFUSALS: Readonly<Record<number, string>> = {
  1: 'the bytes end before what their lengths promise',
  2: 'a value is not in its one RLP encoding',
  3: 'there are bytes behind the transaction',
  4: 'there is a list where a string must be, or the reverse',
  5: 'a list has too few items',
  6: 'a list has too many items',
  7: 'a number has leading zeros',
  8: 'a number has more than 256 bits',
  9: 'the nonce has more than 64 bits',
  10: 'the gas limit has more than 64 bits',
  11: 'the chain id has more than 64 bits',
  12: 'an address has not 20 bytes',
  13: 'a storage key or the hash of a blob has not 32 bytes',
  14: 'the type of the transaction is unknown',
  15: 'blobs are attached: the form of the network, not of a block',
  16: 'this type of transaction cannot create a contract',
  17: 'the parity of the signature is neither 0 nor 1, or v is none of EIP-155',
  18: 'r of the signature is zero or not below the order of the curve',
  19: 's of the signature is zero or not below the order of the curve',
  20: 's of the signature is above half of the order of the curve (EIP-2)',
  21: 'an authorisation has a field beyond its range',
  22: 'the signature is of no key',
};

/** The code of a signature that no key can have made. */
export const NO_SIGNER = 22;

/** In words, for people. */
export function decodeRefusal(code: number): string {
  return DECODE_REFUSALS[code] ?? `refused for reason ${code}`;
}
