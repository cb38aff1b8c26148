/** The page of a matrix in a real browser: drawn, readable wide and narrow, light and dark, without network or errors. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matrixHtml } from '../../reports/index.ts';
import { launch, missing, openFile, overflow, poorContrast, VIEWS } from '../support/browser.ts';
import { temporaryFolder } from '../support/cli.ts';
import { makeMatrix } from '../support/matrix.ts';

/** Where the marks of the first workload stand, and how wide the axis is, in pixels. */
const MARKS = `[...document.querySelectorAll('figure')].slice(0, 1).flatMap((figure) =>
  [...figure.querySelectorAll('.bar svg')].map((svg) => {
    const dot = svg.querySelector('.dot');
    const { left, width } = svg.getBoundingClientRect();
    return { width, at: dot === null ? null : dot.getBoundingClientRect().left - left };
  }))`;

describe.skipIf(missing)('the page of a matrix in Chromium', () => {
  let browser: Browser;
  const folder = temporaryFolder();
  const file = join(folder, 'matrix.html');

  beforeAll(async () => {
    writeFileSync(file, matrixHtml(makeMatrix()));
    browser = await launch();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(VIEWS)('$width wide, $scheme', async (view) => {
    const { page, troubles } = await openFile(browser, file, view);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    const marks = (await page.evaluate(MARKS)) as { width: number; at: number | null }[];
    expect(marks).toHaveLength(8);
    const [sequential, parallel, anvil, geth] = marks;
    expect(sequential!.width).toBeGreaterThan(view.width / 4);
    // 10,000 on an axis from 100 to 100,000 stands at two thirds; 12,000 is to the right of it, 1,100 far to the left.
    expect(sequential!.at! / sequential!.width).toBeCloseTo(2 / 3, 1);
    expect(parallel!.at!).toBeGreaterThan(sequential!.at!);
    expect(anvil!.at! / anvil!.width).toBeCloseTo(0.35, 1);
    expect(geth!.at).toBeNull();
    const { poor, texts } = await poorContrast(page);
    expect(poor).toEqual([]);
    expect(texts).toBeGreaterThan(100);
    expect(troubles).toEqual([]);
    expect(await page.evaluate('window.attacked')).toBeUndefined();
    await page.context().close();
  });

  it('is whole without JavaScript too', async () => {
    const { page } = await openFile(browser, file, { width: 1280, scheme: 'light', javaScript: false });
    expect(await page.locator('.bar svg').first().isVisible()).toBe(true);
    expect(await page.locator('figure tbody tr').count()).toBe(16);
    await page.context().close();
  });
});
