/** The page of a comparison in a real browser: drawn, readable, offline, and whole without its charts. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMPARISON_FORMS } from '../../reports/compare/index.ts';
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
import { COMPARISONS, type ComparisonVariant } from '../support/comparison.ts';

it.skipIf(missing && !process.env.CI)(`has a browser at ${CHROMIUM}`, () => {
  expect(missing, `no chromium at ${CHROMIUM}`).toBe(false);
});

describe.skipIf(missing)('the page of a comparison in Chromium', () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lakh-comparison-'));
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function open(variant: ComparisonVariant, view: View): Promise<{ page: Page; troubles: string[] }> {
    const file = join(folder, `${variant}.html`);
    writeFileSync(file, COMPARISON_FORMS.html.render(COMPARISONS[variant]()));
    return openFile(browser, file, view);
  }

  describe.each(VIEWS)('$width wide, $scheme', (view) => {
    it.each(['slower', 'single', 'hostile'] as const)('draws a line a side: "%s"', async (variant) => {
      const { page, troubles } = await open(variant, view);
      const charts = ['throughput', 'curves'];
      for (const chart of charts) await page.waitForSelector(`[data-chart="${chart}"] canvas`);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      expect(await page.evaluate('window.attacked')).toBeUndefined();
      // Before the pixels are read, of which Chromium warns.
      expect(troubles).toEqual([]);
      const sides = COMPARISONS[variant]().sides.length;
      for (const chart of charts) {
        for (let side = 0; side < sides; side++) {
          expect(await pixelsOf(page, chart, `side-${side}`), `${chart} ${side}`).toBeGreaterThan(40);
        }
      }
      await page.context().close();
    });

    it('shows verdicts beside their metrics, and keeps text apart from its ground', async () => {
      const { page, troubles } = await open('slower', view);
      const box = await page.locator('tbody .badge', { hasText: 'worse' }).first().boundingBox();
      expect(box!.x + box!.width).toBeLessThanOrEqual(view.width);
      const { poor, texts } = await poorContrast(page);
      expect(texts).toBeGreaterThan(50);
      expect(poor).toEqual([]);
      expect(troubles).toEqual([]);
      await page.context().close();
    });
  });

  it('tells the values of all sides under the cursor', async () => {
    const { page, troubles } = await open('slower', { width: 1280, scheme: 'light' });
    await page.locator('[data-chart="throughput"] .u-over').hover({ position: { x: 150, y: 60 } });
    expect(await page.locator('[data-chart="throughput"] .u-legend').textContent()).toMatch(
      /at\d+\.\d sA[\d,]+B\d+C[\d,]+/,
    );
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('says so where there is nothing to draw', async () => {
    const { page, troubles } = await open('nothing-sent', { width: 390, scheme: 'dark' });
    expect(await page.locator('canvas').count()).toBe(0);
    expect(await page.getByText('Nothing was recorded.').count()).toBe(2);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('has every figure without JavaScript', async () => {
    const { page } = await open('slower', { width: 1280, scheme: 'light', javaScript: false });
    expect(await page.getByText('Charts need JavaScript').count()).toBe(2);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('A against B against C');
    const row = page.getByRole('row', { name: /^goodput worse/ });
    expect(await row.textContent()).toContain('-10.00 %');
    expect(await page.getByRole('table', { includeHidden: true }).count()).toBe(5);
    await page.context().close();
  });
});
