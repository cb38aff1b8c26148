/* What every page with charts draws them with. The page's own script, which follows, says which charts there are. */
window.plots = (() => {
  const figures = JSON.parse(document.getElementById('figures').textContent);
  const drawn = [];

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

  const percentileAxis = () =>
    axis({
      size: 30,
      splits: (_, __, min, max) =>
        [Math.log10(2), 1, 2, 3, 4, 5, 6, 7].filter((tick) => tick >= min && tick <= max),
      values: (_, ticks) => ticks.map(percentile),
    });

  const durationAxis = () =>
    axis({
      size: 60,
      splits: logarithmicTicks,
      filter: (_, ticks) => ticks,
      values: (_, ticks) => ticks.map(shortDuration),
    });

  const secondsAxis = () =>
    axis({ values: (_, ticks) => ticks.map((tick) => `${count(tick)} s`), space: 56, size: 30 });

  const countAxis = () => axis({ size: 52, values: (_, ticks) => ticks.map(shortCount) });

  /** What the legend of a chart over time, or over percentiles, says of its abscissa. */
  const at = { label: 'at', value: (_, v) => (v == null ? '-' : `${v.toFixed(1)} s`) };
  const atPercentile = { label: 'percentile', value: (_, v) => (v == null ? '-' : percentile(v)) };

  /** What the chart of a run's throughput and that of its latency over time show, in the order of their columns. */
  const throughputSeries = () => [
    at,
    line('offered', 'offered', count, { dash: [6, 4], width: 1.25 }),
    line('sent', 'sent', count),
    line('included', 'included', count),
    line('succeeded', 'succeeded', count, { width: 2.25, fill: color('succeeded-fill') }),
  ];
  const latencySeries = () => [
    at,
    line('p50', 'p50', duration),
    line('p90', 'p90', duration),
    line('p99', 'p99', duration),
    line('max', 'max', duration, { dash: [3, 3], width: 1.25 }),
  ];

  /* ---- drawing ---- */

  function draw(place, chart) {
    const { data, ...options } = chart;
    place.replaceChildren();
    const whole = {
      width: place.clientWidth,
      height: heightFor(place.clientWidth),
      padding: [10, 14, 0, 0],
      legend: { markers: { width: 0, fill: (u, series) => u.series[series].stroke(u, series) } },
      ...options,
      cursor: { ...options.cursor, points: { size: 7 } },
      hooks: { ...options.hooks, setCursor: [showValues] },
    };
    drawn.push(new uPlot(whole, data, place));
  }

  const heightFor = (width) => (width < 480 ? 220 : 260);

  /** Without a cursor the legend has names only. */
  const showValues = (u) => u.root.classList.toggle('is-live', u.cursor.idx != null && u.cursor.left >= 0);

  /** Draws every chart that the page has a place for, and again when width or colours change. */
  function show(charts) {
    function drawAll() {
      for (const plot of drawn.splice(0)) plot.destroy();
      for (const place of document.querySelectorAll('[data-chart]'))
        draw(place, charts[place.dataset.chart]());
    }

    document.documentElement.classList.add('scripted');
    drawAll();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
    new ResizeObserver(() => {
      for (const plot of drawn) {
        const width = plot.root.parentElement.clientWidth;
        if (width > 0 && width !== plot.width) plot.setSize({ width, height: heightFor(width) });
      }
    }).observe(document.body);
  }

  /** Gives every drawn chart its data anew; `dataOf` takes the name of its place. */
  function refresh(dataOf) {
    for (const plot of drawn) plot.setData(dataOf(plot.root.parentElement.dataset.chart));
  }

  return {
    figures,
    at,
    atPercentile,
    axis,
    color,
    count,
    countAxis,
    duration,
    durationAxis,
    fromZero,
    latencySeries,
    line,
    logarithmic,
    percentileAxis,
    refresh,
    secondsAxis,
    shortDuration,
    show,
    throughputSeries,
  };
})();
