import { describe, expect, it } from 'vitest';
import { exitCodeOf, failureOf } from '../../../harness/cli/exit.ts';
import { EXIT, type RunRecord } from '../../../harness/spec/index.ts';
import { ERROR_CODES, type ErrorCode, LakhError } from '../../../harness/std/errors.ts';

type Ending = RunRecord['ending'];

describe('exitCodeOf', () => {
  const threshold = { expression: 'a < 1', metric: 'a', actual: 2 };
  it.each<[Ending, 'valid' | 'invalid', boolean[], number]>([
    ['finished', 'valid', [], EXIT.ok],
    ['finished', 'valid', [true, true], EXIT.ok],
    ['finished', 'valid', [true, false], EXIT.threshold],
    ['finished', 'invalid', [false], EXIT.invalid],
    ['target-lost', 'invalid', [], EXIT.invalid],
    ['failed', 'invalid', [], EXIT.invalid],
    ['interrupted', 'invalid', [false], EXIT.interrupted],
    ['interrupted', 'valid', [], EXIT.interrupted],
  ])('%s, %s, thresholds %j: %i', (ending, verdict, passed, code) => {
    const thresholds = passed.map((one) => ({ ...threshold, passed: one }));
    expect(exitCodeOf({ ending, verdict: { verdict, reasons: [] }, thresholds })).toBe(code);
  });
});

describe('failureOf', () => {
  it.each(Object.keys(ERROR_CODES) as ErrorCode[])('%s has a hint, no stack, and its exit code', (code) => {
    const failure = failureOf(new LakhError(code, 'it broke', { hint: 'mend it' }), true);
    expect(failure).toEqual({
      exitCode: code === 'interrupted' ? EXIT.interrupted : EXIT.badInput,
      text: 'lakh: it broke\n  -> mend it',
      json: { error: { code, message: 'it broke', hint: 'mend it' } },
    });
  });

  it('leaves out a hint that is not there', () => {
    expect(failureOf(new LakhError('bad-flag', 'it broke'), false).text).toBe('lakh: it broke');
  });

  it.each([
    [new TypeError('x is not a function'), 'x is not a function'],
    ['thrown text', 'thrown text'],
  ])('asks for a report of anything else: %s', (thrown, message) => {
    const failure = failureOf(thrown, false);
    expect(failure.exitCode).toBe(EXIT.bug);
    expect(failure.text).toMatch(
      new RegExp(`^lakh: ${message}\n  -> this is a bug of lakh: please report it`),
    );
    expect(failure.text.split('\n')).toHaveLength(2);
    expect(failure.json.error.code).toBe('bug');
  });

  it('shows the stack of a bug when debugging', () => {
    expect(failureOf(new Error('x'), true).text).toContain('exit.test.ts');
  });
});
