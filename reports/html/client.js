/* The charts of the report of a run. The figures are in the page, in #figures (ChartData in charts.ts). */
(() => {
  const { figures, at, atPercentile, axis, color, count, countAxis, duration, durationAxis } = plots;
  const { fromZero, latencySeries, line, logarithmic, percentileAxis, secondsAxis, throughputSeries } = plots;

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
      series: throughputSeries(),
      data: ['seconds', 'offered', 'sent', 'included', 'succeeded'].map(
        (column) => figures.throughput[column],
      ),
    }),
    latency: () => ({
      ...overTime,
      scales: { x: timeScale, y: logarithmic },
      axes: [secondsAxis(), durationAxis()],
      series: latencySeries(),
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

  /** Stages one on top of the other: the uppermost line is drawn first and the lower ones over it. */
  if (figures.stages) {
    const { seconds, number, transactions, ms } = figures.stages;
    const names = Object.keys(ms);
    const tops = names.map((_, upTo) =>
      seconds.map((_, block) => names.slice(0, upTo + 1).reduce((sum, name) => sum + ms[name][block], 0)),
    );
    charts.stages = () => ({
      ...overTime,
      scales: { x: timeScale, y: { range: fromZero } },
      axes: [
        secondsAxis(),
        axis({ size: 52, values: (_, ticks) => ticks.map((tick) => `${count(tick)} ms`) }),
      ],
      series: [
        at,
        ...names

          .map((name) =>
            line(name, `stage-${name}`, count, {
              fill: color(`stage-${name}`),
              width: 1,
              value: (_, __, ___, block) => (block == null ? '-' : `${count(ms[name][block])} ms`),
            }),
          )
          .reverse(),
        count_('block', 'number'),
        count_('transactions', 'transactions'),
      ],
      data: [seconds, ...[...tops].reverse(), number, transactions],
    });
  }

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
