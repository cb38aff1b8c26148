import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { calibrate } from '../../../harness/cli/calibrate.ts';
import { calibratedCeilings } from '../../../harness/cli/calibration-file.ts';
import { BUILT_IN, makePlan } from '../../../harness/index.ts';
import { readRecord } from '../../../harness/record/index.ts';

const before = process.cwd();
beforeAll(() => process.chdir(mkdtempSync(join(tmpdir(), 'lakh-calibrate-'))));
afterAll(() => process.chdir(before));

function given(flags: Record<string, string>, settings: string[] = []) {
  return { flags, settings: ['load.inFlight=50', ...settings], json: true, quiet: true };
}

describe('calibrate', () => {
  it('prints one object, keeps it, and leaves a valid record of each load', async () => {
    const written: string[] = [];
    const write = vi
      .spyOn(process.stdout, 'write')
      .mockImplementation((text) => written.push(String(text)) > 0);
    const exitCode = await calibrate(given({ duration: '1s', workers: '0', signer: 'ethers' }));
    write.mockRestore();

    expect(exitCode).toBe(0);
    const printed = JSON.parse(written.join(''));
    expect(JSON.parse(readFileSync('runs/calibration.json', 'utf8'))).toEqual(printed);
    expect(printed.signing).toEqual({ perCorePerSecond: expect.any(Number), signer: 'ethers' });
    expect(printed.generation.perSecond).toBeGreaterThan(printed.signing.perCorePerSecond);
    for (const name of ['null', 'sink', 'presigned']) {
      const record = await readRecord(printed[name].record);
      expect(printed[name].tps).toBe(Math.round(record.throughput.goodputTps));
      expect(printed[name].tps).toBeGreaterThan(0);
      expect(record).toMatchObject({
        verdict: { verdict: 'valid' },
        plan: {
          target: { name: name === 'null' ? 'null' : 'sink' },
          corpus: name === 'presigned' ? expect.any(String) : null,
        },
        ending: 'finished',
      });
      expect(record.ledger.succeeded).toBe(record.ledger.admitted);
    }
    expect(existsSync(printed.presigned.record)).toBe(true);
    const left = readdirSync(join(printed.presigned.record, '..')).filter((name) => name.endsWith('.corpus'));
    expect(left).toEqual([]);
  }, 30_000);

  it('holds for later runs with the same settings on the same machine', () => {
    const plan = (over: object) => makePlan({ workers: 0, signer: 'ethers', ...over }, BUILT_IN);
    const found = JSON.parse(readFileSync('runs/calibration.json', 'utf8'));
    const { measuredAt } = found;
    expect(calibratedCeilings(plan({}))).toEqual({
      null: { tps: found.null.tps, into: 'null', measuredAt },
      sink: { tps: found.sink.tps, into: 'sink', measuredAt },
    });
    // Who signed a corpus is of no account when it is sent.
    expect(calibratedCeilings(plan({ corpus: 'x', signer: 'kernel' }))).toEqual({
      null: null,
      sink: { tps: found.presigned.tps, into: 'sink', measuredAt },
    });
    for (const other of [{ workers: 1 }, { batch: 2 }, { signer: 'kernel' }]) {
      expect(calibratedCeilings(plan(other))).toBeNull();
    }
    writeFileSync('runs/calibration.json', JSON.stringify({ ...found, machine: { cpu: 'another' } }));
    expect(calibratedCeilings(plan({}))).toBeNull();
    writeFileSync('runs/calibration.json', '{');
    expect(calibratedCeilings(plan({}))).toBeNull();
  });

  it('takes keys from a mnemonic, and says that it is missing before it measures', async () => {
    const asked = given({ duration: '1s', workers: '0' }, ['accounts.source=mnemonic']);
    await expect(calibrate(asked)).rejects.toMatchObject({ code: 'bad-key' });
  });

  it('says before it measures that nothing can be kept', async () => {
    const folder = process.cwd();
    process.chdir(mkdtempSync(join(tmpdir(), 'lakh-calibrate-')));
    try {
      writeFileSync('runs', '');
      await expect(calibrate(given({ duration: '1s' }))).rejects.toMatchObject({ code: 'file-unreadable' });
    } finally {
      process.chdir(folder);
    }
  });

  it('refuses a workload that needs a chain to execute its set-up', async () => {
    await expect(calibrate(given({ workload: 'erc20' }))).rejects.toMatchObject({
      code: 'bad-scenario',
      message: 'erc20 has a set-up, which a chain must execute',
    });
  });
});
