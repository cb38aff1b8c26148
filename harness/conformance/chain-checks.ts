/** The part of the target kit that is about the chain: what it says of itself, what it answers, what it shows. */
import type { Block, Chain } from '../spec/index.ts';
import { type ConformanceCheck, check, must, mustReject, shown } from './check.ts';
import { GENESIS_WEI, PAUPER, type Stand } from './stand.ts';
import type { Watching } from './watching.ts';

export type WithStand = (use: (stand: Stand) => Promise<void>) => Promise<void>;

export function chainChecks(withStand: WithStand): ConformanceCheck[] {
  return [
    check('declares a chain and capabilities that make sense', () => withStand(mustDeclare)),
    check('answers the questions that a run asks', () => withStand(mustAnswer)),
    check('answers many questions in the order asked, and refuses with a LakhError', () =>
      withStand(mustKeepOrder),
    ),
    check('shows a head before its block, numbers upwards, each block on its parent', () =>
      withStand(mustChain),
    ),
    check('tells a watcher that left nothing more', () => withStand(mustLetGo)),
    check('stop ends everything, twice, and is no fault', () => withStand(mustStop)),
  ];
}

async function mustDeclare({ chain, addresses }: Stand): Promise<void> {
  const { chainId, client, blockGasLimit, facts } = chain.info;
  must(Number.isSafeInteger(chainId) && chainId > 0, `info.chainId is ${shown(chainId)}`);
  must(typeof client === 'string' && client !== '', 'info.client must say what the node is');
  must(
    Number.isSafeInteger(blockGasLimit) && blockGasLimit >= 21_000,
    `info.blockGasLimit is ${shown(blockGasLimit)}`,
  );
  for (const [name, fact] of Object.entries(facts)) {
    const plain = typeof fact === 'string' || typeof fact === 'boolean' || Number.isFinite(fact);
    must(plain, `info.facts.${name} must be text, a finite number or a boolean, not ${shown(fact)}`);
  }
  const { funding, maxBatch, reorgDepth, finality, watchResolutionMs, inProcess } = chain.capabilities;
  must(funding === 'genesis' || funding === 'funder', `capabilities.funding is ${shown(funding)}`);
  must(Number.isSafeInteger(maxBatch) && maxBatch >= 1, `capabilities.maxBatch is ${shown(maxBatch)}`);
  must(
    Number.isSafeInteger(reorgDepth) && reorgDepth >= 0,
    `capabilities.reorgDepth is ${shown(reorgDepth)}`,
  );
  must(typeof finality === 'boolean', `capabilities.finality is ${shown(finality)}`);
  must(
    Number.isFinite(watchResolutionMs) && watchResolutionMs >= 0,
    `watchResolutionMs is ${shown(watchResolutionMs)}`,
  );
  must(typeof inProcess === 'boolean', `capabilities.inProcess is ${shown(inProcess)}`);
  if (funding === 'genesis') {
    const balance = BigInt((await chain.request('eth_getBalance', [addresses[0], 'latest'])) as string);
    must(
      balance === GENESIS_WEI,
      `funding is genesis, but of ${GENESIS_WEI} wei allocated there are ${balance}`,
    );
  }
  await mustTellCpu(chain);
}

async function mustTellCpu(chain: Chain): Promise<void> {
  const micros = await chain.cpuMicros?.();
  const right = micros === undefined || micros === null || (Number.isFinite(micros) && micros >= 0);
  must(right, `cpuMicros must be microseconds or null, not ${shown(micros)}`);
}

const UNKNOWN_HASH = `0x${'17'.repeat(32)}`;

async function mustAnswer({ chain, addresses }: Stand): Promise<void> {
  const [address, other] = addresses;
  const hexAnswers: [string, readonly unknown[]][] = [
    ['eth_getBalance', [address, 'latest']],
    ['eth_getTransactionCount', [address, 'latest']],
    ['eth_getTransactionCount', [address, 'pending']],
    ['eth_gasPrice', []],
    ['eth_getCode', [address, 'latest']],
    ['eth_call', [{ from: address, to: other, data: '0x' }, 'latest']],
  ];
  for (const [method, params] of hexAnswers) {
    const answer = await chain.request(method, params);
    const right = typeof answer === 'string' && /^0x[0-9a-f]*$/i.test(answer);
    must(right, `${method} must answer in hexadecimal, not ${shown(answer)}`);
  }
  const block = (await chain.request('eth_getBlockByNumber', ['latest', false])) as Partial<
    Record<string, unknown>
  >;
  for (const key of ['number', 'hash', 'parentHash', 'timestamp', 'gasLimit', 'gasUsed']) {
    must(typeof block[key] === 'string', `the ${key} of eth_getBlockByNumber is ${shown(block[key])}`);
  }
  const receipt = await chain.request('eth_getTransactionReceipt', [UNKNOWN_HASH]);
  must(receipt === null, `the receipt of an unknown transaction must be null, not ${shown(receipt)}`);
  await mustReject('garbage for eth_sendRawTransaction', chain.request('eth_sendRawTransaction', ['0x00']));
}

