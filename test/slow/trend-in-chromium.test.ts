/** The page of a trend in a real browser: drawn, readable wide and narrow, light and dark, without network or errors. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trendOf } from '../../harness/history/index.ts';
import { trendPage } from '../../reports/history/index.ts';
import { recordOf } from '../harness/history/folder.ts';
import { launch, missing, openFile, overflow, pixelsOf, VIEWS } from '../support/browser.ts';

describe.skipIf(missing)('the page of a trend in Chromium', () => {
  let browser: Browser;
  let folder: string;
  let file: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lakh-trend-'));
    const runs = Array.from({ length: 28 }, (_, at) => {
      const path = `${at}-<script>window.attacked=1</script>-with-a-name-that-is-long`;
      const record = recordOf(at + 1, (at < 14 ? 1000 : 900) + (at % 3));
      return { folder: path, path, group: path, record, tags: [] };
    }).reverse();
    const trend = trendOf(runs, { metrics: ['goodput', 'inclusion.p99', 'finality.p99'], invalid: false });
    file = join(folder, 'trend.html');
    writeFileSync(file, trendPage(trend));
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(VIEWS)('$width wide, $scheme', async (view) => {
    const { page, troubles } = await openFile(browser, file, view);
    await page.waitForSelector('[data-chart="0"] canvas');
    expect(await page.locator('canvas').count()).toBe(2);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    for (const [series, least] of [
      ['sent', 100],
      ['succeeded', 60],
      ['bad', 100],
    ] as const) {
      expect(await pixelsOf(page, '0', series), series).toBeGreaterThan(least);
    }
    await page.locator('[data-chart="0"] .u-over').hover({ position: { x: 100, y: 60 } });
    expect(await page.locator('[data-chart="0"] .u-legend').textContent()).toMatch(/goodput1,00\d\/s/);
    expect(await page.evaluate('window.attacked')).toBeUndefined();
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('is whole without JavaScript', async () => {
    const { page } = await openFile(browser, file, { width: 390, scheme: 'light', javaScript: false });
    expect(await page.getByText('Charts need JavaScript').first().isVisible()).toBe(true);
    expect(await page.getByRole('table').count()).toBe(3);
    await page.context().close();
  });
});
