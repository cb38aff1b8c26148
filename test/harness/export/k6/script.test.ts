import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUILT_IN } from '../../../../harness/catalog.ts';
import { type K6ScriptParts, k6Load, k6Script, k6Thresholds } from '../../../../harness/export/index.ts';
import { literal } from '../../../../harness/export/k6/literal.ts';
import { makePlan } from '../../../../harness/plan/index.ts';
import { importsOfBundle, typeErrors } from '../../../support/k6-script.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakh-k6-script-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function partsOf(
  load: object,
  thresholds: readonly string[],
  over: Partial<K6ScriptParts> = {},
): K6ScriptParts {
  const plan = makePlan({ load }, BUILT_IN);
  const k6 = k6Load(plan.load, 1, plan.load.arrival === 'closed' ? 100 : undefined);
  return {
    lakh: '0.0.0',
    title: 'a test',
    load: k6,
    thresholds: k6Thresholds(thresholds, k6),
    chainId: 31337,
    url: 'http://127.0.0.1:8545',
    timeout: '10s',
    first: { sender: `0x${'ab'.repeat(20)}`, nonce: 7 },
    notes: [],
    ...over,
  };
}

const VARIANTS: [string, K6ScriptParts][] = [
  ['constant', partsOf({ rate: 100 }, [])],
  [
    'constant, warmed, with thresholds',
    partsOf({ rate: 0.1, warmup: '1s' }, ['submit.p99 < 1s', 'goodput > 1']),
  ],
  ['ramp', partsOf({ from: 0, to: 50 }, ['dropped.rate < 1%', 'ledger.unanswered == 0'])],
  ['stages', partsOf({ stages: Array(20).fill({ rate: 5, duration: '1s' }) }, ['rejected.rate < 1%'])],
  ['closed', partsOf({ inFlight: 4 }, ['submit.p50 < 1s'])],
  ['closed, warmed, without an address', partsOf({ inFlight: 4, warmup: '2s' }, [], { url: null })],
];

it.each(VARIANTS)('%s: strictly typed, and bundles with nothing to import but k6', async (name, parts) => {
  const script = join(folder, `${name.replaceAll(/\W+/g, '-')}.ts`);
  writeFileSync(script, k6Script(parts));
  expect(typeErrors(script)).toEqual([]);
  const imports = await importsOfBundle(script);
  expect([...new Set(imports)].sort()).toEqual(['k6', 'k6/data', 'k6/execution', 'k6/http', 'k6/metrics']);
});

describe('the check of types', () => {
  it.each([
    ["executor: 'constant-arrival-rate'", "executor: 'constant-arrivals'"],
    ['exec.scenario.iterationInTest', 'exec.scenario.iteration'],
    ["new Trend('submit', true)", "new Trend('submit', 'ms')"],
    ['rejected.add(1)', "rejected.add('1')"],
  ])('would see %s as %s', (right, wrong) => {
    const text = k6Script(partsOf({ rate: 100 }, []));
    expect(text).toContain(right);
    const script = join(folder, 'wrong.ts');
    writeFileSync(script, text.replace(right, wrong));
    expect(typeErrors(script)).not.toEqual([]);
  });
});

it('text of others stays inside comments and strings', async () => {
  const evil = "*/ process.exit(1); /* \n import 'fs'; '";
  const parts = partsOf({ rate: 100 }, [], { title: evil, notes: [evil] });
  const script = join(folder, 'evil.ts');
  writeFileSync(script, k6Script(parts));
  expect(typeErrors(script)).toEqual([]);
  expect(await importsOfBundle(script)).not.toContain('fs');
});

it.each([
  [{ a: 1, 'b{c:d}': ['x', "it's"] }, "{ a: 1, 'b{c:d}': ['x', 'it\\'s'] }"],
  [{}, '{}'],
  [
    { long: 'x'.repeat(60), other: 'y'.repeat(60) },
    `{\n  long: '${'x'.repeat(60)}',\n  other: '${'y'.repeat(60)}',\n}`,
  ],
  ['line\nend\\"quoted"', '\'line\\nend\\\\"quoted"\''],
])('%j as a literal', (value, text) => {
  expect(literal(value)).toBe(text);
  expect(new Function(`return ${text}`)()).toEqual(value);
});
