/** The part of the target kit that is about sessions: what becomes of transactions, good and bad. */
import type { Answer, RejectCode, Transaction } from '../spec/index.ts';
import { REJECT_CODES } from '../spec/index.ts';
import type { WithStand } from './chain-checks.ts';
import { type ConformanceCheck, check, must, mustReject, shown } from './check.ts';
import { FUNDED, GENESIS_WEI, PAUPER, type Stand } from './stand.ts';
import type { Place } from './watching.ts';

export function sessionChecks(withStand: WithStand): ConformanceCheck[] {
  return [
    check('takes transactions by several sessions, and shows each in exactly one block', () =>
      withStand(mustInclude),
    ),
    check('shows a transaction that reverts as included and reverted', () => withStand(mustRevert)),
    check('answers one for each transaction, in order; garbage is refused, never thrown', () =>
      withStand(mustRefuseGarbage),
    ),
    check('refuses with the code that fits', () => withStand(mustRefuse)),
    check('includes a transaction once, though it comes twice', () => withStand(mustKnow)),
    check('counts what waits in the pool for the next nonce', () => withStand(mustCountPool)),
    check('leaves unanswered what a closed session is given', () => withStand(mustClose)),
  ];
}

async function mustInclude(stand: Stand): Promise<void> {
  const watching = await stand.watch();
  const sessions = [await stand.open(), await stand.open(), await stand.open()];
  const transactions: Transaction[] = [];
  for (const [account, session] of sessions.entries()) {
    const transaction = stand.sign(account, await stand.nonce(account));
    transactions.push(transaction);
    await stand.accept(session, transaction);
    const queued = session.queued();
    must(Number.isInteger(queued) && queued >= 0, `queued() must be a count, not ${shown(queued)}`);
  }
  for (const transaction of transactions) mustSucceed(await watching.included(transaction));
  // A block more, so that one which stood in two blocks would show.
  const last = stand.sign(0, await stand.nonce(0));
  await stand.accept(sessions[0]!, last);
  await watching.included(last);
  for (const transaction of transactions) {
    const times = watching.places(transaction).length;
    must(times === 1, `a transaction stands in ${times} places of the blocks that were watched`);
  }
}

function mustSucceed({ block, at }: Place): void {
  must(block.succeeded[at] === 1, 'a plain transfer is shown as reverted');
  must(block.gasUsedBy[at] === 21_000, `a plain transfer is shown with ${block.gasUsedBy[at]} gas`);
  const price = block.gasPriceWei[at]!;
  must(
    price > 0n && price >= (block.baseFeeWei ?? 0n),
    `a transfer is shown at ${price} wei a gas, below the base fee`,
  );
}

/** Init code that reverts at once: PUSH1 0, PUSH1 0, REVERT. */
const REVERTING = '0x60006000fd';

async function mustRevert(stand: Stand): Promise<void> {
  const [watching, session] = [await stand.watch(), await stand.open()];
  const wish = { to: null, valueWei: 0n, data: REVERTING, gasLimit: 100_000 } as const;
  const transaction = stand.sign(0, await stand.nonce(0), wish);
  await stand.accept(session, transaction);
  const { block, at } = await watching.included(transaction);
  must(block.succeeded[at] === 0, 'a transaction that reverts is shown as succeeded');
  const gas = block.gasUsedBy[at]!;
  must(gas >= 53_000 && gas <= 100_000, `a reverted creation is shown with ${gas} gas`);
}

async function mustRefuseGarbage(stand: Stand): Promise<void> {
  const session = await stand.open();
  const good = stand.sign(0, await stand.nonce(0));
  const { hash } = good;
  const garbage: Transaction[] = [
    { raw: Uint8Array.of(0xde, 0xad, 0xbe, 0xef), hash },
    { raw: new Uint8Array(0), hash },
    { raw: good.raw.subarray(0, good.raw.length - 7), hash },
  ];
  const [first, second, third] = garbage;
  const answers = await stand.submit(session, [first!, good, second!, third!]);
  must(
    answers[1]?.outcome === 'accepted',
    `the valid one among garbage must be accepted, not ${shown(answers[1])}`,
  );
  for (const at of [0, 2, 3]) mustBeRejected('garbage', answers[at]);
  const none = await stand.within('the answer to nothing', session.submit([]));
  must(none.length === 0, `no transactions must have no answers, not ${shown(none)}`);
}

