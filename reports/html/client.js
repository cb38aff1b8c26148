/* The charts of the report of a run. The figures are in the page, in #figures (ChartData in charts.ts). */
(() => {
  const { figures, at, atPercentile, axis, color, count, countAxis, duration, durationAxis } = plots;
  const { fromZero, line, logarithmic, percentileAxis, secondsAxis } = plots;

  /** Percent: the whole of it where blocks are full, else as much as shows how full they are. */
  const fullEnough = (_, __, max) => [0, [5, 10, 25, 50].find((top) => top >= max * 1.05) ?? 100];

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
      axes: [secondsAxis(), countAxis()],
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
      axes: [secondsAxis(), durationAxis()],
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
      axes: [percentileAxis(), durationAxis()],
      series: [
        atPercentile,
        ...figures.curves.byName.map(({ name }) =>
          line(name, `curve-${name}`, duration, name === 'inclusionFromSent' ? { dash: [6, 4] } : {}),
        ),
      ],
      data: [figures.curves.nines, ...figures.curves.byName.map(({ values }) => values)],
    }),
    blocks: () => ({
      ...overTime,
      scales: { x: timeScale, y: { range: fullEnough } },
      axes: [secondsAxis(), axis({ size: 52, values: (_, ticks) => ticks.map((tick) => `${tick} %`) })],
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

  plots.show(charts);
})();
