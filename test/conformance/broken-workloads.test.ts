/** A kit that cannot fail is worth nothing: workloads with one fault each, and the check that must find it. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { workloadChecks } from '../../harness/conformance/index.ts';
import type { Driver, Intent, Oracle, Random, Wait, Workload } from '../../harness/spec/index.ts';
import rpcRead from '../../workloads/rpc-read.ts';
import transfers from '../../workloads/transfers.ts';
import { complaint, failedNames } from './failed-names.ts';

// Without its module: what is broken here stands in no file.
const { module: _, ...sound } = transfers as Workload;

/** Transfers with a driver that does something else. */
function driving(change: (driver: Driver, index: number, random: Random) => Intent): Workload {
  return {
    ...sound,
    drive(context, deployment) {
      const driver = sound.drive(context, deployment);
      return { ...driver, intent: (index, random) => change(driver, index, random) };
    },
  };
}

const changed = (change: (intent: Intent) => Partial<Intent>): Workload =>
  driving((driver, index, random) => {
    const intent = driver.intent(index, random);
    return { ...intent, ...change(intent) };
  });

/** The same, whose steps wait for others. */
const waiting = (wait: (index: number) => Wait | null, awaited = () => true): Workload => ({
  ...sound,
  drive: (...given) => ({ ...sound.drive(...given), wait, awaited }),
});

const PURE = 'pure: set-up and intents use no clock, no global random and no network';
const KEYED = 'intents do not depend on what was asked before';
const FORMED = 'intents are well formed and within the requirements';
const SENDERS = 'senders can be told without the intent';
const WAITS = 'steps wait for earlier ones that may be waited for';
const ACTIONS = 'every declared action occurs';
const DECLARES = 'declares a name, its actions and what it requires';
const SET_UP = 'set-up is the same each time, and well formed';
const MODULE = 'module: its default export is this very plugin';
const STRICT = 'options: unknown keys are refused, at every depth';

let calls = 0;

describe('the kit of workloads', () => {
  it('passes what is sound', async () => {
    expect(await failedNames(workloadChecks(sound), /^(?!the oracle)/)).toEqual([]);
  });

  const reading = (read: () => unknown) =>
    driving((driver, index, random) => {
      read();
      return driver.intent(index, random);
    });

  it.each<[string, Workload, string[]]>([
    ['reads the global random', reading(() => Math.random()), [PURE]],
    ['reads the clock', reading(() => Date.now()), [PURE]],
    ['makes a date of now', reading(() => new Date()), [PURE]],
    ['reads the monotonic clock', reading(() => performance.now()), [PURE]],
    ['reads the process clock', reading(() => process.hrtime.bigint()), [PURE]],
    ['sets a timer', reading(() => clearTimeout(setTimeout(() => {}, 0))), [PURE]],
    [
      'asks the network, and hides that it failed',
      reading(() => {
        try {
          void fetch('http://127.0.0.1:1').catch(() => {});
        } catch {}
      }),
      [PURE],
    ],
    ['counts its calls', changed(() => ({ valueWei: BigInt(calls++ % 2) })), [KEYED]],
    ['names addresses with capitals', changed(() => ({ to: `0x${'AB'.repeat(20)}` })), [FORMED]],
    ['sends half a byte', changed(() => ({ data: '0x123' })), [FORMED]],
    ['moves more than it requires', changed(() => ({ valueWei: 2n })), [FORMED]],
    ['uses more gas than it requires', changed(() => ({ gasLimit: 21_001 })), [FORMED]],
    ['does what it did not declare', changed(() => ({ action: 'mint' })), [FORMED, ACTIONS]],
    ['sends from nobody', changed(() => ({ from: 10 })), [FORMED, SENDERS]],
    ['waits for itself', waiting((index) => ({ after: index })), [WAITS]],
    [
      'waits for a step that nobody may wait for',
      waiting(
        (i) => (i > 0 ? { after: i - 1 } : null),
        () => false,
      ),
      [WAITS],
    ],
    ['waits for half a block', waiting((i) => (i > 0 ? { after: 0, blocks: 0.5 } : null)), [WAITS]],
    [
      'waits for something else each time',
      waiting((i) => (i > 0 ? { after: 0, blocks: calls++ % 2 } : null)),
      [WAITS],
    ],
    ['comes from others than it says', changed(({ from }) => ({ from: (from + 1) % 10 })), [SENDERS]],
    ['never does what it declared', { ...sound, actions: ['transfer', 'burn'] }, [ACTIONS]],
    ['declares an action twice', { ...sound, actions: ['transfer', 'transfer'] }, [DECLARES]],
    ['requires something else each time', { ...sound, requirements: () => changing() }, [DECLARES]],
    [
      'sets up something else each time',
      { ...sound, setup: () => ({ stages: [], deployment: calls++ }) },
      [SET_UP],
    ],
    [
      'sets up by a sender that is not there',
      {
        ...sound,
        setup: () => ({
          stages: [[{ from: 11, to: null, valueWei: 0n, data: '0x', gasLimit: 60_000, action: 'deploy' }]],
          deployment: null,
        }),
      },
      [SET_UP],
    ],
    ['has a module without a default export', { ...sound, module: fileOf('harness/std/index.ts') }, [MODULE]],
    ['has the module of another', { ...sound, module: fileOf('harness/targets/engine/index.ts') }, [MODULE]],
    [
      'has a module that makes other intents',
      { ...changed(() => ({ valueWei: 0n })), module: transfers.module! },
      [MODULE],
    ],
  ])('finds the one that %s', async (_what, workload, names) => {
    expect(await failedNames(workloadChecks(workload), /^(?!the oracle)/)).toEqual(names);
  });

  const withOptions = (options: z.ZodType): Workload => ({ ...sound, options });

  it.each<[string, z.ZodType, string, RegExp]>([
    [
      'accepts unknown keys',
      z.object({ pattern: z.string().default('ring') }),
      STRICT,
      /an unknown key is accepted/,
    ],
    [
      'accepts unknown keys further down',
      z.strictObject({ pool: z.object({ fee: z.number().default(1) }).prefault({}) }),
      STRICT,
      /in options\.pool/,
    ],
    [
      'forgets a default',
      z.strictObject({ fee: z.number().default(1) }).transform(() => ({})),
      'options: what is left out is filled in, the same each time',
      /fee has a default/,
    ],
    [
      'reads the same options in two ways',
      z.strictObject({}).transform(() => ({ calls: calls++ })),
      'options: what is left out is filled in, the same each time',
      /differently twice/,
    ],
    [
      'has options that stay in their thread',
      z.strictObject({}).transform(() => ({ run: () => {} })),
      'options: the output can cross to another thread',
      /could not be cloned/,
    ],
    [
      'refuses the options of the kit',
      z.strictObject({ fee: z.number() }),
      'options: the output can cross to another thread',
      /do not fit the schema/,
    ],
  ])('finds the schema that %s', async (_what, options, name, message) => {
    expect(await complaint(workloadChecks(withOptions(options)), name)).toMatch(message);
  });

  it('finds the one that writes into what it was lent', async () => {
    const workload: Workload = {
      ...sound,
      drive(context, deployment) {
        (context.accounts as string[]).reverse();
        return sound.drive(context, deployment);
      },
    };
    expect(await complaint(workloadChecks(workload), FORMED)).toMatch(/read only/);
  });
});

