/** The HTML report in a real browser: charts drawn, nothing asked of the network, nothing run that a target said. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { html } from '../../reports/html/report.ts';
import { makeRecord, type RecordVariant } from '../support/record.ts';

const CHROMIUM = process.env.CHROMIUM_BIN ?? '/usr/bin/chromium';
const missing = !existsSync(CHROMIUM);
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
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  interface View {
    readonly width: number;
    readonly scheme: 'light' | 'dark';
    readonly javaScript?: boolean;
  }

  /** Opens the report of a record; `troubles` gathers console errors, exceptions and requests that leave the file. */
  async function open(variant: RecordVariant, view: View): Promise<{ page: Page; troubles: string[] }> {
    const file = join(folder, `${variant}.html`);
    writeFileSync(file, html.render(makeRecord(variant)));
    const context = await browser.newContext({
      viewport: { width: view.width, height: 900 },
      colorScheme: view.scheme,
      javaScriptEnabled: view.javaScript ?? true,
    });
    const page = await context.newPage();
    const troubles: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
    });
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('request', (request) => {
      if (!/^(file|data):/.test(request.url())) troubles.push(`asked for ${request.url()}`);
    });
    await page.goto(pathToFileURL(file).href);
    return { page, troubles };
  }

  const views: View[] = [1280, 390].flatMap((width) => [
    { width, scheme: 'light' as const },
    { width, scheme: 'dark' as const },
  ]);

  describe.each(views)('$width wide, $scheme', (view) => {
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
      const pairs = await page.evaluate(CONTRAST_PAIRS);
      expect((pairs as unknown[]).length).toBeGreaterThan(50);
      const poor = (pairs as Pair[]).filter((pair) => contrast(pair) < 4.5);
      expect(poor).toEqual([]);
      await page.context().close();
    });
  });
});

/** Pixels of a chart's canvas that have (nearly) the colour that the style sheet gives to a series. */
async function pixelsOf(page: Page, chart: string, series: string): Promise<number> {
  return page.evaluate(`(() => {
    const canvas = document.querySelector('[data-chart="${chart}"] canvas');
    const hex = getComputedStyle(document.documentElement).getPropertyValue('--${series}').trim();
    const wanted = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let found = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] > 150 && wanted.every((part, i) => Math.abs(data[at + i] - part) < 24)) found++;
    }
    return found;
  })()`);
}

/** What the page's first chart looks like. */
function picture(page: Page): Promise<string> {
  return page.evaluate("document.querySelector('canvas').toDataURL()");
}

/** Pixels by which the page is wider than its window. */
async function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
}

interface Pair {
  readonly text: string;
  readonly color: [number, number, number];
  readonly ground: [number, number, number];
}

/** Every visible piece of text with its colour and the first opaque colour behind it; opacity of parents is mixed in. */
const CONTRAST_PAIRS = `(() => {
  const parse = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const opaque = (color) => color.length === 3 || color[3] === 1;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const pairs = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent.trim();
    if (text === '' || /^(SCRIPT|STYLE)$/.test(element.tagName) || !element.checkVisibility()) continue;
    let ground = null;
    let opacity = 1;
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      opacity *= Number(style.opacity);
      const color = parse(style.backgroundColor);
      if (opaque(color)) { ground = color.slice(0, 3); break; }
    }
    const color = parse(getComputedStyle(element).color).slice(0, 3);
    pairs.push({ text, ground, color: color.map((part, i) => part * opacity + ground[i] * (1 - opacity)) });
  }
  return pairs;
})()`;

/** The contrast ratio of WCAG 2.2. */
function contrast({ color, ground }: Pair): number {
  const luminance = (rgb: readonly number[]) => {
    const [r = 0, g = 0, b = 0] = rgb.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [dark = 0, light = 0] = [luminance(color), luminance(ground)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
