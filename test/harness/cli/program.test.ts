import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failureOf } from '../../../harness/cli/exit.ts';
import { program } from '../../../harness/cli/program.ts';
import { EXIT } from '../../../harness/spec/index.ts';

beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('LAKH_')) vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('what run refuses', () => {
  const key = `0x${'7'.repeat(64)}`;
  it.each<[string, string[], Record<string, string>, RegExp]>([
    ['no command', [], {}, /^lakh: say what to do: run, /],
    ['unknown command', ['rnu'], {}, /^lakh: did you mean run\?/],
    ['unknown flag', ['run', '--rat', '5'], {}, /^lakh: unknown argument: rat/],
    [
      'a key as a flag',
      ['run', '--funder-key', key],
      {},
      /unknown argument: funder-key\n {2}-> .*LAKH_FUNDER_KEY_FILE/,
    ],
    ['a key as an argument', ['run', 'a.yaml', key], {}, /^lakh: unknown argument/],
    ['a flag twice', ['run', '--rate', '1', '--rate', '2'], {}, /--rate is given 2 times/],
    ['a flag without value', ['run', '--rate'], {}, /rate/],
    ['rate 0', ['run', '--rate', '0'], {}, /load\.rate: must be more than 0/],
    ['negative rate', ['run', '--rate', '-5'], {}, /load\.rate: must not be negative \(got -5\)/],
    ['rate that is text', ['run', '--rate', 'fast'], {}, /load\.rate: must be a rate/],
    ['duration 0', ['run', '--duration', '0s'], {}, /load\.duration: must be more than 0/],
    [
      'duration without unit',
      ['run', '--duration', '20'],
      {},
      /load\.duration: needs a unit: "20s" or "20ms"/,
    ],
    [
      'workers that are text',
      ['run', '--workers', 'two'],
      {},
      /workers: must be a whole number \(got "two"\)/,
    ],
    [
      'unknown workload',
      ['run', '--workload', 'transfer'],
      {},
      /there is no workload "transfer"; did you mean transfers\?/,
    ],
    [
      'unknown threshold',
      ['run', '--threshold', 'goodpt > 5'],
      {},
      /thresholds\[0\]: "goodpt > 5": there is no metric goodpt/,
    ],
    [
      'unknown key by --set',
      ['run', '--set', 'load.rte=5'],
      {},
      /load\.rte: unknown key; did you mean rate\?/,
    ],
    ['--set without value', ['run', '--set', 'load'], {}, /--set needs a key and a value/],
    ['a variable', ['run'], { LAKH_RATE: '-1' }, /load\.rate: must not be negative \(got -1\)/],
    ['a switch', ['run'], { LAKH_QUIET: 'perhaps' }, /LAKH_QUIET must be true or false/],
    ['a log level', ['run'], { LAKH_LOG: 'loud' }, /LAKH_LOG names no level/],
    ['no such file', ['run', 'none.yaml'], {}, /none\.yaml cannot be read/],
    ['no such plugin', ['run', '--workload', './none.ts'], {}, /there is no file .*none\.ts/],
    ['bad key', ['run'], { LAKH_FUNDER_KEY: key.slice(0, 40) }, /LAKH_FUNDER_KEY holds no private key/],
    ['no mnemonic', ['run', '--set', 'accounts.source=mnemonic'], {}, /set LAKH_MNEMONIC/],
  ])('%s', async (_, args, variables, message) => {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    const thrown = await program(args).then(
      (exitCode) => new Error(`it ran, and ended with ${exitCode}`),
      (error) => error,
    );
    const { exitCode, text } = failureOf(thrown, false);
    expect(text).toMatch(message);
    expect(text).not.toContain('7777');
    expect(exitCode).toBe(EXIT.badInput);
  });
});
