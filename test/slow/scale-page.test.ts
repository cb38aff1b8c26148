/** The page of scaling in a real browser: drawn, readable wide and narrow, light and dark, without network or errors. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scaleHtml } from '../../reports/index.ts';
import { launch, missing, openFile, overflow, pixelsOf, poorContrast, VIEWS } from '../support/browser.ts';
import { temporaryFolder } from '../support/cli.ts';
import { makeScale } from '../support/scale.ts';

describe.skipIf(missing)('the page of scaling in Chromium', () => {
  let browser: Browser;
  const folder = temporaryFolder();
  const file = join(folder, 'scale.html');

  beforeAll(async () => {
    const warnings = [
      '<script>window.attacked=1</script> a warning that is too long for one line of a narrow page',
    ];
    writeFileSync(file, scaleHtml(makeScale({ warnings })));
    browser = await launch();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(VIEWS)('$width wide, $scheme', async (view) => {
    const { page, troubles } = await openFile(browser, file, view);
    await page.waitForSelector('[data-chart="2"] canvas');
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    for (const chart of ['0', '1', '2']) {
      // Computed, execution and everything.
      for (const series of ['offered', 'succeeded', 'included']) {
        expect(await pixelsOf(page, chart, series), `${series} in ${chart}`).toBeGreaterThan(40);
      }
    }
    const { poor, texts } = await poorContrast(page);
    expect(poor).toEqual([]);
    expect(texts).toBeGreaterThan(100);
    expect(troubles).toEqual([]);
    expect(await page.evaluate('window.attacked')).toBeUndefined();
    await page.context().close();
  });

  it('holds its figures without JavaScript too', async () => {
    const { page } = await openFile(browser, file, { width: 1280, scheme: 'light', javaScript: false });
    expect(await page.locator('.unscripted').first().isVisible()).toBe(true);
    expect(await page.locator('tbody tr').count()).toBe(3 * (4 + 8));
    await page.context().close();
  });
});
