/** The forks of Ethereum by number, as harness/kernel/evm/assembly/fork.ts has them, and what the host counts by them. */
export const FORKS = [
  'frontier',
  'homestead',
  'tangerine',
  'spurious',
  'byzantium',
  'petersburg',
  'istanbul',
  'berlin',
  'london',
  'paris',
  'shanghai',
  'cancun',
  'prague',
  'osaka',
] as const;

export type Fork = (typeof FORKS)[number];

export function forkNumber(fork: Fork): number {
  return FORKS.indexOf(fork);
}

/** How many blobs a block may carry, and how slowly their price follows (EIP-4844, EIP-7691). */
export interface BlobSchedule {
  readonly maxBlobs: number;
  readonly feeFraction: bigint;
}

/** Those of the main network at that fork; before Cancun there are no blobs. */
export function blobScheduleOf(fork: Fork): BlobSchedule {
  return forkNumber(fork) >= forkNumber('prague')
    ? { maxBlobs: 9, feeFraction: 5_007_716n }
    : { maxBlobs: 6, feeFraction: 3_338_477n };
}

const WORD = 1n << 256n;

/** Wei for a unit of blob gas: e^(excess / fraction) in whole numbers (EIP-4844, fake_exponential); below 2^256. */
export function blobFeeOf(excessBlobGas: bigint, { feeFraction }: BlobSchedule): bigint {
  let sum = 0n;
  let term = feeFraction;
  for (let i = 1n; term > 0n && sum < WORD * feeFraction; i++) {
    sum += term;
    term = (term * excessBlobGas) / (feeFraction * i);
  }
  const fee = sum / feeFraction;
  return fee < WORD ? fee : WORD - 1n;
}
