/** Mistakes that may be planted into the twin. A test of the twin must catch every one of them. */
export const FAULTS = [
  /** Every third validation passes without a look at the reads. */
  'skip-validation',
  /** An abort leaves the versions of the failed incarnation as values. */
  'forget-estimate',
  /** A re-execution that wrote a new location has nobody above it validated again. */
  'narrow-revalidation',
  /** A delta that becomes a value is not taken for a new location, though weak reads passed over it. */
  'narrow-kind',
  /** What is written where it was promised is not taken for new, though readers passed by before the promise. */
  'narrow-promise',
  /** An abort has nobody above it validated again. */
  'quiet-abort',
  /** What was executed is committed, validated or not. */
  'commit-unvalidated',
  /** A validation that an earlier wave made counts at the commit. */
  'commit-old-wave',
  /** What was never validated passes for validated in the first wave. */
  'validated-at-first',
  /** A validation takes its wave when it is over. */
  'late-wave',
  /** Whether everything below was committed is asked at the end of an execution. */
  'late-head',
  /** Who begins to wait while the other finishes is never woken. */
  'lose-wake-up',
  /** What an earlier incarnation wrote, and the last one did not, stays. */
  'keep-removed',
] as const;

export type Fault = (typeof FAULTS)[number];
