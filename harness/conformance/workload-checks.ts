/** The conformance kit of workloads. */
import { isDeepStrictEqual } from 'node:util';
import type { Driver, Workload } from '../spec/index.ts';
import { keyedRandom, STREAM } from '../std/index.ts';
import { type ConformanceCheck, check, must, once, shown } from './check.ts';
import { intentProblems } from './intent-form.ts';
import { moduleCheck } from './module-check.ts';
import { optionsChecks } from './options-checks.ts';
import { oracleChecks } from './oracle-checks.ts';
import { purely } from './purity.ts';
import { actionsOf, type Subject, subjectOf, type WorkloadKit } from './subject.ts';

/**
 * What a workload must do, as named checks for any test runner. The last ones execute intents on the embedded chain,
 * which takes a few seconds; nothing is left running and no file stays.
 *
 * @example
 * for (const { name, run } of workloadChecks(myWorkload, { options: { size: 3 } })) test(name, run);
 */
// biome-ignore lint/suspicious/noExplicitAny: the kit takes a workload of any options
export function workloadChecks(workload: Workload<any, any, any>, kit: WorkloadKit = {}): ConformanceCheck[] {
  const subject = once(() => subjectOf(workload, kit));
  if (workload.reads) return readingChecks(workload, kit, subject);
  return [
    ...optionsChecks(workload.options, kit.options ?? {}),
    moduleCheck(workload, (loaded) => mustBeAlike(subject(), loaded)),
    check('declares a name, its actions and what it requires', () => mustDeclare(subject())),
    check('pure: set-up and intents use no clock, no global random and no network', () =>
      mustBePure(subject()),
    ),
    check('set-up is the same each time, and well formed', () => mustSetUp(subject())),
    check('intents do not depend on what was asked before', () => mustBeKeyed(subject())),
    check('intents are well formed and within the requirements', () => mustBeWellFormed(subject())),
    check('senders can be told without the intent', () => mustTellSenders(subject())),
    check('steps wait for earlier ones that may be waited for', () => mustWaitRightly(subject())),
    check('every declared action occurs', () => mustUseActions(subject())),
    ...oracleChecks(subject),
  ];
}

/** Of a workload that only reads: it has no intents, so none are looked at, and no set-up. */
function readingChecks(workload: Workload, kit: WorkloadKit, subject: () => Subject): ConformanceCheck[] {
  return [
    ...optionsChecks(workload.options, kit.options ?? {}),
    moduleCheck(workload, (loaded) =>
      mustBeSame(
        'what is read',
        workload.reads?.(subject().options),
        'here',
        loaded.reads?.(subject().options),
        'loaded anew',
      ),
    ),
    check('declares a name, that it sends nothing, and what it reads', () => mustOnlyRead(subject())),
    check('pure: set-up uses no clock, no global random and no network', () => {
      purely('setup', () => subject().setup());
    }),
  ];
}

function mustOnlyRead({ workload, actions, requirements, options, setup }: Subject): void {
  mustBeNamed(workload);
  must(actions.length === 0, `it sends nothing, but declares ${actions.join(', ')}`);
  const { gasLimit, valueWei } = requirements;
  must(gasLimit === 0 && valueWei === 0n, 'it sends nothing, so it requires neither gas nor ether');
  must(setup().stages.flat().length === 0, 'it sends nothing, so there is no set-up');
  const reads = workload.reads!(options);
  must(
    Object.values(reads.mix).some((weight) => weight > 0),
    'it must read something',
  );
  mustBeSame('what is read', reads, 'first', workload.reads!(options), 'then');
}

const SAMPLE = 50;

function mustBeAlike(subject: Subject, loaded: Workload): void {
  const declared = actionsOf(loaded, subject.options);
  must(isDeepStrictEqual(declared, subject.actions), 'the module exports a workload of other actions');
  const [here, there] = [subject.driver(), subject.driver(loaded)];
  for (let index = 0; index < SAMPLE; index++) {
    mustBeSame(
      `intent ${index}`,
      subject.intent(here, index),
      'here',
      subject.intent(there, index),
      'loaded anew',
    );
  }
}

function mustDeclare({ workload, requirements, actions, options, accounts }: Subject): void {
  mustBeNamed(workload);
  must(actions.length > 0, 'there must be at least one action');
  must(new Set(actions).size === actions.length, `an action is declared twice: ${actions.join(', ')}`);
  const { accounts: fewest, gasLimit, valueWei } = requirements;
  must(Number.isInteger(fewest) && fewest >= 1, `required accounts must be at least 1, not ${shown(fewest)}`);
  must(accounts.length >= fewest, `the kit has ${accounts.length} accounts, the workload requires ${fewest}`);
  must(Number.isInteger(gasLimit) && gasLimit >= 21_000, `required gasLimit is ${shown(gasLimit)}`);
  must(typeof valueWei === 'bigint' && valueWei >= 0n, `required valueWei is ${shown(valueWei)}`);
  mustBeSame('requirements', requirements, 'first', workload.requirements(options), 'then');
}

