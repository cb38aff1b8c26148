/** The dashboard in a real browser while a real run goes on: it moves, it ends with the figures of the record, it survives. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT, type Ledger, type RunRecord, readRecord } from '../../harness/index.ts';
import { formatCount, formatMaybeDuration, formatRate } from '../../reports/format.ts';
import {
  CHROMIUM,
  launch,
  missing,
  openPage,
  overflow,
  pixelsOf,
  poorContrast,
  VIEWS,
  type View,
} from '../support/browser.ts';
import { type RunningCli, startCli, temporaryFolder } from '../support/cli.ts';

/** Where to leave pictures for people; none when it is not set. */
const PICTURES = process.env.LAKH_PICTURES;
const CHARTS = {
  throughput: ['sent', 'succeeded'],
  latency: ['p50', 'p99'],
  blocks: ['bar'],
  inFlight: ['sent'],
};
const PATIENT = ['--set', 'validity.lagP99=1m'];

interface Tab {
  readonly view: View;
  readonly page: Page;
  readonly troubles: string[];
}

it.skipIf(missing && !process.env.CI)(
  `has a browser at ${CHROMIUM} (apt-get install chromium, or CHROMIUM_BIN)`,
  () => {
    expect(missing, `no chromium at ${CHROMIUM}`).toBe(false);
  },
);

