/** A matrix made up by hand, for the tests of what shows one: an invalid run, a failed cell, an absent target, a hostile text. */
import {
  assembleMatrix,
  type Capacity,
  cellsOf,
  factsOf,
  folderOfCell,
  type HalfLoad,
  type Matrix,
  type MatrixCell,
  type MatrixSettings,
} from '../../harness/matrix/index.ts';

export const MATRIX_SETTINGS: MatrixSettings = {
  workloads: ['erc20', 'dex-swap'],
  contention: [0, 1],
  targets: ['sequential', 'parallel', 'anvil', 'geth'],
  durationMs: 5000,
  warmupMs: 2000,
  drainMs: 30_000,
  blockTimeMs: 500,
  gasLimit: 1_000_000_000,
  inFlight: null,
  accounts: 200,
  seed: 1,
  batch: 100,
  workers: 1,
  signer: 'kernel',
  lagP99Ms: 50,
};

const TPS = { sequential: 10_000, parallel: 12_000, edr: 900, ethereumjs: 400, anvil: 1_100, geth: 1_500 };

function capacity(tps: number, staged: boolean): Capacity {
  return {
    tps,
    gasPerSecond: tps * 50_000,
    blocks: 10,
    inFlight: 10_000,
    tried: [
      { inFlight: 5_000, tps: tps / 2 },
      { inFlight: 10_000, tps },
    ],
    reverted: 0,
    generatorBusy: 0.6,
    stagesMicros: staged ? { decode: 12, signatures: 30, execution: 15, roots: 8 } : null,
  };
}

function half(tps: number, inProcess: boolean): HalfLoad {
  return {
    rate: tps / 2,
    goodputTps: tps / 2,
    inclusionP50Ns: 300e6,
    inclusionP99Ns: 620e6,
    included: 5 * tps,
    cpuMicros: inProcess
      ? { together: 180, generator: null, node: null }
      : { together: 900, generator: 250, node: 650 },
    memoryBytes: inProcess
      ? { together: 2048, generator: null, node: null }
      : { together: 9216, generator: 1024, node: 8192 },
  };
}

export function makeMatrix(changes: Partial<Matrix> = {}): Matrix {
  const ended = cellsOf(MATRIX_SETTINGS).map((key): MatrixCell => {
    const { workload, contention, target } = key;
    const base = { ...key, folder: folderOfCell(key), reason: null, doubts: [] };
    if (target === 'geth') {
      const reason = 'geth is not installed';
      return { ...base, state: 'absent', reason, capacity: null, half: null };
    }
    if (workload === 'dex-swap' && contention === 1 && target === 'anvil') {
      const reason = 'set-up, step 2: <script>window.attacked=1</script> reverted';
      return { ...base, state: 'failed', reason, capacity: null, half: null };
    }
    const tps = TPS[target] / (workload === 'erc20' ? 1 : 3) / (1 + contention);
    const inProcess = target !== 'anvil';
    const measured: MatrixCell = {
      ...base,
      state: 'measured',
      capacity: capacity(tps, inProcess),
      half: half(tps, inProcess),
    };
    if (workload !== 'erc20' || contention !== 1) return measured;
    if (target === 'parallel') {
      const message = 'the state is not what the workload says';
      return {
        ...measured,
        doubts: [{ phase: 'capacity', level: 'invalid', code: 'oracle-failed', message }],
      };
    }
    const message = '12 transactions were rejected';
    return { ...measured, doubts: [{ phase: 'half', level: 'warning', code: 'rejections', message }] };
  });
  const matrix = assembleMatrix({
    lakh: '0.1.0',
    startedAt: '2026-01-01T00:00:00.000Z',
    tookMs: 1_700_000,
    ending: 'finished',
    machine: { cpu: 'a <b>CPU</b>', cores: 2, node: 'v20' },
    loadBefore: 0.4,
    settings: MATRIX_SETTINGS,
    targets: MATRIX_SETTINGS.targets.map((name) =>
      factsOf(name, MATRIX_SETTINGS, name === 'geth' ? 'geth is not installed' : null),
    ),
    clients: new Map([['anvil', 'anvil/v1.7.1']]),
    ended,
  });
  return { ...matrix, ...changes };
}
