/** Targets with one fault each, and the check that must find it: a real anvil behind something that lies. */
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type TargetKit, targetChecks } from '../../harness/conformance/index.ts';
import type { Answer, Block, BlockListener, Chain, Session, Target } from '../../harness/spec/index.ts';
import anvil from '../../harness/targets/anvil/index.ts';
import { complaint } from './failed-names.ts';

const KIT: TargetKit = { timeoutMs: 10_000 };
const OPTIONS = anvil.options.parse({ blockTime: '100ms', poll: '10ms' });

interface Fault {
  readonly chain?: (chain: Chain) => Partial<Chain>;
  readonly session?: (session: Session) => Partial<Session>;
  /** A listener that stands between the chain and the kit. */
  readonly listener?: (listener: BlockListener) => Partial<BlockListener>;
  readonly start?: (start: Target['start']) => Target['start'];
}

const started: Chain[] = [];
afterEach(async () => {
  for (const chain of started.splice(0)) await chain.stop();
});

/** Methods of classes and of plain objects alike, without losing their `this`. */
function over<Kind extends object>(inner: Kind, changes: Partial<Kind>): Kind {
  return new Proxy(inner, {
    get(target, key) {
      if (key in changes) return changes[key as keyof Kind];
      const value = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function broken(fault: Fault): Target {
  const start: Target['start'] = async (_options, context) => {
    const inner = await anvil.start(OPTIONS, context);
    started.push(inner);
    const between = (listener: BlockListener) => over(listener, fault.listener?.(listener) ?? {});
    const chain = over(inner, { watch: (listener) => inner.watch(between(listener)) });
    return over(chain, fault.chain?.(chain) ?? {});
  };
  return {
    name: 'broken',
    summary: 'an anvil behind something that lies',
    options: z.strictObject({}),
    start: fault.start?.(start) ?? start,
    async open(link) {
      const inner = await anvil.open(link);
      return over(inner, fault.session?.(inner) ?? {});
    },
  };
}

const submitting = (change: (answers: Answer[], session: Session) => Answer[]): Fault => ({
  session: (session) => ({ submit: async (batch) => change([...(await session.submit(batch))], session) }),
});

const blocks = (change: (block: Block) => Block): Fault => ({
  listener: (listener) => ({ block: (block) => listener.block(change(block)) }),
});

const LATE = { timeoutMs: 3000 };
const DECLARES = 'declares a chain and capabilities that make sense';
const ANSWERS = 'answers the questions that a run asks';
const ORDER = 'answers many questions in the order asked, and refuses with a LakhError';
const HEADS = 'shows a head before its block, numbers upwards, each block on its parent';
const LEFT = 'tells a watcher that left nothing more';
const STOP = 'stop ends everything, twice, and is no fault';
const ONCE = 'takes transactions by several sessions, and shows each in exactly one block';
const REVERTS = 'shows a transaction that reverts as included and reverted';
const GARBAGE = 'answers one for each transaction, in order; garbage is refused, never thrown';
const CODES = 'refuses with the code that fits';
const TWICE = 'includes a transaction once, though it comes twice';
const POOL = 'counts what waits in the pool for the next nonce';
const CLOSED = 'leaves unanswered what a closed session is given';
const AGAIN = 'starts again after it was stopped';
const TORN = 'ends when the run is torn down';

describe('the kit of targets', () => {
  it.each([DECLARES, HEADS, GARBAGE, STOP])('passes what is sound: %s', async (name) => {
    expect(await complaint(targetChecks(broken({}), KIT), name)).toBe('');
  });

  it.each<[string, Fault, string, RegExp, TargetKit?]>([
    [
      'has no chain id',
      { chain: ({ info }) => ({ info: { ...info, chainId: Number.NaN } }) },
      DECLARES,
      /chainId is NaN/,
    ],
    [
      'can take no transaction at a time',
      { chain: (chain) => ({ capabilities: { ...chain.capabilities, maxBatch: 0 } }) },
      DECLARES,
      /maxBatch is 0/,
    ],
    [
      'forgets the allocations',
      { start: (start) => (options, context) => start(options, { ...context, allocations: [] }) },
      DECLARES,
      /need .* wei each/,
    ],
    [
      'allocates less than it was told',
      {
        start: (start) => (options, context) =>
          start(options, { ...context, allocations: halved(context.allocations) }),
      },
      DECLARES,
      /funding is genesis, but/,
    ],
    [
      'answers without hexadecimal',
      { chain: (chain) => ({ request: async (...asked) => numbered(await chain.request(...asked)) }) },
      ANSWERS,
      /must answer in hexadecimal/,
    ],
    [
      'shuffles its answers',
      { chain: (chain) => ({ requestAll: async (calls) => (await chain.requestAll(calls)).reverse() }) },
      ORDER,
      /the answers in order/,
    ],
    [
      'knows every method',
      { chain: (chain) => ({ request: (...asked) => chain.request(...asked).catch(() => null) }) },
      ORDER,
      /an unknown method must be refused, but was answered with null/,
    ],
    [
      'refuses with any error',
      {
        chain: (chain) => ({
          request: (...asked) => chain.request(...asked).catch(() => Promise.reject(new Error('no'))),
        }),
      },
      ORDER,
      /with a LakhError, but was with 'no'/,
    ],
    ['shows blocks without heads', { listener: () => ({ head: () => {} }) }, HEADS, /came before its head/],
    [
      'numbers all blocks alike',
      {
        listener: (listener) => ({
          head: () => listener.head(7),
          block: (block) => listener.block({ ...block, number: 7 }),
        }),
      },
      HEADS,
      /after block 7 came block 7/,
    ],
    [
      'has blocks without parents',
      blocks((block) => ({ ...block, parentHash: `0x${'00'.repeat(32)}` })),
      HEADS,
      /does not name block \d+ as its parent/,
    ],
    [
      'counts the gas of a block wrongly',
      blocks((block) => ({ ...block, gasUsed: block.gasUsed + 1 })),
      HEADS,
      /gas, the block/,
    ],
    [
      'reports faults that are none',
      { listener: (listener) => ({ head: () => listener.fault({ lost: false, message: 'hm' }) }) },
      HEADS,
      /must report no fault.*hm/,
    ],
    ['goes on telling who left', { chain: tellingAll }, LEFT, /was told of block/],
    ['does not stop', { chain: () => ({ stop: async () => {} }) }, STOP, /a stopped chain must be refused/],
    ['stops once only', { chain: (chain) => ({ stop: once(() => chain.stop()) }) }, STOP, /stopped before/],
    [
      'shows every block twice',
      { listener: (listener) => ({ block: twice((block) => listener.block(block)) }) },
      ONCE,
      /stands in 2 places/,
    ],
    [
      'never shows a block',
      { listener: () => ({ block: () => {} }) },
      ONCE,
      /the block with transaction 0x\w+ did not come within 3 s/,
      LATE,
    ],
    [
      'has links that cannot travel',
      { chain: () => ({ link: async () => ({ data: { open: () => {} } }) }) },
      ONCE,
      /could not be cloned/,
    ],
    [
      'counts no queue',
      { session: () => ({ queued: () => Number.NaN }) },
      ONCE,
      /queued\(\) must be a count/,
    ],
    [
      'takes every inclusion for a success',
      blocks((block) => ({ ...block, succeeded: block.succeeded.map(() => 1) })),
      REVERTS,
      /shown as succeeded/,
    ],
    [
      'throws at garbage',
      {
        session: (session) => ({
          async submit(batch) {
            if (batch.some(({ raw }) => raw.length < 20)) throw new Error('garbage!');
            return session.submit(batch);
          },
        }),
      },
      GARBAGE,
      /^garbage!$/,
    ],
    [
      'answers in another order',
      submitting((answers) => answers.reverse()),
      GARBAGE,
      /the valid one among garbage/,
    ],
    [
      'forgets an answer',
      submitting((answers) => answers.slice(1)),
      GARBAGE,
      /4 transactions were answered by 3/,
    ],
    [
      'takes whatever comes',
      submitting((answers) => answers.map(() => ({ outcome: 'accepted' }))),
      GARBAGE,
      /garbage must be rejected/,
    ],
    [
      'refuses without telling why',
      submitting((answers) =>
        answers.map((answer) => (answer.outcome === 'rejected' ? { ...answer, code: 'rpc-error' } : answer)),
      ),
      CODES,
      /a used nonce must be rejected as nonce-too-low/,
    ],
    [
      'knows nothing again',
      submitting((answers) => answers.map(() => ({ outcome: 'accepted' }))),
      TWICE,
      /already known, or rejected/,
    ],
    [
      'counts mined transactions only',
      { session: () => ({ pendingNonce: async () => 0 }) },
      POOL,
      /after nonce 0 was accepted, pendingNonce is 0/,
    ],
    [
      'cannot be closed',
      { session: () => ({ close: async () => {} }) },
      CLOSED,
      /must leave transactions unanswered/,
    ],
    [
      'throws once it is closed',
      {
        session: (session) => ({
          close: () => session.close(),
          submit: () => Promise.reject(new Error('closed')),
        }),
      },
      CLOSED,
      /^closed$/,
    ],
    ['starts once only', { start: (start) => once(start, 'started before') }, AGAIN, /started before/],
    [
      'does not hear that the run is over',
      {
        start: (start) => (options, context) =>
          start(options, { ...context, signal: new AbortController().signal }),
      },
      TORN,
      /the end of the chain did not come/,
      LATE,
    ],
  ])('finds the one that %s', async (_what, fault, name, message, kit = KIT) => {
    expect(await complaint(targetChecks(broken(fault), kit), name)).toMatch(message);
  });
});

/** Whoever watched once hears of every block that anybody hears of. */
function tellingAll(chain: Chain): Partial<Chain> {
  const everybody: BlockListener[] = [];
  return {
    async watch(listener) {
      everybody.push(listener);
      const block = (seen: Block) => {
        for (const one of everybody) one.block(seen);
      };
      return chain.watch(over(listener, { block }));
    },
  };
}

function twice<Given>(tell: (given: Given) => void): (given: Given) => void {
  return (given) => {
    tell(given);
    tell(given);
  };
}

function halved(allocations: Parameters<Target['start']>[1]['allocations']) {
  return allocations.map((one) => ({ ...one, balanceWei: one.balanceWei / 2n }));
}

function numbered(answer: unknown): unknown {
  return typeof answer === 'string' ? Number(answer) : answer;
}

function once<Given extends unknown[], Result>(
  run: (...given: Given) => Promise<Result>,
  message = 'stopped before',
): (...given: Given) => Promise<Result> {
  let ran = false;
  return (...given) => {
    if (ran) return Promise.reject(new Error(message));
    ran = true;
    return run(...given);
  };
}
