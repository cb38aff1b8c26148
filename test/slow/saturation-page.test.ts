/** The page of a saturation search in a real browser: drawn, readable, and nothing asked of the network. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saturationHtml } from '../../reports/index.ts';
import { temporaryFolder } from '../support/cli.ts';
import { makeSaturation } from '../support/saturation.ts';

const CHROMIUM = process.env.CHROMIUM_BIN ?? '/usr/bin/chromium';

describe.skipIf(!existsSync(CHROMIUM))('the saturation page in Chromium', () => {
  let browser: Browser;
  const folder = temporaryFolder();
  const file = join(folder, 'saturation.html');

  beforeAll(async () => {
    writeFileSync(file, saturationHtml(makeSaturation()));
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  }, 60_000);
  afterAll(() => browser?.close());

  it.each([
    [1280, 'light'],
    [390, 'dark'],
  ] as const)(
    '%d pixels wide, %s',
    async (width, colorScheme) => {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
      const page = await context.newPage();
      const troubles: string[] = [];
      page.on('console', (message) => troubles.push(message.text()));
      page.on('pageerror', (error) => troubles.push(error.message));
      page.on('request', (request) => {
        if (!/^(file|data):/.test(request.url())) troubles.push(request.url());
      });
      await page.goto(pathToFileURL(file).href);
      await page.waitForSelector('.uplot canvas');
      const seen = await page.evaluate(() => {
        // biome-ignore lint/suspicious/noExplicitAny: the browser's own, which this project's types do not have
        const { document, innerWidth } = globalThis as any;
        const canvas = document.querySelector('.uplot canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        const colors = new Set<string>();
        for (let at = 0; at < data.length; at += 4) {
          if (data[at + 3] === 255) colors.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
        }
        return {
          colors: colors.size,
          tooWide: document.documentElement.scrollWidth > innerWidth,
          rows: document.querySelectorAll('.scroll tbody tr').length,
        };
      });
      await page.screenshot({ path: join(folder, `${width}-${colorScheme}.png`) });
      expect(troubles).toEqual([]);
      expect(seen.colors).toBeGreaterThan(5);
      expect(seen).toMatchObject({ tooWide: false, rows: 11 });
      await context.close();
    },
    60_000,
  );
});