function mustBeNamed({ name, summary }: Workload): void {
  must(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name), `the name ${shown(name)} must be kebab-case`);
  must(summary.trim() !== '', 'the summary must say in a line what is sent');
}

function mustBePure(subject: Subject): void {
  purely('setup', () => subject.setup());
  const driver = purely('drive', () => subject.driver());
  purely('the driver', () => {
    for (let index = 0; index < SAMPLE; index++) {
      subject.intent(driver, index);
      driver.sender?.(index);
      driver.view?.(keyedRandom(subject.seed, STREAM.read, index));
    }
  });
}

function mustSetUp({ accounts, setup }: Subject): void {
  const first = setup();
  mustBeSame('the set-up', first, 'first', setup(), 'then');
  structuredClone(first.deployment);
  for (const [stage, intents] of first.stages.entries()) {
    for (const intent of intents) {
      // One past the last account: the deployer.
      const problems = intentProblems(intent, { senders: accounts.length + 1 });
      must(problems.length === 0, `step ${stage + 1} of set-up: ${problems.join('; ')} (${shown(intent)})`);
    }
  }
  for (const intent of first.rehearsal ?? []) {
    const problems = intentProblems(intent, { senders: accounts.length + 1 });
    must(problems.length === 0, `a rehearsal: ${problems.join('; ')} (${shown(intent)})`);
  }
}

/** Asked upwards, downwards and at random with repeats, by drivers of their own: always the same intent. */
function mustBeKeyed(subject: Subject): void {
  const count = Math.min(subject.intents, 200);
  const driver = subject.driver();
  const upwards = Array.from({ length: count }, (_, index) => ({ ...subject.intent(driver, index) }));
  function mustAgree(order: string, other: Driver, index: number): void {
    mustBeSame(`intent ${index}`, upwards[index], 'asked in order', subject.intent(other, index), order);
  }
  const downwards = subject.driver();
  for (let index = count - 1; index >= 0; index--) mustAgree('asked downwards', downwards, index);
  const random = keyedRandom(subject.seed, 0);
  for (let n = 0; n < count; n++) mustAgree('asked a second time', driver, random.below(count));
  const alone = random.below(count);
  mustAgree('asked alone', subject.driver(), alone);
}

function mustBeWellFormed(subject: Subject): void {
  const { accounts, requirements, actions } = subject;
  const limits = { senders: accounts.length, requirements, actions };
  const driver = subject.driver();
  for (let index = 0; index < subject.intents; index++) {
    const intent = subject.intent(driver, index);
    const problems = intentProblems(intent, limits);
    must(problems.length === 0, `intent ${index}: ${problems.join('; ')} (${shown(intent)})`);
  }
}

function mustTellSenders(subject: Subject): void {
  const driver = subject.driver();
  const rule = driver.sender
    ? 'sender(index) says'
    : 'without sender(index) it must be index modulo accounts:';
  for (let index = 0; index < subject.intents; index++) {
    const told = driver.sender?.(index) ?? index % subject.accounts.length;
    const { from } = subject.intent(driver, index);
    must(from === told, `intent ${index} comes from account ${from}, but ${rule} ${told}`);
  }
}

function mustWaitRightly(subject: Subject): void {
  const driver = subject.driver();
  const again = subject.driver();
  for (let index = 0; index < subject.intents; index++) {
    const wait = driver.wait?.(index) ?? null;
    mustBeSame(`the wait of ${index}`, wait, 'first', again.wait?.(index) ?? null, 'asked of another driver');
    if (wait === null) continue;
    const { after, blocks = 0, seconds = 0 } = wait;
    const isEarlier = Number.isSafeInteger(after) && after >= 0 && after < index;
    must(isEarlier, `step ${index} waits for ${after}, which must be an earlier index`);
    must(
      driver.awaited?.(after) === true,
      `step ${index} waits for ${after}, of which awaited(${after}) is not true`,
    );
    for (const [unit, value] of Object.entries({ blocks, seconds })) {
      must(Number.isSafeInteger(value) && value >= 0, `step ${index} waits for ${shown(value)} ${unit}`);
    }
  }
}

function mustUseActions(subject: Subject): void {
  const driver = subject.driver();
  const missing = new Set(subject.actions);
  for (let index = 0; index < subject.intents && missing.size > 0; index++) {
    missing.delete(subject.intent(driver, index).action);
  }
  const names = [...missing].join(', ');
  must(
    missing.size === 0,
    `among ${subject.intents} intents there is no ${names}: see \`intents\` of the kit`,
  );
}

function mustBeSame(what: string, one: unknown, when: string, other: unknown, then: string): void {
  must(isDeepStrictEqual(one, other), `${what} is ${shown(one)} ${when}, but ${shown(other)} ${then}`);
}