/** Starts a run with a dashboard; resolves with where that is. */
async function startRun(args: readonly string[]): Promise<{ run: RunningCli; url: string }> {
  const run = startCli(['run', ...args, ...PATIENT, '--dashboard', '--quiet']);
  let said = '';
  run.child.stderr!.on('data', (chunk) => {
    said += chunk;
  });
  await run.saw(/the dashboard is at \S+\//);
  return { run, url: /the dashboard is at (\S+)/.exec(said)![1]! };
}

/** The page may ask nobody but the dashboard. */
async function open(browser: Browser, url: string, view: View): Promise<Tab> {
  const mayAsk = (asked: string) => asked.startsWith(url) || /^(data|blob):/.test(asked);
  return { view, ...(await openPage(browser, url, view, mayAsk)) };
}

const picture = (page: Page, chart: string) =>
  page.evaluate(`document.querySelector('[data-chart="${chart}"] canvas').toDataURL()`);
const text = (page: Page, selector: string) => page.locator(selector).first().textContent();

async function keepPicture({ page, view }: Tab, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}-${view.width}-${view.scheme}.png`), fullPage: true });
}

/** The ledger as the page shows it, live or at the end. */
async function ledgerOn(page: Page): Promise<Record<string, string>> {
  return page.evaluate(`Object.fromEntries(
    [...document.querySelectorAll('[data-stage]')].filter((box) => box.checkVisibility())
      .map((box) => [box.dataset.stage, box.querySelector('dd').textContent]))`);
}

function expectLedger(shown: Record<string, string>, ledger: Ledger): void {
  expect(Object.keys(shown)).toHaveLength(10);
  for (const [stage, figure] of Object.entries(shown)) {
    expect(figure, stage).toBe(formatCount(ledger[stage as keyof Ledger]));
  }
}

describe.skipIf(missing)('the dashboard of a run on anvil', () => {
  const folder = temporaryFolder();
  const out = join(folder, 'run');
  let browser: Browser;
  let run: RunningCli;
  let url: string;
  let tabs: Tab[];
  let record: RunRecord;

  beforeAll(async () => {
    browser = await launch();
    const load = ['--target', 'anvil', '--rate', '150', '--warmup', '1s', '--duration', '30s'];
    ({ run, url } = await startRun([...load, '--out', out]));
    tabs = await Promise.all(VIEWS.map((view) => open(browser, url, view)));
  }, 60_000);
  afterAll(async () => {
    run?.child.kill();
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('says what runs and how far it is', async () => {
    const { page } = tabs[0]!;
    expect(await page.title()).toBe('transfers on anvil, live');
    expect(await text(page, 'h1')).toBe('transfers on anvil');
    await expect.poll(() => text(page, '#phase'), { timeout: 20_000 }).toBe('measuring');
    expect(await text(page, '#progress')).toMatch(/^\d+ s of 31 s$/);
  }, 30_000);

  it('moves: every chart, in every view', async () => {
    for (const { page } of tabs) {
      await page.bringToFront();
      for (const [chart, drawn] of Object.entries(CHARTS)) {
        for (const series of drawn) {
          await expect.poll(() => pixelsOf(page, chart, series), { timeout: 10_000 }).toBeGreaterThan(30);
        }
        const before = await picture(page, chart);
        await expect.poll(() => picture(page, chart), { timeout: 5000, interval: 100 }).not.toBe(before);
      }
    }
  }, 60_000);

  it('tells new figures about ten times a second', async () => {
    const { page } = tabs[0]!;
    await page.bringToFront();
    const seen = (await page.evaluate(`new Promise((done) => {
      const seen = new Set();
      const dd = document.querySelector('#flow [data-stage="scheduled"] dd');
      const observer = new MutationObserver(() => seen.add(dd.textContent));
      observer.observe(dd, { childList: true, characterData: true, subtree: true });
      setTimeout(() => { observer.disconnect(); done(seen.size); }, 2000);
    })`)) as number;
    expect(seen).toBeGreaterThan(10);
    expect(seen).toBeLessThanOrEqual(22);
  });

  it('fits its window, in colours that can be read', async () => {
    for (const tab of tabs) {
      await keepPicture(tab, 'live');
      expect(await overflow(tab.page)).toBeLessThanOrEqual(0);
      const { poor, texts } = await poorContrast(tab.page);
      expect(texts).toBeGreaterThan(30);
      expect(poor).toEqual([]);
    }
  });

  it('survives a tab that is closed, and ten that are open', async () => {
    const closing = await open(browser, url, VIEWS[0]!);
    await closing.page.close();
    const more = await Promise.all(Array.from({ length: 6 }, () => open(browser, url, VIEWS[0]!)));
    tabs.push(...more);
    expect(tabs).toHaveLength(10);
    for (const { page } of more) {
      // A late one gets the whole run so far.
      await page.bringToFront();
      await expect.poll(() => pixelsOf(page, 'throughput', 'sent')).toBeGreaterThan(30);
    }
  }, 30_000);

  it('ends when the run does, in every tab, and keeps nobody waiting', async () => {
    const { code } = await run.finished;
    expect(code).toBe(EXIT.ok);
    record = await readRecord(out);
    expect(record.ledger.succeeded).toBe(record.ledger.scheduled);
    for (const { page } of tabs) {
      await page.bringToFront();
      await expect.poll(() => text(page, '#phase')).toBe('The run is over.');
    }
  }, 60_000);

  it('has the figures of the record then', async () => {
    for (const { page } of tabs) {
      expect(await text(page, '#over .goodput')).toBe(
        `${formatRate(record.throughput.goodputTps)} TPS goodput`,
      );
      const { p50Ns, p99Ns, maxNs } = record.latency.inclusion;
      for (const [name, ns] of [
        ['inclusion p50', p50Ns],
        ['inclusion p99', p99Ns],
        ['inclusion max', maxNs],
      ] as const) {
        const tile = page.locator('#over .tiles div', { has: page.getByText(name, { exact: true }) });
        expect(await tile.locator('dd').textContent()).toBe(formatMaybeDuration(ns));
      }
      expectLedger(await ledgerOn(page), record.ledger);
    }
  });

  it('saves the report that the folder has', async () => {
    const { page } = tabs[0]!;
    await page.bringToFront();
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#save').click()]);
    expect(download.suggestedFilename()).toBe(`${record.id}.html`);
    expect(readFileSync((await download.path())!, 'utf8')).toBe(
      readFileSync(join(out, 'report.html'), 'utf8'),
    );
    expect(await text(page, '#kept')).toBe(`It is in ${out} too, with the record.`);
  });

  it('stays whole when the run is long gone, without a word on the console', async () => {
    for (const tab of tabs.slice(0, VIEWS.length)) {
      await tab.page.bringToFront();
      await keepPicture(tab, 'over');
      expect(await overflow(tab.page)).toBeLessThanOrEqual(0);
      expect((await poorContrast(tab.page)).poor).toEqual([]);
      for (const [chart, drawn] of Object.entries(CHARTS)) {
        for (const series of drawn) expect(await pixelsOf(tab.page, chart, series)).toBeGreaterThan(30);
      }
    }
    for (const { troubles } of tabs) expect(troubles).toEqual([]);
  });
});

describe.skipIf(missing)('the dashboard of a run that goes wrong', () => {
  const folder = temporaryFolder();
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows errors by code, the most frequent first, as the record has them', async () => {
    const out = join(folder, 'run');
    const pool = ['--set', 'target.pool.size=10', '--set', 'target.blockTime=1s'];
    const { run, url } = await startRun(['--rate', '100', '--duration', '5s', ...pool, '--out', out]);
    const tab = await open(browser, url, { width: 390, scheme: 'light' });
    await expect.poll(() => text(tab.page, '#errors tbody th'), { timeout: 20_000 }).toBe('pool-full');
    await run.finished;
    const record = await readRecord(out);
    await expect.poll(() => text(tab.page, '#phase')).toBe('The run is over.');
    const [reason] = record.rejections;
    expect(await tab.page.locator('#errors tbody tr').first().locator('th, td').allTextContents()).toEqual([
      'pool-full',
      'rejected',
      formatCount(reason!.count),
      reason!.example,
    ]);
    await keepPicture(tab, 'errors');
    expectLedger(await ledgerOn(tab.page), record.ledger);
    expect(tab.troubles).toEqual([]);
  }, 60_000);

  it('says so when the run is gone without a word', async () => {
    const { run, url } = await startRun([
      '--rate',
      '50',
      '--duration',
      '30s',
      '--out',
      join(folder, 'killed'),
    ]);
    const { page } = await open(browser, url, { width: 1280, scheme: 'dark' });
    await expect.poll(() => text(page, '#phase'), { timeout: 20_000 }).toBe('measuring');
    run.child.kill('SIGKILL');
    await expect
      .poll(() => text(page, '#phase'))
      .toBe('No connection: the run is gone, or cannot be reached.');
  }, 60_000);
});
