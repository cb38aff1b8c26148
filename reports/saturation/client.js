/* Draws the curve of a saturation search. The figures are in the page, in #figures (KneeChart in page.ts). */
(() => {
  const figures = JSON.parse(document.getElementById('figures').textContent);
  const place = document.querySelector('[data-chart]');
  let plot = null;

  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
  const count = (value) =>
    value == null ? '-' : value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 1 : 0 });
  const duration = (ns) =>
    ns == null
      ? '-'
      : ns >= 1e9
        ? `${Number((ns / 1e9).toPrecision(3))} s`
        : `${Number((ns / 1e6).toPrecision(3))} ms`;

  function axis(more) {
    return {
      font: FONT,
      stroke: color('muted'),
      grid: { stroke: color('grid'), width: 1 },
      ticks: { stroke: color('grid'), width: 1, size: 4 },
      gap: 6,
      ...more,
    };
  }

  function line(label, name, value, more) {
    return {
      label,
      stroke: color(name),
      width: 1.75,
      value: (_, v) => value(v),
      points: { show: true, size: 5 },
      ...more,
    };
  }

  function shadeInterval(u) {
    const [low, high] = figures.interval;
    if (low === null) return;
    const { left, top, width, height } = u.bbox;
    const at = (rate) => Math.min(left + width, Math.max(left, u.valToPos(rate, 'x', true)));
    const end = high === null ? left + width : at(high);
    u.ctx.save();
    u.ctx.fillStyle = color('grid');
    u.ctx.fillRect(at(low), top, Math.max(2, end - at(low)), height);
    u.ctx.restore();
  }

  const heightFor = (width) => (width < 480 ? 240 : 320);
  const fromZero = (_, __, max) => [0, Math.max(1, max * 1.08)];

  function draw() {
    plot?.destroy();
    place.replaceChildren();
    const width = place.clientWidth;
    plot = new uPlot(
      {
        width,
        height: heightFor(width),
        padding: [10, 4, 0, 0],
        scales: { x: { time: false, range: fromZero }, y: { range: fromZero }, ns: { range: fromZero } },
        axes: [
          axis({ values: (_, ticks) => ticks.map(count), space: 64, size: 30 }),
          axis({ size: 56, values: (_, ticks) => ticks.map(count) }),
          axis({
            scale: 'ns',
            side: 1,
            size: 60,
            grid: { show: false },
            values: (_, ticks) => ticks.map(duration),
          }),
        ],
        series: [
          { label: 'rate', value: (_, v) => count(v) },
          line('offered', 'offered', count, { dash: [6, 4], width: 1.25, points: { show: false } }),
          line('goodput', 'succeeded', count, { width: 2.25 }),
          line('inclusion p99', 'p99', duration, { scale: 'ns', spanGaps: true }),
        ],
        legend: { markers: { width: 0, fill: (u, series) => u.series[series].stroke(u, series) } },
        hooks: {
          drawClear: [shadeInterval],
          setCursor: [(u) => u.root.classList.toggle('is-live', u.cursor.idx != null && u.cursor.left >= 0)],
        },
      },
      [figures.rates, figures.offered, figures.goodput, figures.p99],
      place,
    );
  }

  document.documentElement.classList.add('scripted');
  draw();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  new ResizeObserver(() => {
    const width = place.clientWidth;
    if (plot !== null && width > 0 && width !== plot.width) plot.setSize({ width, height: heightFor(width) });
  }).observe(document.body);
})();
