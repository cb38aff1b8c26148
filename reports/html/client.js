/* Draws the charts of a report. The figures are in the page, in #figures (ChartData in charts.ts). */
(() => {
  const figures = JSON.parse(document.getElementById('figures').textContent);
  const plots = [];

  /* ---- how figures look: as in reports/format.ts ---- */

  const UNITS = [
    [1e9, 's'],
    [1e6, 'ms'],
    [1e3, 'µs'],
    [1, 'ns'],
  ];
  const unitOf = (ns) => UNITS.find(([factor]) => ns >= factor * 0.9995) ?? UNITS[3];
  const duration = (ns) => {
    if (ns == null) return '-';
    const [factor, unit] = unitOf(ns);
    return `${(ns / factor).toPrecision(ns / factor >= 999.5 ? 4 : 3)} ${unit}`;
  };
  const shortDuration = (ns) => {
    const [factor, unit] = unitOf(ns);
    return `${Number((ns / factor).toPrecision(3))} ${unit}`;
  };
  const count = (value) =>
    value == null ? '-' : value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 1 : 0 });
  const shortCount = (value) =>
    value >= 1e6 ? `${value / 1e6} M` : value >= 1e4 ? `${value / 1e3} k` : value.toLocaleString('en-US');
  const percentile = (nines) => {
    const percent = 100 * (1 - 10 ** -nines);
    return `p${Number(percent.toFixed(Math.max(0, Math.ceil(nines) - 1) || (nines < 1 ? 0 : 1)))}`;
  };

  /* ---- colours come from the style sheet, which knows light from dark ---- */

  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

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
      spanGaps: true,
      points: { show: false },
      ...more,
    };
  }

  /* ---- scales ---- */

  const fromZero = (_, __, max) => [0, Math.max(1, max * 1.08)];

  /** Percent: the whole of it where blocks are full, else as much as shows how full they are. */
  const fullEnough = (_, __, max) => [0, [5, 10, 25, 50].find((top) => top >= max * 1.05) ?? 100];

  /** The next 1, 2 or 5 times a power of ten, downwards (-1) or upwards (1). */
  function roundTo125(value, direction) {
    const power = 10 ** Math.floor(Math.log10(value));
    const steps = direction < 0 ? [5, 2, 1] : [1, 2, 5, 10];
    const fits = (step) => (direction < 0 ? step * power <= value : step * power >= value);
    return (steps.find(fits) ?? 1) * power;
  }

  const logarithmic = {
    distr: 3,
    range: (_, min, max) =>
      min == null ? [1e6, 1e9] : [roundTo125(min * 0.95, -1), roundTo125(max * 1.05, 1)],
  };

  /** Ticks at 1, 2, 5 of each decade; at each decade alone where there are many. */
  function logarithmicTicks(_, __, min, max) {
    const steps = Math.log10(max / min) > 3 ? [1] : [1, 2, 5];
    const ticks = [];
    for (let power = 10 ** Math.floor(Math.log10(min)); power <= max; power *= 10) {
      ticks.push(...steps.map((step) => step * power));
    }
    return ticks.filter((tick) => tick >= min * 0.999 && tick <= max * 1.001);
  }

  /* ---- marks behind and over the lines ---- */

  /** Shades what lies outside the measurement window: warm-up and drain. */
  function shadeOutside(u) {
    const { left, top, width, height } = u.bbox;
    const at = (seconds) => Math.min(left + width, Math.max(left, u.valToPos(seconds, 'x', true)));
    const [start, end] = figures.window.map(at);
    u.ctx.save();
    u.ctx.fillStyle = color('shade');
    u.ctx.fillRect(left, top, start - left, height);
    u.ctx.fillRect(end, top, left + width - end, height);
    u.ctx.restore();
  }

  function markFaults(u) {
    const { left, top, width, height } = u.bbox;
    u.ctx.save();
    u.ctx.strokeStyle = color('bad');
    u.ctx.lineWidth = devicePixelRatio;
    u.ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
    for (const fault of figures.faults) {
      const x = u.valToPos(fault, 'x', true);
      if (x < left || x > left + width) continue;
      u.ctx.beginPath();
      u.ctx.moveTo(x, top);
      u.ctx.lineTo(x, top + height);
      u.ctx.stroke();
    }
    u.ctx.restore();
  }

  const overTime = {
    hooks: { drawClear: [shadeOutside], draw: [markFaults] },
    cursor: { sync: { key: 'time', scales: ['x', null], setSeries: false } },
  };
  const seconds = () =>
    axis({ values: (_, ticks) => ticks.map((tick) => `${count(tick)} s`), space: 56, size: 30 });
  const at = { label: 'at', value: (_, v) => (v == null ? '-' : `${v.toFixed(1)} s`) };
  const lastSecond = Math.max(1, figures.seconds.length, ...figures.blocks.seconds.slice(-1));
  /** Every chart over time spans the whole run, unless somebody has zoomed in. */
  const timeScale = {
    time: false,
    range: (u, min, max) => (min === u.data[0][0] && max === u.data[0].at(-1) ? [0, lastSecond] : [min, max]),
  };

  /* ---- the charts ---- */

  const charts = {
    throughput: () => ({
      ...overTime,
      scales: { x: timeScale, y: { range: fromZero } },
      axes: [seconds(), axis({ size: 52, values: (_, ticks) => ticks.map(shortCount) })],
      series: [
        at,
        line('offered', 'offered', count, { dash: [6, 4], width: 1.25 }),
        line('sent', 'sent', count),
        line('included', 'included', count),
        line('succeeded', 'succeeded', count, { width: 2.25, fill: color('succeeded-fill') }),
      ],
      data: ['seconds', 'offered', 'sent', 'included', 'succeeded'].map(
        (column) => figures.throughput[column],
      ),
    }),
    latency: () => ({
      ...overTime,
      scales: { x: timeScale, y: logarithmic },
      axes: [
        seconds(),
        axis({
          size: 60,
          splits: logarithmicTicks,
          filter: (_, ticks) => ticks,
          values: (_, ticks) => ticks.map(shortDuration),
        }),
      ],
      series: [
        at,
        line('p50', 'p50', duration),
        line('p90', 'p90', duration),
        line('p99', 'p99', duration),
        line('max', 'max', duration, { dash: [3, 3], width: 1.25 }),
      ],
      data: [figures.seconds, ...Object.values(figures.latency)],
    }),
    curves: () => ({
      scales: { x: { time: false, range: (_, __, max) => [0, Math.max(1, max)] }, y: logarithmic },
      axes: [
        axis({
          size: 30,
          splits: (_, __, min, max) =>
            [Math.log10(2), 1, 2, 3, 4, 5, 6, 7].filter((tick) => tick >= min && tick <= max),
          values: (_, ticks) => ticks.map(percentile),
        }),
        axis({
          size: 60,
          splits: logarithmicTicks,
          filter: (_, ticks) => ticks,
          values: (_, ticks) => ticks.map(shortDuration),
        }),
      ],
      series: [
        { label: 'percentile', value: (_, v) => (v == null ? '-' : percentile(v)) },
        ...figures.curves.byName.map(({ name }) =>
          line(name, `curve-${name}`, duration, name === 'inclusionFromSent' ? { dash: [6, 4] } : {}),
        ),
      ],
      data: [figures.curves.nines, ...figures.curves.byName.map(({ values }) => values)],
    }),
    blocks: () => ({
      ...overTime,
      scales: { x: timeScale, y: { range: fullEnough } },
      axes: [seconds(), axis({ size: 52, values: (_, ticks) => ticks.map((tick) => `${tick} %`) })],
      series: [
        at,
        line('gas used', 'bar', (v) => (v == null ? '-' : `${v.toFixed(1)} %`), {
          width: 0,
          fill: color('bar'),
          paths: uPlot.paths.bars({ size: [0.72, 26, 1] }),
        }),
        count_('block', 'number'),
        count_('transactions', 'transactions'),
        count_('ours', 'ours'),
      ],
      data: [
        figures.blocks.seconds,
        figures.blocks.fill,
        figures.blocks.number,
        figures.blocks.transactions,
        figures.blocks.ours,
      ],
    }),
  };

  /** A column that the legend tells and nothing draws. */
  function count_(label) {
    return {
      label,
      scale: label,
      stroke: 'transparent',
      width: 0,
      value: (_, v) => count(v),
      points: { show: false },
      class: 'told',
    };
  }

  function draw(place) {
    const { data, ...options } = charts[place.dataset.chart]();
    place.replaceChildren();
    const chart = {
      width: place.clientWidth,
      height: heightFor(place.clientWidth),
      padding: [10, 14, 0, 0],
      legend: { markers: { width: 0, fill: (u, series) => u.series[series].stroke(u, series) } },
      ...options,
      cursor: { ...options.cursor, points: { size: 7 } },
      hooks: { ...options.hooks, setCursor: [showValues] },
    };
    plots.push(new uPlot(chart, data, place));
  }

  const heightFor = (width) => (width < 480 ? 220 : 260);

  /** Without a cursor the legend has names only. */
  const showValues = (u) => u.root.classList.toggle('is-live', u.cursor.idx != null && u.cursor.left >= 0);

  function drawAll() {
    for (const plot of plots.splice(0)) plot.destroy();
    for (const place of document.querySelectorAll('[data-chart]')) draw(place);
  }

  document.documentElement.classList.add('scripted');
  drawAll();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
  new ResizeObserver(() => {
    for (const plot of plots) {
      const width = plot.root.parentElement.clientWidth;
      if (width > 0 && width !== plot.width) plot.setSize({ width, height: heightFor(width) });
    }
  }).observe(document.body);
})();
