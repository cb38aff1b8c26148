import { describe, expect, it } from 'vitest';
import { matrixHtml, matrixLine, matrixText } from '../../reports/index.ts';
import { decadesOf, placeOf } from '../../reports/matrix/bars.ts';
import { makeMatrix } from '../support/matrix.ts';

describe('the text', () => {
  const text = matrixText(makeMatrix());

  it('has a row a cell below its workload and contention', () => {
    const rows = text.slice(text.indexOf('  erc20, contention 0\n')).split('\n');
    expect(rows[1]).toMatch(
      /^ {4}sequential +10,000 +500 +5,000\/s +300 ms +620 ms +180 µs as one +2\.00 KiB as one$/,
    );
    expect(rows[3]).toMatch(
      /^ {4}anvil +1,100 +55 +550\/s +300 ms +620 ms +250 µs \+ 650 µs +1\.00 KiB \+ 8\.00 KiB$/,
    );
    expect(rows[4]).toMatch(/^ {4}geth +absent( +-){6}$/);
    expect(rows[5]).toBe('  erc20, contention 1');
  });

  it('marks what is invalid or weakened, and says why', () => {
    expect(text).toMatch(/parallel +6,000 ! /);
    expect(text).toMatch(/sequential +5,000 +250 +2,500\/s ~ /);
    expect(text).toContain('erc20 1 parallel, closed load: invalid, oracle-failed: the state is not');
    expect(text).toContain('geth is absent: geth is not installed');
    expect(text).toMatch(/dex-swap 1 anvil: set-up, step 2/);
  });

  it('says what was the same for all, and what is inside each clock', () => {
    expect(text).toContain('a block every 500 ms, 1,000 Mgas a block');
    expect(text).toMatch(/^ {2}geth +1 s +HTTP +JSON-RPC, pool, .*writing to disk$/m);
    expect(text).toContain('load average 0.4 before the start');
  });

  it('says that it was interrupted, before the figures', () => {
    const whole = makeMatrix();
    const cut = matrixText({ ...whole, ending: 'interrupted', cells: whole.cells.slice(0, 3) });
    expect(cut).toMatch(/^interrupted: 3 of 16 cells\n/);
    expect(cut).not.toContain('dex-swap,');
  });

  it('is one line for a cell that is over', () => {
    const { cells } = makeMatrix();
    expect(matrixLine(cells[0]!)).toBe('erc20 0 sequential: 10,000 TPS; p50 300 ms, p99 620 ms at 5,000/s');
    expect(matrixLine(cells.find(({ state }) => state === 'failed')!)).toMatch(/^dex-swap 1 anvil: failed: /);
  });
});

describe('the page', () => {
  const page = matrixHtml(makeMatrix());

  it('asks nothing of the network, and escapes what it was told', () => {
    expect(page).toMatch(/default-src 'none'/);
    expect(page).not.toMatch(/(src|href)="(?!data:)/);
    expect(page).not.toContain('<script>window.attacked');
    expect(page).toContain('a &lt;b&gt;CPU&lt;/b&gt;');
  });

  it('has a chart and a table a workload, with a mark for each cell that has a figure', () => {
    expect(page.match(/<figure /g)).toHaveLength(2);
    expect(page.match(/class="dot side-\d"/g)).toHaveLength(11);
    expect(page.match(/class="dot hole"/g)).toHaveLength(1);
  });

  it('ranks what is valid, and leaves out what is not', () => {
    expect(page).toContain('<p>erc20, contention 0: parallel 12,000, sequential 10,000, anvil 1,100</p>');
    expect(page).toContain('<p>erc20, contention 1: sequential 5,000, anvil 550</p>');
  });

  it('tells how to render a cell, and itself', () => {
    expect(page).toContain('lakh report FOLDER/CELL/capacity');
    expect(page).toContain('lakh matrix --render FOLDER');
  });
});

describe('the axis', () => {
  it('goes over whole decades, for all workloads alike', () => {
    const decades = decadesOf(makeMatrix());
    expect(decades).toEqual({ from: 2, to: 5 });
    expect([100, 1000, 10_000, 100_000, 1, 1e9].map((tps) => placeOf(tps, decades))).toEqual([
      0, 333, 667, 1000, 0, 1000,
    ]);
  });

  it('is there without any figure', () => {
    const { cells } = makeMatrix();
    const none = cells.map((cell) => ({ ...cell, capacity: null }));
    expect(decadesOf({ cells: none })).toEqual({ from: 2, to: 3 });
  });
});