function changing() {
  return { accounts: 2, valueWei: BigInt(1 + (calls++ % 2)), gasLimit: 21_000 };
}

function fileOf(path: string): string {
  return new URL(`../../${path}`, import.meta.url).href;
}

describe('the kit of oracles', () => {
  const PASSES = 'the oracle passes on a chain that did what was asked';
  const READS = 'the oracle fails when the chain says something else';
  const COUNTS = 'the oracle fails when the run missed an inclusion';
  const truth = (name: string, passed: boolean) => [
    { name, passed, compared: 1, detail: passed ? '' : 'no' },
  ];
  const judging = (oracle: Partial<Oracle<unknown, unknown, unknown>>): Workload => ({
    ...sound,
    oracle: { ...sound.oracle, ...oracle },
  });

  it.each<[string, Workload, string[]]>([
    ['is sound', sound, []],
    [
      'believes everything unread',
      judging({ after: async () => truth('all is well', true) }),
      [READS, COUNTS],
    ],
    [
      'reads, and believes everything',
      judging({
        async after({ accounts }, _deployment, _before, _facts, reader) {
          await reader.balances(accounts);
          return truth('all is well', true);
        },
      }),
      [READS, COUNTS],
    ],
    ['believes nothing', judging({ after: async () => truth('all is lost', false) }), [PASSES, READS]],
    [
      'checks the chain against itself only',
      judging({
        async before({ accounts }, _deployment, reader) {
          return reader.nonces(accounts);
        },
        async after({ accounts }, _deployment, before, _facts, reader) {
          const sent = (nonces: number[]) => nonces.reduce((sum, nonce) => sum + nonce, 0);
          const grown = sent(await reader.nonces(accounts)) - sent(before as number[]);
          return truth('twenty were sent', grown === 20);
        },
      }),
      [COUNTS],
    ],
    [
      'throws where it should say no',
      judging({
        async after(...asking) {
          const checks = await sound.oracle.after(...asking);
          if (checks.some(({ passed }) => !passed)) throw new Error('wrong');
          return checks;
        },
      }),
      [READS, COUNTS],
    ],
    ['makes no check', judging({ after: async () => [] }), [PASSES, READS, COUNTS]],
  ])('judges the one that %s', async (_what, workload, names) => {
    const checks = workloadChecks(workload, { executed: 20, accounts: 4 });
    expect(await failedNames(checks, /^the oracle/)).toEqual(names);
  });

  it('says why there is nothing to judge', async () => {
    const poor = changed(() => ({ gasLimit: 20_999 }));
    expect(await complaint(workloadChecks(poor, { executed: 5 }), PASSES)).toMatch(
      /none of 5 .*intrinsic-gas/,
    );
  });
});

describe('the kit of workloads, of those that only read', () => {
  const { module: _, ...reader } = rpcRead as Workload;
  const ONLY_READS = 'declares a name, that it sends nothing, and what it reads';
  const reads = (over: object) => (options: unknown) => ({ ...reader.reads!(options), ...over });

  it('passes what is sound, and asks for no intent', async () => {
    expect(await failedNames(workloadChecks(rpcRead))).toEqual([]);
  });

  it.each<[string, Workload]>([
    ['declares an action', { ...reader, actions: ['read'] }],
    ['requires gas', { ...reader, requirements: () => ({ accounts: 1, valueWei: 0n, gasLimit: 21_000 }) }],
    ['reads nothing', { ...reader, reads: reads({ mix: { call: 0, balance: 0, logs: 0, block: 0 } }) }],
    ['reads something else each time', { ...reader, reads: (o) => reads({ timeout: calls++ })(o) }],
  ])('finds the one that %s', async (_what, workload) => {
    expect(await failedNames(workloadChecks(workload))).toEqual([ONLY_READS]);
  });
});