async function mustRefuse(stand: Stand): Promise<void> {
  const [watching, session] = [await stand.watch(), await stand.open()];
  const next = await stand.nonce(0);
  const used = stand.sign(0, next);
  await stand.accept(session, used);
  await watching.included(used);
  const bad: readonly [what: string, code: RejectCode, transaction: Transaction][] = [
    ['a used nonce', 'nonce-too-low', stand.sign(0, next, { valueWei: 2n })],
    ['another chain id', 'wrong-chain', stand.sign(0, next + 1, { chainId: stand.chain.info.chainId + 1 })],
    ['a sender without ether', 'insufficient-funds', stand.sign(PAUPER, 0)],
    [
      'more than the sender has',
      'insufficient-funds',
      stand.sign(1, await stand.nonce(1), { valueWei: 2n * GENESIS_WEI }),
    ],
  ];
  const answers = await stand.submit(
    session,
    bad.map(([, , transaction]) => transaction),
  );
  for (const [i, [what, code]] of bad.entries()) mustBeRejected(what, answers[i], code);
  const after = stand.sign(0, next + 1);
  await stand.accept(session, after);
  await watching.included(after);
}

async function mustKnow(stand: Stand): Promise<void> {
  const [watching, session] = [await stand.watch(), await stand.open()];
  const next = await stand.nonce(0);
  const transaction = stand.sign(0, next);
  const [first, second] = await stand.submit(session, [transaction, transaction]);
  must(
    first?.outcome === 'accepted' && !first.alreadyKnown,
    `the first of two is answered with ${shown(first)}`,
  );
  const known =
    second?.outcome === 'rejected' || (second?.outcome === 'accepted' && second.alreadyKnown === true);
  must(known, `the same again must be accepted as already known, or rejected, not ${shown(second)}`);
  await watching.included(transaction);
  const last = stand.sign(0, next + 1);
  await stand.accept(session, last);
  await watching.included(last);
  const times = watching.places(transaction).length;
  must(times === 1, `a transaction that came twice stands in ${times} places`);
}

async function mustCountPool(stand: Stand): Promise<void> {
  const session = await stand.open();
  const next = await stand.nonce(0);
  const transactions = [0, 1, 2].map((ahead) => stand.sign(0, next + ahead));
  const address = stand.addresses[0]!;
  for (const [i, transaction] of transactions.entries()) {
    await stand.accept(session, transaction);
    const pending = await stand.within('the next nonce', session.pendingNonce(address));
    must(pending === next + i + 1, `after nonce ${next + i} was accepted, pendingNonce is ${pending}`);
  }
}

async function mustClose(stand: Stand): Promise<void> {
  const session = await stand.open();
  const transactions = [0, 1].map((account) => stand.sign(account, 0));
  await stand.within('the closing of a session', session.close());
  for (const answer of await stand.submit(session, transactions)) {
    must(
      answer.outcome === 'unanswered',
      `a closed session must leave transactions unanswered, not ${shown(answer)}`,
    );
  }
  const asked = session.pendingNonce(stand.addresses[FUNDED - 1]!);
  await stand.within('the refusal of a closed session', mustReject('a nonce from a closed session', asked));
}

function mustBeRejected(what: string, answer: Answer | undefined, code?: RejectCode): void {
  must(answer?.outcome === 'rejected', `${what} must be rejected, but the answer is ${shown(answer)}`);
  must(REJECT_CODES.includes(answer.code), `${what} is rejected with the unknown code ${shown(answer.code)}`);
  must(answer.message !== '', `${what} is rejected without the target's own words`);
  must(
    code === undefined || answer.code === code,
    `${what} must be rejected as ${code}, but is as ${shown(answer)}`,
  );
}
