/** Pages of reports in a real browser: opened without a network, with what goes wrong on them. */
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';

export const CHROMIUM = process.env.CHROMIUM_BIN ?? '/usr/bin/chromium';
export const missing = !existsSync(CHROMIUM);

export interface View {
  readonly width: number;
  readonly scheme: 'light' | 'dark';
  readonly javaScript?: boolean;
}

/** Wide and narrow, light and dark. */
export const VIEWS: readonly View[] = [1280, 390].flatMap((width) => [
  { width, scheme: 'light' as const },
  { width, scheme: 'dark' as const },
]);

export function launch(): Promise<Browser> {
  return chromium.launch({
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
}

/** A page, and what went wrong on it: console messages, exceptions, and requests that it should not make. */
export interface Opened {
  readonly page: Page;
  readonly troubles: string[];
}

/** Opens an address; `mayAsk` tells what the page may ask for. */
export async function openPage(
  browser: Browser,
  url: string,
  view: View,
  mayAsk: (url: string) => boolean,
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width: view.width, height: 900 },
    colorScheme: view.scheme,
    javaScriptEnabled: view.javaScript ?? true,
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('console', (message) => {
    // Of our own reading of pixels, below.
    if (!message.text().includes('willReadFrequently')) troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('request', (request) => {
    if (!mayAsk(request.url())) troubles.push(`asked for ${request.url()}`);
  });
  await page.goto(url);
  return { page, troubles };
}

/** Opens a file, which may ask for nothing outside itself. */
export function openFile(browser: Browser, file: string, view: View): Promise<Opened> {
  return openPage(browser, pathToFileURL(file).href, view, (url) => /^(file|data):/.test(url));
}

/** Pixels of a chart's canvas that have (nearly) the colour that the style sheet gives to a series. */
export async function pixelsOf(page: Page, chart: string, series: string): Promise<number> {
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

/** Pixels by which the page is wider than its window. */
export async function overflow(page: Page): Promise<number> {
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

/** Texts that stand out too little: less than 4.5 to 1 (WCAG 2.2, 1.4.3); `texts` is how many were looked at. */
export async function poorContrast(page: Page): Promise<{ poor: unknown[]; texts: number }> {
  const pairs = (await page.evaluate(CONTRAST_PAIRS)) as Pair[];
  return { poor: pairs.filter((pair) => contrast(pair) < 4.5), texts: pairs.length };
}
