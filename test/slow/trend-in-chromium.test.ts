/** The page of a trend in a real browser: drawn, readable wide and narrow, light and dark, without network or errors. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trendOf } from '../../harness/history/index.ts';
import { trendPage } from '../../reports/history/index.ts';
import { recordOf } from '../harness/history/folder.ts';

const CHROMIUM = process.env.CHROMIUM_BIN ?? '/usr/bin/chromium';

describe.skipIf(!existsSync(CHROMIUM))('the page of a trend in Chromium', () => {
  let browser: Browser;
  let folder: string;
  let url: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lakh-trend-'));
    const runs = Array.from({ length: 28 }, (_, at) => {
      const path = `${at}-<script>window.attacked=1</script>-with-a-name-that-is-long`;
      const record = recordOf(at + 1, (at < 14 ? 1000 : 900) + (at % 3));
      return { folder: path, path, group: path, record, tags: [] };
    }).reverse();
    const trend = trendOf(runs, { metrics: ['goodput', 'inclusion.p99', 'finality.p99'], invalid: false });
    writeFileSync(join(folder, 'trend.html'), trendPage(trend));
    url = pathToFileURL(join(folder, 'trend.html')).href;
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(width: number, colorScheme: 'light' | 'dark', javaScriptEnabled = true) {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme,
      javaScriptEnabled,
    });
    const page = await context.newPage();
    const troubles: string[] = [];
    page.on('console', (message) => {
      // Of our own reading of pixels, below.
      if (!message.text().includes('willReadFrequently')) troubles.push(message.text());
    });
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('request', (request) => {
      if (!/^(file|data):/.test(request.url())) troubles.push(`asked for ${request.url()}`);
    });
    await page.goto(url);
    return { page, troubles };
  }

  it.each([
    [1280, 'light'],
    [1280, 'dark'],
    [390, 'light'],
    [390, 'dark'],
  ] as const)('%i wide, %s', async (width, scheme) => {
    const { page, troubles } = await open(width, scheme);
    await page.waitForSelector('[data-chart="0"] canvas');
    expect(await page.locator('canvas').count()).toBe(2);
    expect(
      await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'),
    ).toBeLessThanOrEqual(0);
    for (const [series, least] of [
      ['sent', 100],
      ['succeeded', 60],
      ['bad', 100],
    ] as const) {
      expect(await page.evaluate(pixelsOf(series)), series).toBeGreaterThan(least);
    }
    await page.locator('[data-chart="0"] .u-over').hover({ position: { x: 100, y: 60 } });
    expect(await page.locator('[data-chart="0"] .u-legend').textContent()).toMatch(/goodput1,00\d\/s/);
    expect(await page.evaluate('window.attacked')).toBeUndefined();
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('is whole without JavaScript', async () => {
    const { page } = await open(390, 'light', false);
    expect(await page.getByText('Charts need JavaScript').first().isVisible()).toBe(true);
    expect(await page.getByRole('table').count()).toBe(3);
    await page.context().close();
  });
});

/** Pixels of the first chart that have (nearly) the colour that the style sheet gives to a name. */
function pixelsOf(name: string): string {
  return `(() => {
    const canvas = document.querySelector('[data-chart="0"] canvas');
    const hex = getComputedStyle(document.documentElement).getPropertyValue('--${name}').trim();
    const wanted = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let found = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] > 150 && wanted.every((part, i) => Math.abs(data[at + i] - part) < 40)) found++;
    }
    return found;
  })()`;
}