async function mustKeepOrder({ chain, addresses }: Stand): Promise<void> {
  const funded = { method: 'eth_getBalance', params: [addresses[0], 'latest'] };
  const poor = { method: 'eth_getBalance', params: [addresses[PAUPER], 'latest'] };
  const count = { method: 'eth_getTransactionCount', params: [addresses[PAUPER], 'latest'] };
  const [alone] = await chain.requestAll([funded]);
  const answers = await chain.requestAll([poor, funded, count, poor]);
  const expected = ['0x0', alone, '0x0', '0x0'];
  must(
    shown(answers) === shown(expected),
    `the answers in order are ${shown(expected)}, but came ${shown(answers)}`,
  );
  const none = await chain.requestAll([]);
  must(none.length === 0, `no questions must have no answers, not ${shown(none)}`);
  const unknown = { method: 'lakh_noSuchMethod', params: [] };
  await mustReject('an unknown method', chain.request(unknown.method, unknown.params));
  await mustReject('an unknown method among others', chain.requestAll([funded, unknown]));
}

async function mustChain(stand: Stand): Promise<void> {
  const { number: head } = (await stand.chain.request('eth_getBlockByNumber', ['latest', false])) as {
    number: string;
  };
  const watching = await stand.watch();
  const session = await stand.open();
  const first = await stand.nonce(0);
  for (let round = 0; round < 3; round++) {
    const transaction = stand.sign(0, first + round);
    await stand.accept(session, transaction);
    await watching.included(transaction);
  }
  must(
    watching.faults.length === 0,
    `a chain that works must report no fault, but did: ${watching.faults.join('; ')}`,
  );
  mustAnnounce(watching);
  const { blocks } = watching;
  must(blocks[0]!.number > Number(head), `block ${blocks[0]!.number} was there before the watch began`);
  for (const [i, block] of blocks.entries()) {
    mustHaveColumns(block);
    const parent = blocks[i - 1];
    if (!parent) continue;
    must(block.number === parent.number + 1, `after block ${parent.number} came block ${block.number}`);
    must(
      block.parentHash === parent.hash,
      `block ${block.number} does not name block ${parent.number} as its parent`,
    );
  }
}

function mustAnnounce(watching: Watching): void {
  const announced = new Set<number>();
  for (const one of watching.heard) {
    if (one.kind === 'head') announced.add(one.number);
    if (one.kind === 'block') {
      const { number } = one.block;
      must(announced.has(number), `block ${number} came before its head`);
    }
  }
}

function mustHaveColumns(block: Block): void {
  const {
    number,
    hash,
    parentHash,
    hashes,
    succeeded,
    gasUsedBy,
    gasPriceWei,
    gasUsed,
    gasLimit,
    timestampS,
  } = block;
  const count = succeeded.length;
  const lengths = [hashes.length / 32, gasUsedBy.length, gasPriceWei.length];
  must(
    lengths.every((length) => length === count),
    `the columns of block ${number} differ in length: ${count}, ${lengths}`,
  );
  for (const text of [hash, parentHash])
    must(/^0x[0-9a-f]{64}$/.test(text), `block ${number} has the hash ${shown(text)}`);
  const sum = gasUsedBy.reduce((total, gas) => total + gas, 0);
  must(sum === gasUsed, `the transactions of block ${number} used ${sum} gas, the block ${gasUsed}`);
  must(gasUsed <= gasLimit, `block ${number} used ${gasUsed} gas of ${gasLimit}`);
  must(
    Number.isSafeInteger(timestampS) && timestampS > 0,
    `block ${number} has the time ${shown(timestampS)}`,
  );
}

async function mustLetGo(stand: Stand): Promise<void> {
  const [stays, session] = [await stand.watch(), await stand.open()];
  const another = await stand.watch();
  const left = await stand.unwatched();
  const first = await stand.nonce(1);
  for (let round = 0; round < 2; round++) {
    const transaction = stand.sign(1, first + round);
    await stand.accept(session, transaction);
    await Promise.all([stays.included(transaction), another.included(transaction)]);
  }
  must(
    left.heard.length === 0,
    `a watcher that left was told of ${left.heard.map(({ kind }) => kind).join(', ')}`,
  );
}

async function mustStop(stand: Stand): Promise<void> {
  const { chain } = stand;
  const [session, watching] = [await stand.open(), await stand.watch()];
  const transaction = stand.sign(2, await stand.nonce(2));
  await stand.within('the stop', chain.stop());
  await stand.within('the second stop', chain.stop());
  await mustBeOver(stand);
  const [answer] = await stand.submit(session, [transaction]);
  // What was started from outside lives on; what the target made is gone.
  if (chain.capabilities.funding === 'genesis') {
    must(
      answer?.outcome === 'unanswered',
      `after the stop a transaction must be unanswered, not ${shown(answer)}`,
    );
  }
  must(
    watching.faults.length === 0,
    `a stop on purpose is no fault, but was reported as ${watching.faults.join('; ')}`,
  );
}

/** Fails unless a chain that was stopped refuses questions. */
export async function mustBeOver(stand: Stand): Promise<void> {
  const asked = stand.chain.request('eth_getBlockByNumber', ['latest', false]);
  await stand.within('the refusal of a stopped chain', mustReject('a question to a stopped chain', asked));
}
