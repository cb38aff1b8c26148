/** Why bytes are no transaction, or a transaction has no place: the codes of decode-reasons.ts and result.ts in assembly. */
export const REFUSALS: Readonly<Record<number, string>> = {
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
  64: 'this type of transaction came with a later fork',
  65: 'intrinsic gas too low',
  66: 'the gas limit is below the floor that the data sets (EIP-7623)',
  67: 'the nonce is the last that there is (EIP-2681)',
  68: 'the init code is too large (EIP-3860)',
  69: 'the gas limit is above what a transaction may ask for (EIP-7825)',
  70: 'the gas limit is above that of the block',
  71: 'it was signed for another chain',
  72: 'the tip is above the most it pays for gas',
  73: 'the most it pays for gas is below the base fee',
  74: 'there are no blobs',
  75: 'there are too many blobs',
  76: 'the hash of a blob is of an unknown version',
  77: 'the most it pays for blob gas is below its price',
  78: 'this type of transaction cannot create a contract',
  79: 'there are no authorisations',
  80: 'nonce too low',
  81: 'nonce too high',
  82: 'insufficient funds for gas * price + value',
  83: 'the sender is a contract (EIP-3607)',
};

/** The code of a signature that no key can have made. */
export const NO_SIGNER = 22;

/** In words, for people. */
export function refusalText(code: number): string {
  return REFUSALS[code] ?? `refused for reason ${code}`;
}
