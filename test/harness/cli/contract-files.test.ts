import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BUILT_IN } from '../../../harness/catalog.ts';
import { inlineContracts } from '../../../harness/cli/contract-files.ts';
import { readScenario } from '../../../harness/cli/scenario-file.ts';
import { layer, makePlan } from '../../../harness/plan/index.ts';
import { planToJson } from '../../../harness/record/index.ts';

const abi = [{ type: 'function', name: 'f', inputs: [], outputs: [], stateMutability: 'nonpayable' }];
// Prose that has the look of a mnemonic stands in artifacts, and never gets into a plan.
const devdoc = 'amount must never exceed balance that owner holds when calling this method once again';
const artifact = { contractName: 'Mine', abi, bytecode: '0x6001', devdoc };
const inlined = { name: 'Mine', abi, bytecode: '0x6001' };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakh-contract-files-'));
  mkdirSync(join(folder, 'out'));
  writeFileSync(join(folder, 'out/Mine.json'), JSON.stringify(artifact));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('puts contracts where options name them, and touches nothing else', () => {
  const scenario = {
    workload: {
      name: 'x',
      abi: 'out/Mine.json',
      contracts: { a: { deploy: './out/Mine.json#Mine' } },
      calls: [{ args: ['out/Mine.json'] }],
    },
    out: 'out/Mine.json',
  };
  expect(inlineContracts(scenario, folder)).toEqual({
    ...scenario,
    workload: { ...scenario.workload, abi: inlined, contracts: { a: { deploy: inlined } } },
  });
  expect(inlineContracts({ workload: 'transfers' }, folder)).toEqual({ workload: 'transfers' });
  expect(inlineContracts({ load: {} }, folder)).toEqual({ load: {} });
});

it('reads them relative to the scenario, and the plan is pure data', async () => {
  const path = join(folder, 'call.yaml');
  const address = `0x${'12'.repeat(20)}`;
  writeFileSync(
    path,
    `workload: { name: contract-call, address: '${address}', abi: ./out/Mine.json, calls: [{ function: f }] }`,
  );
  const plan = makePlan(layer(await readScenario(path)), BUILT_IN);
  expect(plan.workload.options).toMatchObject({ address, abi: ['function f()'] });
  expect(planToJson(plan).workload.options).toMatchObject({ abi: ['function f()'] });
});

it('says that a file is not there, with its whole path', () => {
  const missing = { code: 'file-unreadable', message: expect.stringContaining(join(folder, 'none.json')) };
  expect(() => inlineContracts({ workload: { abi: 'none.json' } }, folder)).toThrow(
    expect.objectContaining(missing),
  );
});
