/** The one error class for everything that can go wrong in operation or in what the user gave us. */

/** Stable codes; docs/reference.md explains each, and a test keeps the two alike. */
export const ERROR_CODES = {
  'bad-flag': 'A flag or environment variable has a value that cannot be used.',
  'bad-scenario': 'The scenario file is malformed or has unknown or missing keys.',
  'bad-threshold': 'A threshold names an unknown metric or does not parse.',
  'bad-record': 'The folder is no run record, is truncated, or is of a version this lakh does not read.',
  'bad-comparison': 'Records that are not of the same thing, or one of them twice.',
  'bad-rule': 'A rule of the gate names an unknown metric, does not parse, or allows the better direction.',
  'bad-corpus': 'A file of signed transactions is none, damaged, or of another load or chain.',
  'bad-genesis': 'A genesis file does not parse, or says what a chain cannot start from.',
  'bad-data':
    'A data folder is none, is damaged, in use or not to be written, or has another chain, genesis or version.',
  'store-failed': 'A block could not be written to the data folder; the node has stopped.',
  'cannot-export': 'The scenario asks for something that has no counterpart where it is exported to.',
  'bad-key': 'A private key or mnemonic is missing or malformed. Its value is never shown.',
  'address-unusable': 'An address to listen on is taken or is none of this machine.',
  'file-unreadable': 'A file could not be read or written.',
  'plugin-unusable': 'A workload or target module does not export what it should.',
  'contract-unusable': 'A contract does not compile, or a file holds no artifact of one.',
  'target-unreachable': 'Nothing answers at the target, or what answers is no JSON-RPC.',
  'target-wrong-chain': 'The target is another chain than the scenario says.',
  'target-failed': 'The target refused a request that the run depends on.',
  'target-missing': 'A program or package that the target needs is not installed on this machine.',
  'funds-missing': 'Accounts need ether that neither they nor the funder have.',
  'setup-failed': 'A set-up transaction was refused, reverted or not included in time.',
  'invalid-transaction': 'A transaction does not decode or its signature does not recover.',
  'kernel-refused':
    'The kernel was given bytes of a wrong length or a value out of range, has no memory left, or is closed.',
  interrupted: 'The run was interrupted before anything was sent.',
} as const;
export type ErrorCode = keyof typeof ERROR_CODES;

export class LakhError extends Error {
  override readonly name = 'LakhError';
  readonly code: ErrorCode;
  /** What the user can do about it. */
  readonly hint: string;
  /** What a call of a contract returned when it reverted, in hexadecimal. */
  readonly returned: `0x${string}` | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { hint?: string; cause?: unknown; returned?: `0x${string}` | undefined } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint ?? '';
    this.returned = options.returned;
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Whether it is one of ours, though a plugin may have brought its own copy of the class. */
export function isLakhError(thrown: unknown): thrown is LakhError {
  if (thrown instanceof LakhError) return true;
  return (
    thrown instanceof Error &&
    thrown.name === 'LakhError' &&
    'code' in thrown &&
    String(thrown.code) in ERROR_CODES
  );
}
