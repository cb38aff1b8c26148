/** A weighted blend of other workloads, which share the accounts: a day of a chain rather than one protocol. */
import type {
  Address,
  Check,
  Driver,
  Intent,
  Oracle,
  Setup,
  Wait,
  Workload,
  WorkloadContext,
} from '../../harness/spec/index.ts';
import { uncertainSenders } from '../oracle-parts.ts';
import { type Options, options, type PartOptions } from './options.ts';
import { contextOf, factsOf, outside, type Part } from './part.ts';
import { workloadNamed } from './parts.ts';
import { turnsOf } from './turns.ts';

interface Deployment {
  readonly parts: readonly {
    readonly deployment: unknown;
    readonly deployed: number;
    /** By which a call is told to be of this part. */
    readonly contracts: readonly Address[];
  }[];
}

const weightsOf = (parts: readonly PartOptions[]) => parts.map(({ weight }) => weight);

/** The parts, each with accounts turned by an equal share of the circle. */
function partsOf({ parts }: Options, accounts: number, deployed: readonly number[]): Part[] {
  return parts.map(({ workload, options }, place) => ({
    workload: workloadNamed(workload),
    options,
    place,
    turn: Math.floor((place * accounts) / parts.length),
    deployed: deployed[place] ?? 0,
  }));
}

/** One after the other: each part's contracts stand where the deployer's nonces put them after those before it. */
function setup(context: WorkloadContext<Options>): Setup<Deployment> {
  const count = context.accounts.length;
  const stages: Intent[][] = [];
  const parts: Deployment['parts'][number][] = [];
  const rehearsal: Intent[] = [];
  let deployed = 0;
  for (const bare of partsOf(context.options, count, [])) {
    const part = { ...bare, deployed };
    const own = part.workload.setup(contextOf(part, context));
    const turned = (intent: Intent): Intent => ({ ...intent, from: outside(part, intent.from, count) });
    parts.push({ deployment: own.deployment, deployed, contracts: own.contracts ?? [] });
    for (const stage of own.stages) stages.push(stage.map(turned));
    rehearsal.push(...(own.rehearsal ?? []).map(turned));
    deployed += own.stages.flat().filter(({ from }) => from === count).length;
  }
  const contracts = parts.flatMap((part) => part.contracts);
  return { stages, contracts, rehearsal, deployment: { parts } };
}

function standing(context: WorkloadContext<Options>, { parts }: Deployment): Part[] {
  const deployed = parts.map((part) => part.deployed);
  return partsOf(context.options, context.accounts.length, deployed);
}

function drive(context: WorkloadContext<Options>, deployment: Deployment): Driver {
  const count = context.accounts.length;
  const turns = turnsOf(weightsOf(context.options.parts));
  const parts = standing(context, deployment);
  const drivers = parts.map((part, place) =>
    part.workload.drive(contextOf(part, context), deployment.parts[place]!.deployment),
  );
  const placeOfContract = new Map(
    deployment.parts.flatMap(({ contracts }, place) =>
      contracts.map((contract) => [contract, place] as const),
    ),
  );
  return {
    sender(index) {
      const { part, local } = turns.partOf(index);
      return outside(parts[part]!, drivers[part]!.sender?.(local) ?? local % count, count);
    },
    intent(index, random) {
      const { part, local } = turns.partOf(index);
      const intent = drivers[part]!.intent(local, random);
      const { name } = parts[part]!.workload;
      return {
        ...intent,
        from: outside(parts[part]!, intent.from, count),
        action: `${name}.${intent.action}`,
      };
    },
    wait(index): Wait | null {
      const { part, local } = turns.partOf(index);
      const wait = drivers[part]!.wait?.(local) ?? null;
      return wait && { ...wait, after: turns.indexOf(part, wait.after) };
    },
    awaited(index) {
      const { part, local } = turns.partOf(index);
      return drivers[part]!.awaited?.(local) ?? false;
    },
    writes(intent) {
      const place = intent.to === null ? undefined : placeOfContract.get(intent.to);
      const own = place === undefined ? undefined : drivers[place]!.writes?.(intent);
      return own ?? [intent.to ?? ''];
    },
    ...viewOfAny(drivers),
  };
}

/** That of one of the parts that have any. */
function viewOfAny(drivers: readonly Driver[]): Pick<Driver, 'view'> {
  const some = drivers.filter((driver) => driver.view);
  if (some.length === 0) return {};
  return { view: (random) => some[random.below(some.length)]!.view!(random) };
}

/** What each part read. */
type Before = readonly unknown[];

/** What each part says of its own contracts, and of the accounts as far as they are its own. */
const oracle: Oracle<Options, Deployment, Before> = {
  async before(context, deployment, reader) {
    const parts: unknown[] = [];
    for (const part of standing(context, deployment)) {
      const own = deployment.parts[part.place]!.deployment;
      parts.push(await part.workload.oracle.before(contextOf(part, context), own, reader));
    }
    return parts;
  },

  async after(context, deployment, before, facts, reader): Promise<Check[]> {
    const turns = turnsOf(weightsOf(context.options.parts));
    const uncertain = uncertainSenders(facts);
    const checks: Check[] = [];
    for (const part of standing(context, deployment)) {
      const own = deployment.parts[part.place]!.deployment;
      const mine = factsOf(part, turns, context.accounts, facts, uncertain);
      const read = before[part.place];
      const found = await part.workload.oracle.after(contextOf(part, context), own, read, mine, reader);
      checks.push(...found.map((check) => ({ ...check, name: `${part.workload.name}: ${check.name}` })));
    }
    return checks;
  },
};

/** Of every part, without repeats. */
function gathered<T>({ parts }: Options, of: (workload: Workload, part: PartOptions) => readonly T[]): T[] {
  return [...new Set(parts.flatMap((part) => of(workloadNamed(part.workload), part)))];
}

const most = <T extends number | bigint>(values: readonly T[]): T =>
  values.reduce((highest, value) => (value > highest ? value : highest));

const mix: Workload<Options, Deployment, Before> = {
  name: 'mix',
  summary: 'A weighted blend of other workloads over shared accounts, with ready profiles',
  module: import.meta.url,
  options,
  actions: ['transfers.transfer'],
  actionsOf: (given) =>
    gathered(given, (workload, part) =>
      (workload.actionsOf?.(part.options) ?? workload.actions).map((action) => `${workload.name}.${action}`),
    ),
  errors: (given) => gathered(given, (workload, part) => workload.errors?.(part.options) ?? []),
  meantReverts: (given) => gathered(given, (workload, part) => workload.meantReverts?.(part.options) ?? []),
  requirements(given) {
    const all = given.parts.map((part) => workloadNamed(part.workload).requirements(part.options));
    return {
      accounts: most(all.map(({ accounts }) => accounts)),
      valueWei: most(all.map(({ valueWei }) => valueWei)),
      gasLimit: most(all.map(({ gasLimit }) => gasLimit)),
    };
  },
  setup,
  drive,
  oracle,
};

export default mix;
