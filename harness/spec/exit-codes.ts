/** Every exit code of the command line, and nothing else exits. */
export const EXIT = {
  ok: 0,
  bug: 1,
  invalid: 97,
  regression: 98,
  threshold: 99,
  badInput: 104,
  interrupted: 105,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
