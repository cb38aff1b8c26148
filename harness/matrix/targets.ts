/** The targets of a matrix: how each is started alike, how much is kept under way on it, and what is inside its clock. */
import type { MatrixSettings, MatrixTarget, TargetFacts } from './types.ts';

type Common = Pick<MatrixSettings, 'blockTimeMs' | 'gasLimit'>;

interface Kind {
  /** Of a scenario, under the key `target`. */
  scenario(common: Common, geth: string | undefined): Readonly<Record<string, unknown>>;
  /** Gas limits that transactions under way come to at first: about what it executes in a second on two cores. */
  readonly underWayGas: number;
  readonly facts: Pick<TargetFacts, 'inProcess' | 'transport' | 'signatures' | 'persistence' | 'note'> & {
    readonly insideTheClock: string;
  };
}

const ENGINE_CLOCK = 'decoding, signature checks, execution, roots of state, receipts and transactions';

function engine(name: string, underWayGas: number, signatures: string, note: string | null): Kind {
  return {
    scenario: ({ blockTimeMs, gasLimit }) => ({
      name: 'engine',
      engine: name,
      blockTime: blockTimeMs,
      gasLimit,
    }),
    underWayGas,
    facts: {
      inProcess: true,
      transport: 'threads of one process',
      signatures,
      persistence: 'none',
      insideTheClock: ENGINE_CLOCK,
      note,
    },
  };
}

const BY_KNOWN_KEYS = 'checked, by the key that a first transaction has shown';
const RECOVERED = 'checked, every sender recovered';
const OVER_HTTP = 'JSON-RPC over HTTP on loopback, two processes';

const KINDS: Readonly<Record<MatrixTarget, Kind>> = {
  sequential: engine('sequential', 1_800e6, BY_KNOWN_KEYS, null),
  parallel: engine('parallel', 1_800e6, BY_KNOWN_KEYS, 'executes on all cores, which the generator shares'),
  edr: engine('edr', 90e6, RECOVERED, 'asked by JSON-RPC inside the process; decodes twice'),
  ethereumjs: engine('ethereumjs', 36e6, RECOVERED, null),
  anvil: {
    scenario: ({ blockTimeMs, gasLimit }) => ({ name: 'anvil', blockTime: blockTimeMs, gasLimit }),
    underWayGas: 270e6,
    facts: {
      inProcess: false,
      transport: OVER_HTTP,
      signatures: RECOVERED,
      persistence: 'none',
      insideTheClock: 'JSON-RPC, pool, signature checks, execution, state root',
      note: 'reading the receipts of n transactions costs it n²; the harness reads all of them',
    },
  },
  geth: {
    scenario: ({ blockTimeMs, gasLimit }, program) => ({
      name: 'geth',
      blockTime: gethBlockTimeMs(blockTimeMs),
      gasLimit,
      ...(program !== undefined && { program }),
    }),
    underWayGas: 360e6,
    facts: {
      inProcess: false,
      transport: OVER_HTTP,
      signatures: RECOVERED,
      persistence: 'state and blocks on disk, as geth --dev has it',
      insideTheClock: 'JSON-RPC, pool, signature checks, execution, state root, writing to disk',
      note: 'developer mode; its blocks come in whole seconds',
    },
  },
};

/** geth --dev.period takes whole seconds. */
function gethBlockTimeMs(blockTimeMs: number): number {
  return Math.max(1, Math.ceil(blockTimeMs / 1000)) * 1000;
}

/** The section `target` of a scenario; `geth` is a path that was named. */
export function targetScenario(name: MatrixTarget, common: Common, geth: string | undefined) {
  return KINDS[name].scenario(common, geth);
}

/** Before it was met. */
export function factsOf(name: MatrixTarget, { blockTimeMs }: Common, absent: string | null): TargetFacts {
  return {
    name,
    client: null,
    absent,
    ...KINDS[name].facts,
    blockTimeMs: name === 'geth' ? gethBlockTimeMs(blockTimeMs) : blockTimeMs,
  };
}

const LEAST_UNDER_WAY = 10;

/**
 * Transactions to keep under way in the closed load at first. Heavier transactions are fewer.
 *
 * @param gasLimit the highest of a transaction of the workload
 */
export function underWay(name: MatrixTarget, gasLimit: number): number {
  return Math.max(LEAST_UNDER_WAY, Math.round(KINDS[name].underWayGas / Math.max(1, gasLimit)));
}
