/** The HTML report in a real browser: charts drawn, nothing asked of the network, nothing run that a target said. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { html } from '../../reports/html/report.ts';
import {
  CHROMIUM,
  launch,
  missing,
  openFile,
  overflow,
  pixelsOf,
  poorContrast,
  VIEWS,
  type View,
} from '../support/browser.ts';
import { makeRecord, type RecordVariant } from '../support/record.ts';

/** Every chart, and the colours of series that nothing else in it hides. */
const CHARTS = {
  throughput: ['sent', 'succeeded'],
  latency: ['p50', 'p90', 'p99', 'max'],
  curves: ['curve-submit', 'curve-lag'],
  blocks: ['bar'],
};

it.skipIf(missing && !process.env.CI)(
  `has a browser at ${CHROMIUM} (apt-get install chromium, or CHROMIUM_BIN)`,
  () => {
    expect(missing, `no chromium at ${CHROMIUM}`).toBe(false);
  },
);

describe.skipIf(missing)('the HTML report in Chromium', () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lakh-report-'));
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function open(variant: RecordVariant, view: View): Promise<{ page: Page; troubles: string[] }> {
    const file = join(folder, `${variant}.html`);
    writeFileSync(file, html.render(makeRecord(variant)));
    return openFile(browser, file, view);
  }

  describe.each(VIEWS)('$width wide, $scheme', (view) => {
    it.each([
      'valid',
      'rejections',
      'hostile',
    ] as const)('draws every chart of the record "%s"', async (variant) => {
      const { page, troubles } = await open(variant, view);
      for (const chart of Object.keys(CHARTS)) await page.waitForSelector(`[data-chart="${chart}"] canvas`);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      expect(troubles).toEqual([]);
      for (const [chart, drawn] of Object.entries(CHARTS)) {
        for (const series of drawn) expect(await pixelsOf(page, chart, series), series).toBeGreaterThan(60);
      }
      await page.context().close();
    });
  });

  it.each(['reads', 'rpc-read'] as const)('draws the latency of reads: "%s"', async (variant) => {
    for (const view of VIEWS) {
      const { page, troubles } = await open(variant, view);
      await page.waitForSelector('[data-chart="curves"] canvas');
      expect(await pixelsOf(page, 'curves', 'curve-reads')).toBeGreaterThan(60);
      expect(await page.getByRole('rowheader', { name: 'from sent' }).count()).toBe(1);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      expect(troubles).toEqual([]);
      await page.context().close();
    }
  });

  it('runs nothing that a target said', async () => {
    const { page } = await open('hostile', { width: 1280, scheme: 'light' });
    await page.waitForSelector('[data-chart="blocks"] canvas');
    expect(await page.evaluate('window.attacked')).toBeUndefined();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('td .message', { hasText: 'attacked' }).first().textContent()).toContain(
      '<script>window.attacked=1</script>',
    );
    await page.context().close();
  });

  it('draws its axes anew when the colour scheme turns', async () => {
    const { page, troubles } = await open('valid', { width: 1280, scheme: 'light' });
    await page.waitForSelector('[data-chart="throughput"] canvas');
    const light = await picture(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(() => picture(page)).not.toBe(light);
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(() => picture(page)).toBe(light);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('fits its charts to a window that is made narrower', async () => {
    const { page, troubles } = await open('valid', { width: 1280, scheme: 'light' });
    await page.waitForSelector('[data-chart="throughput"] canvas');
    await page.setViewportSize({ width: 390, height: 900 });
    await expect.poll(() => overflow(page)).toBeLessThanOrEqual(0);
    const chartWidth = () => page.evaluate("document.querySelector('.uplot').clientWidth");
    await expect.poll(chartWidth).toBeLessThanOrEqual(362);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('tells values under the cursor, in every chart over time at once', async () => {
    const { page, troubles } = await open('rejections', { width: 1280, scheme: 'light' });
    await page.locator('[data-chart="throughput"] .u-over').hover({ position: { x: 150, y: 60 } });
    expect(await page.locator('[data-chart="throughput"] .u-legend').textContent()).toMatch(
      /offered998sent998included1,005succeeded1,005/,
    );
    expect(await page.locator('[data-chart="latency"] .u-legend').textContent()).toMatch(/p50503 ms/);
    expect(await page.locator('[data-chart="blocks"] .u-legend').textContent()).toMatch(
      /gas used70\.\d %block\d+transactions1,0\d\dours1,0\d\d/,
    );
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('says so where there is nothing to draw', async () => {
    const { page, troubles } = await open('nothing-sent', { width: 390, scheme: 'dark' });
    expect(await page.locator('canvas').count()).toBe(0);
    expect(await page.getByText('Nothing was recorded.').count()).toBeGreaterThanOrEqual(4);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('is whole without JavaScript', async () => {
    const { page } = await open('rejections', { width: 1280, scheme: 'light', javaScript: false });
    expect(await page.getByText('Charts need JavaScript').count()).toBe(Object.keys(CHARTS).length);
    expect(await page.getByText('Charts need JavaScript').first().isVisible()).toBe(true);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('transfers on anvil');
    expect(await page.getByRole('table').count()).toBeGreaterThanOrEqual(6);
    expect(await page.getByRole('rowheader', { name: 'inclusionFromSent' }).count()).toBe(1);
    await page.context().close();
  });

  describe.each(['light', 'dark'] as const)('in %s colours', (scheme) => {
    it('keeps text apart from its ground: 4.5 to 1 at the least (WCAG 2.2, 1.4.3)', async () => {
      const { page } = await open('rejections', { width: 1280, scheme });
      const { poor, texts } = await poorContrast(page);
      expect(texts).toBeGreaterThan(50);
      expect(poor).toEqual([]);
      await page.context().close();
    });
  });
});

/** What the page's first chart looks like. */
function picture(page: Page): Promise<string> {
  return page.evaluate("document.querySelector('canvas').toDataURL()");
}
